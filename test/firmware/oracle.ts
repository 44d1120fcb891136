/**
 * What every check should do, in the words of the tests: levels, times and reactions from test/oracle/limits.json, which was typed in by hand
 * from docs/physics.md. The rows of the firmware only say which checks there are; a check that the oracle does not know is listed here.
 */
import { readFileSync } from 'node:fs';
import { BOARD } from '../../firmware/board/row.js';
import { checksOf } from '../../firmware/model/faults.js';
import { REACTION } from '../../firmware/model/types.js';

interface Limit {
  readonly fault: string;
  readonly check: string;
  readonly side: 'high' | 'low';
  readonly warn: number | null;
  readonly trip: number | null;
  readonly debounceWarnMs?: number;
  readonly debounceTripMs?: number;
  readonly hysteresis?: number;
  readonly releaseAt?: number;
  readonly releaseMs?: number;
  readonly blockedAtLeastMs?: number;
  readonly resetBy: 'itself' | 'operator' | 'local';
  readonly reaction: readonly string[];
}

const { limits } = JSON.parse(readFileSync(new URL('../oracle/limits.json', import.meta.url), 'utf8')) as { limits: Limit[] };

const S = REACTION.blockCharge | REACTION.blockDischarge | REACTION.openContactor;
/** Outputs that each word of the oracle switches off. */
const EFFECTS: Record<string, number> = {
  X: S | REACTION.heatersOff | REACTION.nakPumpOff | REACTION.catholytePumpOff | REACTION.shutdown | REACTION.isolateLoops | REACTION.fanOff,
  S,
  Sd: REACTION.blockDischarge,
  Sc: REACTION.blockCharge,
  H0: REACTION.heatersOff,
  R: REACTION.rampToZero,
  D: REACTION.halfCurrent,
  W: 0,
  nakPump0: REACTION.nakPumpOff,
  catholytePump0: REACTION.catholytePumpOff,
  nakPumpSlow: REACTION.nakPumpSlow,
  worstComposition: 0,
  purge: REACTION.purge,
  scrubber: REACTION.scrubber,
};

/** Reactions that need an output which the board under test may lack. */
const FITTED: readonly (readonly [boolean, number])[] = [
  [BOARD.has.isolationValves, REACTION.isolateLoops],
  [BOARD.has.argonPurge, REACTION.purge],
  [BOARD.has.enclosureFan, REACTION.fanOff],
  [BOARD.has.scrubber, REACTION.scrubber],
];
const ABSENT = FITTED.reduce((bits, [fitted, bit]) => (fitted ? bits : bits | bit), 0);

/**
 * Checks beyond the protection table, in the same words (docs/safety.md): a contactor has half a second to follow, current through an open one for two
 * seconds is a weld, a heater may leave 600 K·s below the band of 5 K, a restart under power acts at once;
 * and what the controller finds about itself.
 */
const BEYOND: readonly Limit[] = [
  { fault: 'X01', check: 'X01', side: 'high', warn: null, trip: 1, debounceTripMs: 500, resetBy: 'operator', reaction: ['S'] },
  { fault: 'X02', check: 'X02', side: 'high', warn: null, trip: 1, debounceTripMs: 500, resetBy: 'local', reaction: ['S'] },
  { fault: 'X02', check: 'X02b', side: 'high', warn: null, trip: 0.05, debounceTripMs: 2000, resetBy: 'local', reaction: ['S'] },
  { fault: 'X11', check: 'X11', side: 'high', warn: null, trip: 5, resetBy: 'operator', reaction: ['S'] },
  { fault: 'X03', check: 'X03', side: 'high', warn: 300, trip: 600, resetBy: 'operator', reaction: ['H0'] },
  {
    fault: 'X04',
    check: 'X04',
    side: 'high',
    warn: 150,
    trip: 250,
    debounceWarnMs: 5000,
    debounceTripMs: 5000,
    hysteresis: 20,
    blockedAtLeastMs: 60000,
    resetBy: 'itself',
    reaction: ['D'],
  },
  {
    fault: 'X05',
    check: 'X05',
    side: 'low',
    warn: 600,
    trip: 300,
    debounceWarnMs: 3000,
    debounceTripMs: 3000,
    hysteresis: 100,
    resetBy: 'operator',
    reaction: ['S'],
  },
  { fault: 'X07', check: 'X07', side: 'high', warn: null, trip: 1, resetBy: 'local', reaction: ['X'] },
  { fault: 'X08', check: 'X08', side: 'high', warn: 1, trip: 2, resetBy: 'operator', reaction: ['S'] },
  { fault: 'X09', check: 'X09', side: 'high', warn: null, trip: 4, resetBy: 'local', reaction: ['X'] },
  { fault: 'X10', check: 'X10', side: 'high', warn: null, trip: 1, blockedAtLeastMs: 60000, resetBy: 'itself', reaction: ['Sd', 'Sc'] },
  { fault: 'X12', check: 'X12', side: 'high', warn: null, trip: 3, resetBy: 'operator', reaction: ['S'] },
  // A drift of the converter's supply: 2 % is a bad regulator, 5 % moves the PT1000-free channels beyond every error budget (docs/safety.md).
  {
    fault: 'X06',
    check: 'X06',
    side: 'high',
    warn: 2,
    trip: 5,
    debounceWarnMs: 500,
    debounceTripMs: 500,
    hysteresis: 1,
    resetBy: 'operator',
    reaction: ['S', 'H0', 'nakPump0'],
  },
  // Single cells of a stack: equal cells differ by what 10 % of resistance makes at 20 mA/cm², 84 mV; three times that is no tolerance any more.
  {
    fault: 'X13',
    check: 'X13',
    side: 'high',
    warn: 0.1,
    trip: 0.3,
    debounceWarnMs: 10000,
    debounceTripMs: 10000,
    hysteresis: 0.03,
    resetBy: 'operator',
    reaction: ['S'],
  },
  { fault: 'X13', check: 'X13b', side: 'high', warn: null, trip: 1, debounceTripMs: 1000, resetBy: 'operator', reaction: ['S'] },
  { fault: 'P36', check: 'P36b', side: 'high', warn: null, trip: 1, resetBy: 'local', reaction: ['X'] },
];

