/**
 * States of the sequencer, and what each of them asks of the outputs.
 *
 * An output is named by the reaction bit that takes it away, so that "asked for and not forbidden" is one operation on two words.
 */
import { REACTION } from './types.js';

/** Outputs by the reaction that takes them away. The NaK pump alone runs at a fifth; with `flow` it runs at its set flow. */
export const OUTPUT = {
  contactor: REACTION.openContactor,
  heat: REACTION.heatersOff,
  nakPump: REACTION.nakPumpOff,
  catholytePump: REACTION.catholytePumpOff,
  valves: REACTION.isolateLoops,
  fan: REACTION.fanOff,
  flow: REACTION.nakPumpSlow,
} as const;

/** States in the order of their codes on the map. Codes are permanent. */
export const STATES = [
  'boot',
  'selfTest',
  'cold',
  'warmUp',
  'ready',
  'charge',
  'discharge',
  'fault',
  'eStop',
  'service',
  'circulate',
  'preCharge',
  'stopping',
  'coolDown',
  'rescue',
] as const;
export type StateName = (typeof STATES)[number];

/** What a state does with the outputs: it asks for some and switches all others off, or it starts nothing and switches only some off. */
export interface StateRow {
  /** Bits of `OUTPUT` that the state asks for; undefined: what runs goes on, but for `drops`. */
  readonly asks?: number;
  /** Bits of `OUTPUT` that a state without `asks` switches off. */
  readonly drops?: number;
  readonly doc: string;
}

const O = OUTPUT;
/** Open valves and fan: as long as the values are good and no reaction says otherwise. */
const HOUSE = O.valves + O.fan;
const WARM = HOUSE + O.heat;
const FLOWING = WARM + O.nakPump + O.catholytePump + O.flow;
const LIVE = FLOWING + O.contactor;

export const STATE_ROWS: Readonly<Record<StateName, StateRow>> = {
  boot: { asks: 0, doc: 'before the first tick; everything is off' },
  selfTest: { asks: 0, doc: 'at least three seconds, until every value is there; everything is off' },
  cold: { asks: HOUSE, doc: 'parked: heat, pumps and contactor off; parameters may be committed here' },
  warmUp: { asks: WARM, doc: 'heats and soaks; the pumps are locked' },
  ready: { asks: LIVE, doc: 'contactor closed, current 0, cell kept warm' },
  charge: { asks: LIVE, doc: 'charges with the commanded current' },
  discharge: { asks: LIVE, doc: 'discharges with the commanded current' },
  fault: { drops: O.contactor, doc: 'a trip has opened the contactor; pumps and heat that ran go on unless a reaction takes them' },
  eStop: { asks: 0, doc: 'the emergency stop has switched everything off' },
  service: { asks: HOUSE, doc: 'as cold, and the console of the interpreter is open' },
  circulate: { asks: WARM + O.nakPump, doc: 'starts the NaK pump at a fifth, then both pumps, and proves both flows; contactor open' },
  preCharge: { asks: FLOWING, doc: 'brings the bus to the voltage of the cell before the contactor closes; boards with a pre-charge switch only' },
  stopping: { drops: O.heat, doc: 'stop: brings the current to 0, then opens the contactor' },
  coolDown: {
    drops: O.heat + O.contactor,
    doc: 'pumps that ran go on until the cell is at its park temperature, the margin is gone or the time is over',
  },
  rescue: { asks: LIVE, doc: 'small current in the recovering direction after an under-voltage or composition trip, for a limited time' },
};

/** Code of a state on the map. */
export function stateCode(name: StateName): number {
  return STATES.indexOf(name);
}
