/**
 * Every JSON shape of the daemon's API, once: TypeScript types for daemon and page, validation at the edge, and the OpenAPI page come from here.
 * The page imports the types only.
 *
 * Times are ISO 8601 in UTC, but for `trends`, whose times are milliseconds since 1970. Values are in the units of the register map, `null` when the
 * device does not have one.
 */
import * as v from 'valibot';

const time = v.pipe(v.string(), v.isoTimestamp(), v.description('ISO 8601, UTC'));
const number = v.number();
const text = v.string();
const maybe = v.nullable(v.number());
const unitId = v.pipe(v.string(), v.description('Id of the unit'));

/** Rights of a client, each with those before it. */
export const ROLES = ['viewer', 'operator', 'service'] as const;
export type Role = (typeof ROLES)[number];
const role = v.picklist(ROLES);

/** Values by the name of their register; names and units: `registers`. */
const values = v.record(v.string(), v.nullable(v.number()));

/** What stands in the event log about the trip behind an alarm. */
export const AlarmCause = v.object({
  check: v.nullable(text),
  value: maybe,
  limit: maybe,
  unit: text,
  state: v.pipe(text, v.description('State of the sequencer before it')),
  time: v.nullable(time),
});

/** One fault that shows in the alarm words, the worst first in every list. */
export const AlarmShape = v.object({
  number,
  id: v.pipe(text, v.description('Permanent id, for example P30')),
  name: text,
  active: v.pipe(v.boolean(), v.description('The trip condition is present')),
  latched: v.pipe(v.boolean(), v.description('The reaction holds until a reset')),
  warning: v.pipe(v.boolean(), v.description('The warn level is reached')),
  first: v.pipe(v.boolean(), v.description('It tripped first')),
  reset: v.pipe(v.nullable(v.picklist(['itself', 'remote', 'local'])), v.description('Who may reset it')),
  clears: v.pipe(text, v.description('What makes the cause go away')),
  advice: v.pipe(text, v.description('What to do')),
  cause: v.pipe(v.nullable(AlarmCause), v.description('From the event log of the device; null until it was read, and for warnings')),
});
export type AlarmShape = v.InferOutput<typeof AlarmShape>;

/** One of several isolated NaK loops; composition and what follows from it are null while it is lost. */
export const LoopShape = v.object({
  loop: v.pipe(number, v.description('Counted from 1')),
  lost: v.pipe(v.boolean(), v.description('It has to be anchored before anything runs')),
  worst: v.pipe(v.boolean(), v.description('The limits of the unit come from this one')),
  composition: v.pipe(maybe, v.description('wt% Na')),
  band: v.pipe(maybe, v.description('Uncertainty of the composition, ± wt% Na')),
  liquidus: v.pipe(maybe, v.description('°C')),
  margin: v.pipe(maybe, v.description('K')),
});
export type LoopShape = v.InferOutput<typeof LoopShape>;

/** One whole snapshot of a unit. */
export const Snapshot = v.object({
  unit: unitId,
  time,
  sequence: number,
  state: v.pipe(text, v.description('Name of the state of the sequencer')),
  reason: v.nullable(v.object({ number, id: text, name: text })),
  uptime: v.pipe(number, v.description('s since the start of the controller')),
  heartbeatLeft: v.pipe(maybe, v.description('s, null while no heartbeat is needed')),
  modes: v.array(text),
  inputs: v.array(text),
  outputs: v.array(text),
  values,
  loops: v.pipe(v.array(LoopShape), v.description('Of a device that follows several isolated NaK loops; read every 2 s')),
});
export type Snapshot = v.InferOutput<typeof Snapshot>;

/** Health of the line to a unit. */
export const LinkShape = v.object({
  unit: unitId,
  title: v.pipe(text, v.description('Line and unit, as people name them')),
  up: v.pipe(v.boolean(), v.description('The last read brought a snapshot')),
  since: v.pipe(v.nullable(time), v.description('When it came up or was lost')),
  error: v.nullable(v.object({ code: text, message: text })),
  lastSnapshot: v.nullable(time),
  intervalMs: v.pipe(maybe, v.description('Mean time between snapshots over the last minute')),
  lastMs: v.pipe(number, v.description('Time of the last answer on this bus')),
  meanMs: number,
  worstMs: number,
  requests: v.pipe(number, v.description('On this bus since the daemon started, as the counters below')),
  replies: number,
  timeouts: number,
  corrupt: number,
  exceptions: number,
  quarantines: number,
  quality: v.pipe(maybe, v.description('Share of the polls of this unit over the last minute that brought a snapshot, 0..1')),
});
export type LinkShape = v.InferOutput<typeof LinkShape>;

/** Identity of a device. */
export const IdentityShape = v.object({
  map: text,
  mapMajor: number,
  mapHash: number,
  mapMatches: v.boolean(),
  firmware: text,
  board: v.object({ number, id: v.nullable(text), title: v.nullable(text) }),
  profile: v.nullable(v.picklist(['core', 'full'])),
  bundleHash: v.nullable(text),
  uptimeSeconds: number,
  restarts: maybe,
  freeVariables: maybe,
});