/** A signal of the monitor: steps of the process image in the unit of the oracle, and a value that no check minds. */
interface Signal {
  readonly steps: number;
  readonly healthy: number;
}

/** Units of the process image: the map for values on it, else the comment beside the name in firmware/sense/layout.ts. */
const ALL_SIGNALS: Readonly<Record<string, Signal>> = {
  currentRatio: { steps: 1000, healthy: 0.5 },
  resistanceHigh: { steps: 1000, healthy: 1 },
  resistanceLow: { steps: 1000, healthy: 1 },
  voltageAnomaly: { steps: 1000, healthy: 0 },
  cellVoltage: { steps: 1000, healthy: 3.3 },
  nakFlowRatio: { steps: 10, healthy: 100 },
  nakStall: { steps: 1, healthy: 0 },
  catholyteStall: { steps: 1, healthy: 0 },
  leakResistance: { steps: 10, healthy: 100 },
  eStopOpen: { steps: 1, healthy: 0 },
  eStopDiffers: { steps: 1, healthy: 0 },
  tickGap: { steps: 1, healthy: 100 },
  restartUnderPower: { steps: 1, healthy: 0 },
  sensorABad: { steps: 1, healthy: 0 },
  sensorBBad: { steps: 1, healthy: 0 },
  pairBad: { steps: 1, healthy: 0 },
  contactorIdle: { steps: 1, healthy: 0 },
  contactorWelded: { steps: 1, healthy: 0 },
  strayCurrent: { steps: 1000, healthy: 0 },
  preChargeTime: { steps: 1, healthy: 0 },
  heatDeficit: { steps: 10, healthy: 0 },
  marginNaRich: { steps: 10, healthy: 20 },
  marginKRich: { steps: 10, healthy: 20 },
  margin: { steps: 10, healthy: 20 },
  composition: { steps: 100, healthy: 30 },
  anchorLost: { steps: 1, healthy: 0 },
  hottestTemp: { steps: 10, healthy: 40 },
  idleSlope: { steps: 100, healthy: 0 },
  idleTemp: { steps: 10, healthy: 0 },
  heatSlope: { steps: 100, healthy: 2 },
  heatRise: { steps: 10, healthy: 999.9 },
  thermalShock: { steps: 10, healthy: 1 },
  sensorJumped: { steps: 1, healthy: 0 },
  sensorStill: { steps: 1, healthy: 0 },
  nakCurveRatio: { steps: 10, healthy: 100 },
  nakSpeedError: { steps: 10, healthy: 0 },
  catholyteSpeedError: { steps: 10, healthy: 0 },
  flowPulses: { steps: 1, healthy: 0 },
  irFreeCharging: { steps: 1000, healthy: 3.3 },
  irFreeDischarging: { steps: 1000, healthy: 3.3 },
  catholyteFlowRatio: { steps: 10, healthy: 100 },
  stoichiometricRatio: { steps: 10, healthy: 20 },
  heartbeatAge: { steps: 1, healthy: 0 },
  pairMismatch: { steps: 10, healthy: 0.3 },
  offsetCurrent: { steps: 1, healthy: 0 },
  currentFrozen: { steps: 1, healthy: 0 },
  worstTick: { steps: 1, healthy: 100 },
  freeVariables: { steps: 1, healthy: 2600 },
  bundleBad: { steps: 1, healthy: 0 },
  parametersBad: { steps: 1, healthy: 0 },
  shortRuns: { steps: 1, healthy: 1 },
  clockStep: { steps: 1, healthy: 0 },
  memoryFailures: { steps: 1, healthy: 0 },
  membranePressure: { steps: 10, healthy: 2.4 },
  blanketPressure: { steps: 100, healthy: 5 },
  hydrogen: { steps: 1000, healthy: 0 },
  roomHydrogen: { steps: 10, healthy: 0 },
  toxicGas: { steps: 100, healthy: 0 },
  oxygen: { steps: 10, healthy: 3 },
  catholyteLeakResistance: { steps: 10, healthy: 100 },
  smoke: { steps: 1, healthy: 0 },
  supplyVoltage: { steps: 100, healthy: 24 },
  pressureLost: { steps: 1, healthy: 0 },
  blanketLost: { steps: 1, healthy: 0 },
  levelLost: { steps: 1, healthy: 0 },
  referenceError: { steps: 10, healthy: 0 },
  catholyteReserve: { steps: 10, healthy: 28 },
  catholyteTemp: { steps: 10, healthy: 40 },
  nakPumpLoad: { steps: 10, healthy: 100 },
  catholytePumpLoad: { steps: 10, healthy: 100 },
  nakPumpDry: { steps: 1, healthy: 0 },
  catholytePumpDry: { steps: 1, healthy: 0 },
  nakBlockage: { steps: 10, healthy: 0 },
  levelDeficit: { steps: 100, healthy: 0 },
  leakDeficit: { steps: 100, healthy: 0 },
  levelMismatch: { steps: 100, healthy: 0 },
  levelReserve: { steps: 100, healthy: 85 },
  highestCell: { steps: 1000, healthy: 3.3 },
  lowestCell: { steps: 1000, healthy: 3.3 },
  cellSpread: { steps: 1000, healthy: 0.01 },
  cellsLost: { steps: 1, healthy: 0 },
  gasSensorFailed: { steps: 1, healthy: 0 },
};

