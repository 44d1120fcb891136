/** Everything that can happen to the sequencer: commands, trips of every kind, their end, resets, unmet conditions, a silent master, time. */
import { AS_IS } from '../../../firmware/model/commissioning.js';
import { COMMANDS } from '../../../firmware/model/commands.js';
import { EXPECTED, type Expected } from '../oracle.js';
import type { Cabinet } from './cabinet.js';
import type { PlantEvent } from './explorer.js';
import { CONDITIONS, type ConditionName, type Outside } from './outside.js';
import { RECOVERS, forbidden } from './rescue-oracle.js';
import { violations } from './violations.js';

/** Checks that stand beside one of a rescue on the same signal and allow none. */
const BESIDE = ['P15b', 'P14'];

/** One check for every kind of trip: what it switches off, who may reset it, what recovers from it. The emergency stop has a state of its own. */
export const KINDS: readonly Expected[] = EXPECTED.filter((check, i) => {
  const kind = (c: Expected): string => [c.reaction, c.resetBy, RECOVERS[c.id] ?? '', c.id === 'P35'].join();
  return check.trip && (BESIDE.includes(check.id) || EXPECTED.findIndex((c) => c.trip && kind(c) === kind(check)) === i);
});

/** What comes on top of a trip that stands: everything off. */
const WORST = 'P30';

/**
 * True when another trip may come on top of those that are there, two at most: any kind while a rescue circulates or carries current, one that a
 * rescue recovers from on top of another such, and everything off on top of anything. Without a signature only what a rescue recovers from: it is refused.
 */
function mayTrip(check: Expected, outside: Outside): boolean {
  const tripped = outside.tripped();
  if (!outside.signed && (tripped.length > 0 || !(check.id in RECOVERS))) return false;
  if (tripped.length === 0) return !outside.conditions.has(check.signal as ConditionName);
  if (tripped.length > 1 || outside.faulty.has(check.signal) || outside.conditions.size > 0) return false;
  return tripped.every((id) => outside.rescue || check.id === WORST || (id in RECOVERS && check.id in RECOVERS));
}

/** Conditions count in the waits of a start, a rescue and a cool-down. One at a time is not met. */
function mayMiss(name: ConditionName, outside: Outside): boolean {
  return outside.signed && !outside.faulty.has(name) && outside.conditions.size === 0 && outside.tripped().length <= (outside.rescue ? 1 : 0);
}

const ARGUMENT: Readonly<Record<string, number>> = { reanchor: 2200, calibrate: 3, sign: 1 };
const ARGUMENT_32: Readonly<Record<string, number>> = { charge: 300, discharge: 300, rescue: 50, reanchor: 20_000, calibrate: AS_IS };

/** What follows every event in the same tick. */
function rest(cabinet: Cabinet, outside: Outside): void {
  outside.settle();
  cabinet.tick();
  // A heartbeat is needed, or no longer.
  outside.settleMaster();
}

/** A trip: the output stage alone must do what it asks, before the sequencer has noticed. */
function trip(check: Expected): PlantEvent {
  return {
    name: `${check.id} trips`,
    enabled: (outside) => mayTrip(check, outside),
    happen: (cabinet, outside) => {
      outside.faulty.set(check.signal, check);
      outside.settle();
      cabinet.drive();
      const found = violations(cabinet, forbidden(cabinet, outside.acting)).map((v) => `${v} by the output stage alone`);
      rest(cabinet, outside);
      return found;
    },
  };
}

function heal(check: Expected): PlantEvent {
  return {
    name: `${check.id} heals`,
    enabled: (outside) => outside.faulty.get(check.signal) === check,
    happen: (cabinet, outside) => {
      outside.faulty.delete(check.signal);
      rest(cabinet, outside);
      return [];
    },
  };
}

function reset(local: boolean): PlantEvent {
  return {
    name: local ? 'reset at the board' : 'reset by the master',
    enabled: (outside) => outside.tripped().length > 0,
    happen: (cabinet, outside) => {
      if (local) cabinet.modules.monitor.reset(0, true);
      else cabinet.command('reset');
      outside.reset(local);
      rest(cabinet, outside);
      return [];
    },
  };
}