/** Everything about a unit that does not change with every snapshot. */
export const State = v.object({
  unit: unitId,
  title: v.pipe(text, v.description('Name that the configuration gives the unit')),
  identity: v.nullable(IdentityShape),
  link: LinkShape,
  state: v.nullable(text),
  alarms: v.array(AlarmShape),
  firstOut: v.pipe(v.nullable(AlarmShape), v.description('The alarm that tripped first')),
  advice: v.pipe(v.picklist(['none', 'recharge', 'discharge', 'anchor', 'refill']), v.description('What to do about the composition')),
  commissioning: v.nullable(v.object({ signed: v.boolean(), signer: number, missing: v.array(text) })),
  heartbeat: v.pipe(v.boolean(), v.description('The daemon keeps a set-point of its own alive')),
  rig: v.pipe(v.boolean(), v.description('A virtual rig whose faults can be injected')),
});
export type State = v.InferOutput<typeof State>;

/** A unit in the list of units. */
export const UnitShape = v.object({ unit: unitId, title: text, link: text, address: number });

/** One event of a device's log. */
export const EventShape = v.object({
  unit: unitId,
  number: v.pipe(number, v.description('Counted from 1, modulo 65536')),
  time: v.pipe(v.nullable(time), v.description('Null for an event of an earlier start, whose time is not known')),
  start: number,
  seconds: v.pipe(number, v.description('s since that start')),
  kind: text,
  state: text,
  fault: v.nullable(v.object({ id: text, name: text })),
  check: v.nullable(text),
  value: maybe,
  limit: maybe,
  unitOfValue: text,
});
export type EventShape = v.InferOutput<typeof EventShape>;

/** A command, as on the command line: `{"command":"discharge","argument":0.3}`. */
export const CommandRequest = v.strictObject({
  unit: v.optional(unitId),
  command: v.pipe(text, v.maxLength(40), v.description('A name of `commands`')),
  argument: v.optional(
    v.pipe(
      v.union([v.number(), v.string(), v.array(v.union([v.number(), v.string()]))]),
      v.description('One value, or a list in the order of `commands`'),
    ),
  ),
  ttl: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535), v.description('s after which a current ends by itself'))),
});
export type CommandRequest = v.InferOutput<typeof CommandRequest>;

/** A command that was done. */
export const CommandResult = v.object({ result: v.literal('done'), snapshot: Snapshot });

/** A command that a unit takes. */
export const CommandShape = v.object({
  command: text,
  doc: text,
  role: v.pipe(role, v.description('Least role that may send it')),
  confirm: v.pipe(v.boolean(), v.description('A page asks before it sends it')),
  arguments: v.array(
    v.object({
      name: text,
      label: text,
      unit: text,
      required: v.boolean(),
      min: maybe,
      max: maybe,
      choices: v.pipe(v.nullable(v.array(v.object({ value: text, label: text }))), v.description('Null: a number')),
    }),
  ),
  states: v.pipe(v.array(text), v.description('States in which it is not refused')),
});
export type CommandShape = v.InferOutput<typeof CommandShape>;

/** A check of the protection table that judges the value of a register. */
export const LimitShape = v.object({
  check: text,
  fault: text,
  side: v.picklist(['high', 'low']),
  warn: maybe,
  trip: v.pipe(maybe, v.description('As the firmware ships; `parameter` names the parameter that may have moved it')),
  parameter: v.nullable(text),
  unit: text,
});

/** A row of the register map: a channel of snapshots and trends. */
export const RegisterShape = v.object({
  name: text,
  block: v.picklist(['live', 'extension', 'process', 'cells']),
  address: number,
  type: text,
  unit: text,
  scale: v.pipe(number, v.description('Value of one step')),
  digits: v.pipe(number, v.description('Decimals that mean something')),
  optional: v.pipe(v.boolean(), v.description('Can be missing')),
  trend: v.pipe(v.boolean(), v.description('Is recorded')),
  doc: text,
  limits: v.array(LimitShape),
});
export type RegisterShape = v.InferOutput<typeof RegisterShape>;

/** Tables of the map that a page is built from. */
export const RegistersShape = v.object({
  map: text,
  registers: v.array(RegisterShape),
  states: v.array(v.object({ state: text, doc: text })),
  modes: v.array(text),
  inputs: v.array(text),
  outputs: v.array(text),
});

/** Tiers of a recording: every snapshot, and means over a minute and over a quarter of an hour. */
export const TIERS = ['raw', '1min', '15min'] as const;

/** The course of a channel: arrays of one length. A hole in the recording is a point whose value is null. */
export const Trend = v.object({
  unit: unitId,
  channel: text,
  unitOfValue: text,
  tier: v.picklist(TIERS),
  from: v.pipe(number, v.description('ms since 1970')),
  to: number,
  time: v.array(number),
  value: v.pipe(v.array(maybe), v.description('Value, or mean of the span')),
  min: v.pipe(v.nullable(v.array(maybe)), v.description('Least of the span; null for raw')),
  max: v.nullable(v.array(maybe)),
  gaps: v.array(v.object({ from: number, to: number, reason: text })),
});
export type Trend = v.InferOutput<typeof Trend>;

