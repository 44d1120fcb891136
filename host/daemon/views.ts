/**
 * A unit as the API tells it. Pure: from what the daemon knows to the shapes of `api.ts`.
 */
import { ADVICE } from '../../firmware/model/estimation-registers.js';
import { faultByNumber } from '../../firmware/model/faults.js';
import { INPUT_BITS, MODE_BITS, OUTPUT_BITS } from '../../firmware/model/registers.js';
import type { Alarm } from '../device/alarms.js';
import { namesOfBits } from '../device/codec.js';
import { missingItems } from '../device/commissioning.js';
import type { Live } from '../device/live.js';
import { stateName } from '../device/outcome.js';
import { VALUE_ROWS } from '../record/channels.js';
import type { Recorder } from '../record/recorder.js';
import type { StoredEvent } from '../record/store.js';
import type { LiquidusError } from '../error.js';
import type { AlarmShape, EventShape, LinkShape, RecorderShape, ServicesShape, Snapshot, State } from './api.js';
import type { Daemon } from './daemon.js';
import type { Line } from './line.js';
import type { DatedEvent, Unit } from './unit.js';

/** Numeric values of the live block by name. */
function liveValues(live: Live): Record<string, number | null> {
  const all = live as Readonly<Record<string, number | null | readonly number[]>>;
  const values: Record<string, number | null> = {};
  for (const { name } of VALUE_ROWS) {
    const value = all[name];
    if (typeof value === 'number' || value === null) values[name] = value;
  }
  return values;
}

/** All values of a unit: the live block, and the slow ones as they were read last. */
export function valuesOf(unit: Unit): Record<string, number | null> {
  return unit.live ? { ...unit.slow?.values, ...liveValues(unit.live) } : {};
}

/** The last snapshot, or undefined before the first. */
export function snapshotOf(unit: Unit): Snapshot | undefined {
  const { live, at } = unit;
  if (!live || !at) return undefined;
  const cause = live.reason === 0 ? undefined : faultByNumber(live.reason);
  return {
    unit: unit.options.id,
    time: at.toISOString(),
    sequence: live.sequence,
    state: stateName(live.state),
    reason: live.reason === 0 ? null : { number: live.reason, id: cause?.id ?? `#${live.reason}`, name: cause?.name ?? 'unknown to this program' },
    uptime: live.uptime,
    heartbeatLeft: live.heartbeatLeft === 0xffff ? null : live.heartbeatLeft,
    modes: namesOfBits(live.modeBits, MODE_BITS),
    inputs: namesOfBits(live.inputs, INPUT_BITS),
    outputs: namesOfBits(live.outputs, OUTPUT_BITS),
    values: valuesOf(unit),
    loops: [...unit.loops],
  };
}

/** The newest trip of a fault in the event log of the present start: why the alarm came. */
function causeOf(unit: Unit, alarm: Alarm): AlarmShape['cause'] {
  if (!alarm.active && !alarm.latched) return null;
  const found = unit.events.findLast(({ event }) => event.kind === 'trip' && event.fault?.number === alarm.number);
  if (!found) return null;
  const { event, time } = found;
  return {
    check: event.check?.id ?? null,
    value: event.value,
    limit: event.limit,
    unit: event.check?.unit ?? '',
    state: event.state,
    time: time?.toISOString() ?? null,
  };
}

/** Alarms, the worst first. */
export function alarmShapes(unit: Unit): AlarmShape[] {
  return unit.alarms.map((alarm) => ({ ...alarm, cause: causeOf(unit, alarm) }));
}

/** Health of the link to a unit. */
export function linkOf(unit: Unit, line: Line): LinkShape {
  return {
    unit: unit.options.id,
    title: `${line.title} unit ${unit.options.address}`,
    up: unit.up,
    since: unit.since?.toISOString() ?? null,
    error: unit.error ? { code: unit.error.code, message: unit.error.message } : null,
    lastSnapshot: unit.at?.toISOString() ?? null,
    intervalMs: unit.window.intervalMs,
    ...line.counters,
    quality: unit.window.quality,
  };
}

/** State of a unit. */
export function stateOf(unit: Unit, line: Line, rig: boolean): State {
  const alarms = alarmShapes(unit);
  const { commissioning } = unit;
  return {
    unit: unit.options.id,
    title: unit.options.title,
    identity: unit.identity ?? null,
    link: linkOf(unit, line),
    state: unit.live ? stateName(unit.live.state) : null,
    alarms,
    firstOut: alarms.find((alarm) => alarm.first) ?? null,
    advice: ADVICE[unit.slow?.values['advice'] ?? 0] ?? 'none',
    commissioning: commissioning ? { signed: commissioning.signed, signer: commissioning.signer, missing: missingItems(commissioning) } : null,
    heartbeat: unit.holding,
    rig,
  };
}

/** An event of the log. */
export function eventShape(unit: Unit, { event, time }: DatedEvent): EventShape {
  return {
    unit: unit.options.id,
    number: event.number,
    time: time?.toISOString() ?? null,
    start: event.start,
    seconds: event.seconds,
    kind: event.kind,
    state: event.state,
    fault: event.fault ? { id: event.fault.id, name: event.fault.name } : null,
    check: event.check?.id ?? null,
    value: event.value,
    limit: event.limit,
    unitOfValue: event.check?.unit ?? '',
  };
}

/** An event of the log for the recording. */
export function storedEvent(unit: Unit, dated: DatedEvent): StoredEvent {
  const { time: _time, fault, ...shape } = eventShape(unit, dated);
  return { ...shape, fault: fault?.id ?? null, timeMs: dated.time?.getTime() ?? null };
}

/** How recording stands. */
export function recorderShape(recorder: Recorder): RecorderShape {
  const { error, since, ...health } = recorder.health;
  return { ...health, error: problemShape(error), since: since?.toISOString() ?? null };
}

const problemShape = (error: LiquidusError | undefined): { code: string; message: string } | null =>
  error ? { code: error.code, message: error.message } : null;

/** How the services beside API and recording stand. */
export function servicesShape({ gateway, gatewayAddress, mqtt, messages, audit }: Daemon): ServicesShape {
  const broker = mqtt?.broker.health;
  return {
    gateway: gateway ? { address: gatewayAddress ?? '', ...gateway.figures } : null,
    mqtt: broker ? { ...broker, error: problemShape(broker.error), since: broker.since?.toISOString() ?? null } : null,
    messages: (messages?.health ?? []).map(({ error, since, ...health }) => ({
      ...health,
      error: problemShape(error),
      since: since?.toISOString() ?? null,
    })),
    audit: { lost: audit.lost },
  };
}
