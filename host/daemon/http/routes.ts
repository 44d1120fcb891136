/**
 * All routes of the API.
 */
import * as v from 'valibot';
import { LiquidusError } from '../../error.js';
import {
  CommandRequest,
  CommandResult,
  CommandShape,
  EventShape,
  RecorderShape,
  RegistersShape,
  RigRequest,
  RigStanding,
  ServicesShape,
  Session,
  Snapshot,
  State,
  TIERS,
  Trend,
  UnitShape,
} from '../api.js';
import { commandShapes } from '../commands.js';
import { registerTables } from '../registers.js';
import { trendOf } from '../trends.js';
import { eventShape, recorderShape, servicesShape, snapshotOf, stateOf } from '../views.js';
import type { Route } from './route.js';
import { route } from './route.js';

const nothing = v.object({});
const unit = v.optional(v.pipe(v.string(), v.description('Id of the unit; default: the first one')));
const whole = (low: number, high: number) => v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number), v.minValue(low), v.maxValue(high));
/** Last millisecond that a time in a query may name: the year 5138. */
const LATEST = 99_999_999_999_999;

export const ROUTES: readonly Route[] = [
  route({
    path: '/api/v1/session',
    summary: 'Who you are for the daemon, and which units there are',
    role: 'viewer',
    query: nothing,
    response: Session,
    handle: ({ daemon, client }) => daemon.session(client),
  }),
  route({
    path: '/api/v1/units',
    summary: 'All units',
    role: 'viewer',
    query: nothing,
    response: v.array(UnitShape),
    handle: ({ daemon }) => daemon.unitShapes(),
  }),
  route({
    path: '/api/v1/snapshot',
    summary: 'The last snapshot of a unit',
    role: 'viewer',
    query: v.object({ unit }),
    response: Snapshot,
    handle: ({ daemon, query }) => {
      const { unit: asked } = daemon.member(query.unit);
      const snapshot = snapshotOf(asked);
      if (snapshot) return snapshot;
      throw asked.error ?? new LiquidusError('link.noSnapshot', `There is no snapshot of ${asked.options.title} yet; ask again in a second.`);
    },
  }),
  route({
    path: '/api/v1/state',
    summary: 'Identity, health of the link, alarms with first-out and what to do, commissioning',
    role: 'viewer',
    query: v.object({ unit }),
    response: State,
    handle: ({ daemon, query }) => {
      const { unit: asked, line, rig } = daemon.member(query.unit);
      return stateOf(asked, line, rig !== undefined);
    },
  }),
  route({
    path: '/api/v1/events',
    summary: 'Events of the log of a unit, oldest first',
    role: 'viewer',
    query: v.object({ unit, most: v.optional(whole(1, 1024), '64') }),
    response: v.array(EventShape),
    handle: ({ daemon, query }) => {
      const { unit: asked } = daemon.member(query.unit);
      return asked.events.slice(-query.most).map((event) => eventShape(asked, event));
    },
  }),
  route({
    path: '/api/v1/registers',
    summary: 'The tables of the map: channels with units and limits, states, names of bits',
    role: 'viewer',
    query: nothing,
    response: RegistersShape,
    handle: registerTables,
  }),
  route({
    path: '/api/v1/trends',
    summary: 'The course of a channel',
    role: 'viewer',
    query: v.object({
      unit,
      channel: v.pipe(v.string(), v.description('Name of a register')),
      from: v.pipe(whole(0, LATEST), v.description('ms since 1970')),
      to: v.pipe(whole(0, LATEST), v.description('ms since 1970')),
      tier: v.optional(v.pipe(v.picklist([...TIERS, 'auto']), v.description('auto: by the length of the span')), 'auto'),
    }),
    response: Trend,
    handle: ({ daemon, query }) => trendOf(daemon.recorder, daemon.member(query.unit).unit, query),
  }),
  route({
    path: '/api/v1/recorder',
    summary: 'How recording stands',
    role: 'viewer',
    query: nothing,
    response: RecorderShape,
    handle: ({ daemon }) => recorderShape(daemon.recorder),
  }),
  route({
    path: '/api/v1/services',
    summary: 'How gateway, broker, messages and audit log stand',
    role: 'viewer',
    query: nothing,
    response: ServicesShape,
    handle: ({ daemon }) => servicesShape(daemon),
  }),
  route({
    path: '/api/v1/commands',
    summary: 'Commands, their values, and who may send them',
    role: 'viewer',
    query: nothing,
    response: v.array(CommandShape),
    handle: commandShapes,
  }),
  route({
    path: '/api/v1/commands',
    summary: 'Sends a command; the answer comes when the device has done or refused it',
    role: 'viewer',
    query: nothing,
    body: CommandRequest,
    response: CommandResult,
    handle: async ({ daemon, client, body }) => ({ result: 'done' as const, snapshot: await daemon.command(client, body) }),
  }),
  route({
    path: '/api/v1/rig/faults',
    summary: 'Virtual rig only: faults that can be injected, and those that act',
    role: 'viewer',
    query: v.object({ unit }),
    response: RigStanding,
    handle: ({ daemon, query }) => daemon.rig(query.unit).standing(),
  }),
  route({
    path: '/api/v1/rig/faults',
    summary: 'Virtual rig only: injects a fault, clears one or all, sets the speed of time',
    role: 'operator',
    query: nothing,
    body: RigRequest,
    response: RigStanding,
    handle: ({ daemon, client, body }) => daemon.changeRig(client, body),
  }),
];