/** How recording stands. Supervision goes on without it. */
export const RecorderShape = v.object({
  store: text,
  good: v.pipe(v.boolean(), v.description('The last batch was taken')),
  error: v.nullable(v.object({ code: text, message: text })),
  since: v.pipe(v.nullable(time), v.description('Since when it has been failing')),
  waiting: v.pipe(number, v.description('Samples that wait for the store')),
  lost: v.pipe(number, v.description('Samples that were given up since the start')),
});
export type RecorderShape = v.InferOutput<typeof RecorderShape>;

const problem = v.nullable(v.object({ code: text, message: text }));

/** How the services beside API and recording stand; null: not configured. */
export const ServicesShape = v.object({
  gateway: v.pipe(
    v.nullable(
      v.object({
        address: text,
        masters: v.pipe(number, v.description('Connected now')),
        turnedAway: v.pipe(number, v.description('Since the start, as the counts below')),
        requests: number,
        replies: number,
        exceptions: number,
        writes: number,
        refusedWrites: number,
      }),
    ),
    v.description('Modbus TCP for other masters'),
  ),
  mqtt: v.nullable(
    v.object({
      connected: v.boolean(),
      error: problem,
      since: v.pipe(v.nullable(time), v.description('Since when it is as it is')),
      waiting: v.pipe(number, v.description('Messages that wait for the broker')),
      lost: v.pipe(number, v.description('Messages that were given up since the start')),
      skipped: v.pipe(number, v.description('States that newer ones replaced before the broker took them')),
    }),
  ),
  messages: v.pipe(
    v.array(
      v.object({
        target: text,
        sent: number,
        waiting: number,
        lost: v.pipe(number, v.description('Messages that were given up since the start')),
        error: problem,
        since: v.pipe(v.nullable(time), v.description('Since when it has been failing')),
      }),
    ),
    v.description('Targets of the messages about alarms'),
  ),
  audit: v.object({ lost: v.pipe(number, v.description('Lines that could not be written since the start')) }),
});
export type ServicesShape = v.InferOutput<typeof ServicesShape>;

/** A fault that the bench can break in the rig. */
export const RigFault = v.object({
  id: text,
  what: text,
  how: text,
  doc: text,
  clearable: v.pipe(v.boolean(), v.description('False: it is over by itself or cannot be taken back')),
  parameters: v.array(v.object({ name: text, unit: text, min: number, max: number, fallback: maybe, doc: text })),
});

/** What is broken in the rig, and how fast its time runs. */
export const RigStanding = v.object({
  timeS: v.pipe(number, v.description('Virtual time since power on, s')),
  speed: v.pipe(number, v.description('Virtual seconds per second')),
  faults: v.array(RigFault),
  active: v.array(v.object({ number, fault: text, values: v.record(v.string(), v.number()), sinceS: number })),
});
export type RigStanding = v.InferOutput<typeof RigStanding>;

/** What to do with the rig: exactly one of the three. */
export const RigRequest = v.strictObject({
  unit: v.optional(unitId),
  inject: v.optional(
    v.strictObject({ fault: v.pipe(text, v.maxLength(80)), values: v.optional(v.record(v.pipe(v.string(), v.maxLength(40)), v.number())) }),
  ),
  clear: v.optional(v.pipe(v.union([v.number(), v.literal('all')]), v.description('Number of an injection'))),
  speed: v.optional(v.pipe(v.number(), v.minValue(0.1), v.maxValue(1000))),
});
export type RigRequest = v.InferOutput<typeof RigRequest>;

/** Who the client is for the daemon. */
export const Session = v.object({ role, name: text, version: text, units: v.array(UnitShape) });
export type Session = v.InferOutput<typeof Session>;

/** An error; the sentence says what to do. */
export const Problem = v.object({ error: v.object({ code: text, message: text }) });
export type Problem = v.InferOutput<typeof Problem>;

/** Messages of the live socket. On connecting come `hello` and `recorder`, then `link`, `alarm` and `snapshot` of every unit. */
export const LiveMessage = v.variant('type', [
  v.object({ type: v.literal('hello'), session: Session }),
  v.object({ type: v.literal('snapshot'), snapshot: Snapshot }),
  v.object({ type: v.literal('alarm'), unit: unitId, alarms: v.array(AlarmShape) }),
  v.object({ type: v.literal('event'), event: EventShape }),
  v.object({ type: v.literal('link'), link: LinkShape }),
  v.object({ type: v.literal('recorder'), recorder: RecorderShape }),
  v.object({ type: v.literal('command'), unit: unitId, command: text, name: text, result: text }),
]);
export type LiveMessage = v.InferOutput<typeof LiveMessage>;