const ROWS = checksOf(BOARD);

/** The signals of the checks that the board under test carries. */
export const SIGNALS: Readonly<Record<string, Signal>> = Object.fromEntries(
  Object.entries(ALL_SIGNALS).filter(([name]) => ROWS.some((row) => row.signal === name)),
);

/** One level of a check: where it acts, after how long, and at which value it lets go where the oracle says. In steps of the process image. */
export interface Level {
  readonly at: number;
  readonly afterMs: number;
  readonly release: number | undefined;
}

/** What one check should do. */
export interface Expected {
  readonly id: string;
  /** Place in the firmware's table, signal and rate: the only things taken from the row. */
  readonly index: number;
  readonly signal: string;
  readonly fast: boolean;
  /** One step towards the fault. */
  readonly worse: 1 | -1;
  readonly healthy: number;
  readonly warn: Level | undefined;
  readonly trip: Level | undefined;
  /** Time that the release must hold, ms. */
  readonly releaseMs: number;
  readonly resetBy: 'itself' | 'operator' | 'local';
  readonly reaction: number;
  /** Permanent number of the fault: its alarm bit is one less. */
  readonly number: number;
}

function level(limit: Limit, steps: number, at: number | null, afterMs: number | undefined): Level | undefined {
  if (at === null) return undefined;
  const back = limit.hysteresis === undefined ? NaN : (limit.side === 'high' ? -1 : 1) * limit.hysteresis;
  const release = Math.round((limit.releaseAt ?? at + back) * steps);
  return { at: Math.round(at * steps), afterMs: afterMs ?? 0, release: Number.isNaN(release) ? undefined : release };
}

/** Fault numbers: Pnn has nn, Fnn has 38 + nn, rows beyond count from 51. */
function numberOf(fault: string): number {
  return Number(fault.slice(1)) + (fault.startsWith('F') ? 38 : fault.startsWith('X') ? 50 : 0);
}

/** Expectations of every check of the firmware, in the order of its table. Throws for a check that neither the oracle nor this file knows. */
export const EXPECTED: readonly Expected[] = ROWS.map((row, index) => {
  const limit = [...limits, ...BEYOND].find((l) => l.check === row.id);
  const signal = SIGNALS[row.signal];
  if (!limit || !signal) throw new Error(`check ${row.id} on ${row.signal} is neither in test/oracle/limits.json nor in test/firmware/oracle.ts`);
  return {
    id: row.id,
    index,
    signal: row.signal,
    fast: row.rate === 'fast',
    worse: limit.side === 'high' ? 1 : -1,
    healthy: Math.round(signal.healthy * signal.steps),
    warn: level(limit, signal.steps, limit.warn, limit.debounceWarnMs),
    trip: level(limit, signal.steps, limit.trip, limit.debounceTripMs),
    releaseMs: limit.releaseMs ?? limit.blockedAtLeastMs ?? 0,
    resetBy: limit.resetBy,
    reaction: limit.reaction.reduce((bits, word) => bits | EFFECTS[word], 0) & ~ABSENT,
    number: numberOf(limit.fault),
  };
});