const COMMANDED: readonly PlantEvent[] = COMMANDS.filter((row) => row.name !== 'reset').map((row) => ({
  name: row.name,
  enabled: (outside) => row.name !== 'calibrate' || (outside.tripped().length === 0 && outside.conditions.size === 0),
  happen: (cabinet, outside) => {
    const give = (name: string): string => cabinet.command(name, ARGUMENT[name] ?? 0, ARGUMENT_32[name] ?? 0);
    // Who anchors signs: a calibration is what leaves the cell without a signature.
    if (give(row.name) === 'done' && row.name === 'reanchor') give('sign');
    rest(cabinet, outside);
    return [];
  },
}));

function unmet(name: ConditionName, value: number): PlantEvent {
  return {
    name: `${name} ${value}`,
    enabled: (outside) => mayMiss(name, outside),
    happen: (cabinet, outside) => {
      outside.conditions.set(name, value);
      rest(cabinet, outside);
      return [];
    },
  };
}

function met(name: ConditionName): PlantEvent {
  return {
    name: `${name} good`,
    enabled: (outside) => outside.conditions.has(name),
    happen: (cabinet, outside) => {
      outside.conditions.delete(name);
      rest(cabinet, outside);
      return [];
    },
  };
}

function silence(silent: boolean): PlantEvent {
  return {
    name: silent ? 'master silent' : 'master back',
    enabled: (outside) => outside.silent !== silent && (!silent || outside.remote),
    happen: (cabinet, outside) => {
      outside.silent = silent;
      rest(cabinet, outside);
      return [];
    },
  };
}

/** Times that carry over the waits of the sequencer: one step, pumps and flows, soak and everything else, s. */
const TIMES = [1, 40, 1800];

const TIME: readonly PlantEvent[] = TIMES.map((seconds) => ({
  name: `${seconds} s`,
  enabled: () => true,
  happen: (cabinet, outside) => {
    outside.settle();
    cabinet.second(seconds);
    rest(cabinet, outside);
    return [];
  },
}));

/** The way out of everything: stop, and stop again. Wherever it begins, everything is off then. */
const HOME: PlantEvent = {
  name: 'way home',
  enabled: () => true,
  happen: (cabinet, outside) => {
    for (let i = 0; i < 2; i++) {
      cabinet.command('stop');
      for (let s = 0; s < 3; s++) {
        outside.settle();
        cabinet.second();
      }
    }
    const found: string[] = [];
    if (!['cold', 'fault', 'eStop', 'service', 'selfTest'].includes(cabinet.state)) found.push(`two stops end in ${cabinet.state}`);
    for (const pin of ['contactor', 'heaterEnable', 'heater', 'nakPump', 'catholytePump', 'chargeCurrent', 'dischargeCurrent'] as const)
      if (cabinet.out(pin) !== 0) found.push(`${pin} is ${cabinet.out(pin)} after two stops`);
    outside.heal();
    outside.settle();
    cabinet.modules.monitor.reset(0, true);
    outside.reset(true);
    if (cabinet.state === 'service') cabinet.command('leaveService');
    rest(cabinet, outside);
    cabinet.second(3);
    rest(cabinet, outside);
    if (cabinet.state !== 'cold') found.push(`without any trip the way home ends in ${cabinet.state}`);
    return found;
  },
};

const isStop = (event: PlantEvent): boolean => event.name === 'stop';

/** In the order in which they are tried: what mostly changes nothing first, what leads far away last. */
export const PLANT_EVENTS: readonly PlantEvent[] = [
  ...COMMANDED.filter((event) => !isStop(event)),
  ...TIME,
  ...Object.entries(CONDITIONS).flatMap(([name, values]) => [
    ...values.slice(1).map((value) => unmet(name as ConditionName, value)),
    met(name as ConditionName),
  ]),
  silence(true),
  silence(false),
  reset(false),
  ...KINDS.filter((check) => check.signal !== 'heartbeatAge').flatMap((check) => [trip(check), heal(check)]),
  reset(true),
  ...COMMANDED.filter(isStop),
  HOME,
];
