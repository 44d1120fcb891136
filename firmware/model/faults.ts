/**
 * Faults and the checks that raise them. Levels and times: protection table of docs/physics.md, section "Protection table".
 */
import type { BoardRow } from './boards.js';
import type { Channel } from './channels.js';
import type { CheckRow, FaultRow, Reset } from './types.js';
import { REACTION, REACTION_CLASS as R } from './types.js';

function fault(id: string, number: number, name: string, requirement: string, reset: Reset, clears: string, advice: string): FaultRow {
  return { id, number, name, requirement, reset, profile: 'core', clears, advice };
}

/** Fault numbers: Pnn has number nn, Fnn has number 38 + nn, rows beyond the two tables count from 51. */
export const FAULTS: readonly FaultRow[] = [
  fault(
    'P01',
    1,
    'Low liquid margin, Na-rich',
    'LIQ-1',
    'itself',
    'margin back above 8 °C for 60 s',
    'Charge, or warm the coldest line. Do not discharge.',
  ),
  fault(
    'P02',
    2,
    'Low liquid margin, K-rich',
    'LIQ-1',
    'itself',
    'margin back above 8 °C for 60 s',
    'Discharge, or warm the coldest line. Do not charge.',
  ),
  fault(
    'P03',
    3,
    'Freezing imminent',
    'LIQ-2',
    'remote',
    'margin above 8 °C for 600 s',
    'Let the heaters thaw from the free surface; check trace heating and ambient, then reset.',
  ),
  fault(
    'P04',
    4,
    'Composition outside the park window',
    'LIQ-3',
    'itself',
    '0.5 wt% back inside the limit for 60 s',
    'Move the charge back: charge when Na-rich, discharge when K-rich.',
  ),
  fault(
    'P05',
    5,
    'Composition estimate lost',
    'LIQ-4',
    'remote',
    'the composition is anchored again',
    'Analyse or weigh the metal and send reanchor; until then the worst composition counts.',
  ),
  fault(
    'P06',
    6,
    'Over-temperature',
    'THM-1',
    'remote',
    'hottest sensor 5 °C below the limit',
    'Let the pumps cool the cell; find the source of heat, then reset.',
  ),
  fault(
    'P09',
    9,
    'Heating too fast',
    'THM-4',
    'itself',
    'slope 1 K/min below the level',
    'Check the heater switches and the cell sensor; the heater comes back by itself when the slope is down.',
  ),
  fault(
    'P10',
    10,
    'Heater without effect',
    'THM-4',
    'remote',
    'the heater is off',
    'Check the element, its supply, the fuse and the cell sensor, then reset.',
  ),
  fault(
    'P11',
    11,
    'Heater welded',
    'THM-2',
    'remote',
    'temperature no longer rises with the heater off',
    'Replace the heater switch; the second switch stays open until reset.',
  ),
  fault(
    'P12',
    12,
    'Thermal shock',
    'THM-5',
    'itself',
    'line and cell within 15 K of each other for 60 s',
    'Warm the line or let the cell cool; check trace heating and insulation, then start again.',
  ),
  fault('P13', 13, 'Over-current', 'ELE-1', 'remote', 'current below 1.15 times the maximum', 'Check converter and wiring, then reset.'),
  fault(
    'P14',
    14,
    'Terminal over-voltage',
    'ELE-1',
    'remote',
    'voltage 0.1 V below the limit',
    'Check converter, voltage wires and cell resistance, then reset.',
  ),
  fault(
    'P15',
    15,
    'Terminal under-voltage or reversal',
    'ELE-1',
    'remote',
    'voltage 0.2 V above the limit',
    'Check for a short and the voltage wires; charge gently after the reset.',
  ),
  fault('P16', 16, 'IR-free charge end', 'ELE-2', 'itself', 'IR-free voltage 0.03 V below the limit for 60 s', 'Discharge; the catholyte is full.'),
  fault('P17', 17, 'IR-free discharge end', 'ELE-2', 'itself', 'IR-free voltage 0.03 V above the limit for 60 s', 'Charge; the catholyte is empty.'),
  fault(
    'P21',
    21,
    'NaK flow low',
    'HYD-1',
    'remote',
    'flow back or not needed',
    'Check the NaK loop for frozen metal, oxide and the pump, then reset.',
  ),
  fault('P22', 22, 'Catholyte flow low', 'HYD-1', 'remote', 'flow back or not needed', 'Check catholyte pump, filter and level, then reset.'),
  fault('P23', 23, 'Pump stalled', 'HYD-2', 'remote', 'the pump is off', 'Free or replace the pump, then reset.'),
  fault(
    'P24',
    24,
    'NaK loop blocked or slushy',
    'HYD-3',
    'remote',
    'flow back above 70 % of the curve',
    'Look for frozen metal and oxide at filters, valves and the flow meter; warm the line before the flow is lost.',
  ),
  fault(
    'P30',
    30,
    'NaK leak',
    'SAF-1',
    'local',
    'the tray is dry',
    'Keep out, no water. Argon purge. Clean and dry the tray, then reset at the board.',
  ),
  fault(
    'P35',
    35,
    'Emergency stop',
    'SAF-2',
    'local',
    'both channels closed; after a difference also: both have been open together',
    'Release the button when the cause is gone, then reset at the board. If the channels differed: repair, press and release once more first. Thaw before restart.',
  ),
  fault(
    'P36',
    36,
    'Controller late or restarted under power',
    'SAF-3',
    'local',
    'ticks in time',
    'Find out why power or controller failed; check the cell, then reset at the board.',
  ),
  fault('P37', 37, 'Controlling master silent', 'COM-1', 'itself', 'a new heartbeat', 'Check the line and the supervisor; send the set-point again.'),
  fault(
    'F01',
    39,
    'NaK temperature sensor open or short',
    'LIQ-5',
    'remote',
    'resistance back in range',
    'Replace the sensor. With one left the current is halved; with none the plant stops.',
  ),
  fault(
    'F02',
    40,
    'Temperature jumps',
    'LIQ-5',
    'remote',
    'no jump for 60 s',
    'Check the sensor and its leads. It is not believed before the reset; reset what followed from that as well.',
  ),
  fault(
    'F03',
    41,
    'NaK temperature pair disagrees',
    'LIQ-5',
    'remote',
    'sensors agree within 4.5 °C',
    'Find the wrong sensor; the lower counts for freezing, the higher for heat.',
  ),
  fault(
    'F04',
    42,
    'Temperature sensor frozen',
    'LIQ-5',
    'remote',
    'the reading moves again',
    'Find the sensor whose reading stands still; repair its converter or leads, then reset.',
  ),
  fault(
    'F05',
    43,
    'Current sensor stuck or offset',
    'LIQ-4',
    'remote',
    'current reads zero with the contactor open and shows noise',
    'Zero or replace the sensor, then reset and anchor the composition again.',
  ),
  fault(
    'F07',
    45,
    'Flow pulses do not fit the pump',
    'SAF-4',
    'itself',
    'pulses with the pump on, none with it off',
    'Check flow meter, its wires and the catholyte pump. Missing pulses count as no flow.',
  ),
  fault('F09', 47, 'Leak loop broken', 'SAF-4', 'remote', 'loop resistance below 300 kΩ', 'Repair the loop: without it a leak cannot be seen.'),
  fault(
    'F11',
    49,
    'Pump speed does not follow its command',
    'HYD-3',
    'remote',
    'speed within 20 % of the command',
    'Check the pump, its drive and the tachometer, then reset.',
  ),
  fault(
    'X01',
    51,
    'Contactor does not follow',
    'ELE-3',
    'remote',
    'contactor closed, or told to open',
    'Check coil, its supply and the feedback contact, then reset.',
  ),
  fault(
    'X02',
    52,
    'Contactor welded',
    'ELE-3',
    'local',
    'feedback open and no current while told to open',
    'Isolate by hand before work. Replace the contactor, then reset at the board.',
  ),
  fault(
    'X11',
    61,
    'Pre-charge failed',
    'ELE-4',
    'remote',
    'pre-charge is over',
    'Check pre-charge switch, resistor and fuse, and the bus for a short or a load, then reset.',
  ),
  fault(
    'X03',
    53,
    'Heater cannot hold',
    'THM-3',
    'remote',
    'heating is off',
    'Check that the cell sensor sits on the cell, then heater, its supply and the insulation; reset.',
  ),
  fault(
    'X04',
    54,
    'Control period overrun',
    'SAF-6',
    'itself',
    'ticks come in time again for 60 s',
    'Poll less often, or look for noise on the line; with the current halved the plant runs on.',
  ),
  fault(
    'X05',
    55,
    'Interpreter memory low',
    'SAF-6',
    'remote',
    'more than 400 variables free',
    'Stop and restart the controller; report it, because memory in use must not grow.',
  ),
  fault('X07', 57, 'Bundle damaged', 'SAF-7', 'local', 'the boot file reads back as flashed', 'Flash the controller again, then reset at the board.'),
  fault(
    'X08',
    58,
    'Parameters damaged, defaults in force',
    'SAF-7',
    'remote',
    'a commit has stored a whole set',
    'Apply the parameters from the backup, commit, reset, and anchor the composition again.',
  ),
  fault(
    'X09',
    59,
    'Reset loop',
    'SAF-8',
    'local',
    'the controller has run for a minute',
    'Find out why it restarts: supply, program, memory; read the event log. Then reset at the board.',
  ),
  fault('X10', 60, 'Clock jump', 'SAF-6', 'itself', 'no jump for 60 s', 'Look at the event log; a clock that jumps again needs another board.'),
  fault(
    'X12',
    62,
    'Counter or event memory failing',
    'SAF-10',
    'remote',
    'the memory takes records again',
    'Check the FRAM and its wires; where there is none, stop and move the files of Storage together.',
  ),
];

interface Levels {
  readonly warn?: number;
  readonly trip?: number;
  readonly warnMs?: number;
  readonly tripMs?: number;
  readonly hysteresis?: number;
  readonly releaseAt?: number;
  readonly releaseMs?: number;
  readonly missing?: 'trip' | 'ignore';
  readonly needs?: readonly Channel[];
  readonly reset?: Reset;
  readonly tripParameter?: string;
  readonly hardTrip?: number;
}

function check(
  id: string,
  signal: string,
  unit: string,
  steps: number,
  side: 'high' | 'low',
  reaction: number,
  rate: 'fast' | 'slow',
  levels: Levels,
): CheckRow {
  const row: CheckRow = {
    id,
    fault: id.slice(0, 3),
    signal,
    unit,
    steps,
    side,
    warn: levels.warn ?? null,
    trip: levels.trip ?? null,
    warnMs: levels.warnMs ?? levels.tripMs ?? 0,
    tripMs: levels.tripMs ?? 0,
    hysteresis: levels.hysteresis ?? 0,
    releaseMs: levels.releaseMs ?? 0,
    reaction,
    rate,
    missing: levels.missing ?? 'trip',
  };
  const more: { -readonly [K in keyof CheckRow]?: CheckRow[K] } = {};
  if (levels.releaseAt !== undefined) more.releaseAt = levels.releaseAt;
  if (levels.reset !== undefined) more.reset = levels.reset;
  if (levels.needs !== undefined) more.needs = levels.needs;
  if (levels.tripParameter !== undefined) more.tripParameter = levels.tripParameter;
  if (levels.hardTrip !== undefined) more.hardTrip = levels.hardTrip;
  return Object.assign(row, more);
}

/** Time that a blocked direction stays blocked at least, so that a limit that depends on the current does not chatter. */
const BLOCK_MS = 60000;
const S = R.S;

/** The checks of all boards, fast ones first. A check's index among those of its board (`checksOf`) is the index of its state in the firmware. */
export const CHECKS: readonly CheckRow[] = [
  check('P13', 'currentRatio', 'I_max', 1000, 'high', S, 'fast', { warn: 1.05, trip: 1.2, warnMs: 1000, tripMs: 100, hysteresis: 0.05 }),
  check('P14', 'cellVoltage', 'V', 1000, 'high', S, 'fast', { warn: 4.25, trip: 4.4, warnMs: 1000, tripMs: 200, hysteresis: 0.1 }),
  check('P15', 'cellVoltage', 'V', 1000, 'low', S, 'fast', { warn: 2.4, trip: 2.0, warnMs: 1000, tripMs: 200, hysteresis: 0.2, missing: 'ignore' }),
  check('P15b', 'cellVoltage', 'V', 1000, 'low', S, 'fast', { trip: 0.5, tripMs: 20, hysteresis: 0.2, missing: 'ignore' }),
  check('P21', 'nakFlowRatio', '% of set', 10, 'low', S, 'fast', { warn: 50, trip: 25, warnMs: 5000, tripMs: 3000, hysteresis: 10 }),
  check('P23', 'nakStall', 'ms', 1, 'high', S + REACTION.nakPumpOff, 'fast', { trip: 500 }),
  check('P23b', 'catholyteStall', 'ms', 1, 'high', S + REACTION.catholytePumpOff, 'fast', { trip: 500 }),
  check('P30', 'leakResistance', 'kΩ', 10, 'low', R.X, 'fast', { trip: 20, tripMs: 200 }),
  check('P35', 'eStopOpen', '', 1, 'high', R.X, 'fast', { trip: 1, tripMs: 20 }),
  check('P35b', 'eStopDiffers', '', 1, 'high', R.X, 'fast', { warn: 1, trip: 1, tripMs: 100 }),
  check('P36', 'tickGap', 'ms', 1, 'high', R.X, 'fast', { trip: 1000 }),
  check('P36b', 'restartUnderPower', '', 1, 'high', R.X, 'fast', { trip: 1 }),
  check('F01', 'sensorABad', '', 1, 'high', R.D, 'fast', { trip: 1, tripMs: 200 }),
  check('F01b', 'sensorBBad', '', 1, 'high', R.D, 'fast', { trip: 1, tripMs: 200 }),
  check('F01c', 'pairBad', '', 1, 'high', S + R.H0 + REACTION.nakPumpOff, 'fast', { trip: 1, tripMs: 200 }),
  check('F09', 'leakResistance', 'kΩ', 10, 'high', S, 'fast', { trip: 300, tripMs: 1000, missing: 'ignore' }),
  check('X01', 'contactorIdle', '', 1, 'high', S, 'fast', { trip: 1, tripMs: 500 }),
  check('X02', 'contactorWelded', '', 1, 'high', S, 'fast', { trip: 1, tripMs: 500 }),
  check('P01', 'marginNaRich', 'K', 10, 'low', R.Sd, 'slow', { warn: 8, trip: 5, tripMs: 5000, hysteresis: 3, releaseMs: BLOCK_MS }),
  check('P02', 'marginKRich', 'K', 10, 'low', R.Sc, 'slow', { warn: 8, trip: 5, tripMs: 5000, hysteresis: 3, releaseMs: BLOCK_MS }),
  check('P03', 'margin', 'K', 10, 'low', S + REACTION.nakPumpOff, 'slow', { trip: 2, tripMs: 10000, releaseAt: 8, releaseMs: 600000 }),
  check('P04', 'composition', 'wt% Na', 100, 'high', R.Sd, 'slow', {
    warn: 47.5,
    tripParameter: 'capSodiumRich',
    hardTrip: 57,
    trip: 50,
    tripMs: 1000,
    hysteresis: 0.5,
    releaseMs: BLOCK_MS,
    missing: 'ignore',
  }),
  check('P04b', 'composition', 'wt% Na', 100, 'low', R.Sc, 'slow', {
    warn: 15,
    tripParameter: 'capPotassiumRich',
    hardTrip: 10.5,
    trip: 14,
    tripMs: 1000,
    hysteresis: 0.5,
    releaseMs: BLOCK_MS,
    missing: 'ignore',
  }),
  check('P04c', 'composition', 'wt% Na', 100, 'high', S, 'slow', { trip: 58, tripMs: 1000, hysteresis: 0.5, missing: 'ignore', reset: 'remote' }),
  check('P04d', 'composition', 'wt% Na', 100, 'low', S, 'slow', { trip: 9.5, tripMs: 1000, hysteresis: 0.5, missing: 'ignore', reset: 'remote' }),
  check('P05', 'anchorLost', '', 1, 'high', S, 'slow', { trip: 1, tripMs: 10000 }),
  check('P06', 'hottestTemp', '°C', 10, 'high', S + R.H0, 'slow', {
    warn: 55,
    tripParameter: 'overTemperature',
    hardTrip: 60,
    trip: 60,
    tripMs: 2000,
    hysteresis: 5,
  }),
  check('P09', 'heatSlope', 'K/min', 100, 'high', R.H0, 'slow', { warn: 3, trip: 5, tripMs: 2000, hysteresis: 1, missing: 'ignore' }),
  check('P10', 'heatRise', 'K', 10, 'low', R.H0, 'slow', { warn: 1, trip: 0.3, missing: 'ignore' }),
  check('P11', 'idleSlope', 'K/min', 100, 'high', R.H0, 'slow', { warn: 0.3, trip: 0.3, warnMs: 120000, tripMs: 300000, missing: 'ignore' }),
  check('P11b', 'idleTemp', '°C', 10, 'high', R.H0, 'slow', { trip: 60, tripMs: 2000, missing: 'ignore' }),
  check('P12', 'thermalShock', 'K', 10, 'high', S + REACTION.nakPumpSlow, 'slow', {
    warn: 10,
    trip: 20,
    tripMs: 3000,
    hysteresis: 5,
    releaseMs: BLOCK_MS,
    missing: 'ignore',
  }),
  check('P16', 'irFreeCharging', 'V', 1000, 'high', R.Sc, 'slow', {
    warn: 3.42,
    tripParameter: 'chargeEnd',
    hardTrip: 4.25,
    trip: 3.48,
    tripMs: 5000,
    hysteresis: 0.03,
    releaseMs: BLOCK_MS,
    missing: 'ignore',
  }),
  check('P17', 'irFreeDischarging', 'V', 1000, 'low', R.Sd, 'slow', {
    warn: 3.2,
    tripParameter: 'dischargeEnd',
    hardTrip: 2.5,
    trip: 3.12,
    tripMs: 5000,
    hysteresis: 0.03,
    releaseMs: BLOCK_MS,
    missing: 'ignore',
  }),
  check('P22', 'catholyteFlowRatio', '% of set', 10, 'low', S, 'slow', { warn: 50, trip: 25, warnMs: 5000, tripMs: 3000, hysteresis: 10 }),
  check('P22b', 'stoichiometricRatio', '', 10, 'low', S, 'slow', {
    warn: 5,
    trip: 3,
    warnMs: 5000,
    tripMs: 3000,
    hysteresis: 0.5,
    missing: 'ignore',
  }),
  check('P24', 'nakCurveRatio', '% of curve', 10, 'low', R.W, 'slow', { warn: 70, warnMs: 10000, missing: 'ignore' }),
  check('P37', 'heartbeatAge', 's', 1, 'high', R.R, 'slow', { warn: 3, trip: 10 }),
  check('F02', 'sensorJumped', '', 1, 'high', R.W, 'slow', { trip: 1 }),
  check('F03', 'pairMismatch', 'K', 10, 'high', S, 'slow', { warn: 2, trip: 5, tripMs: 60000, hysteresis: 0.5, missing: 'ignore' }),
  check('F04', 'sensorStill', 's', 1, 'high', S + R.H0, 'slow', { trip: 600 }),
  check('F05', 'offsetCurrent', 'mA', 1, 'high', S, 'slow', { trip: 5, tripMs: 5000, hysteresis: 1, missing: 'ignore' }),
  check('F05b', 'currentFrozen', 'ms', 1, 'high', S, 'slow', { trip: 5000 }),
  check('F07', 'flowPulses', '', 1, 'high', R.W, 'slow', { warn: 1, needs: ['catholyteFlow'] }),
  check('F07b', 'flowPulses', '', 1, 'low', R.W, 'slow', { warn: -1, warnMs: 5000, needs: ['catholyteFlow'] }),
  check('F11', 'nakSpeedError', '%', 10, 'high', S + REACTION.nakPumpOff, 'slow', { trip: 20, tripMs: 2000, needs: ['nakTach'] }),
  check('F11b', 'catholyteSpeedError', '%', 10, 'high', S + REACTION.catholytePumpOff, 'slow', {
    trip: 20,
    tripMs: 2000,
    needs: ['catholyteTach'],
  }),
  check('X02b', 'strayCurrent', 'I_max', 1000, 'high', S, 'slow', { trip: 0.05, tripMs: 2000, missing: 'ignore' }),
  check('X11', 'preChargeTime', 's', 1, 'high', S, 'slow', { trip: 5, needs: ['preCharge', 'busVoltage'] }),
  check('X03', 'heatDeficit', 'K·s', 10, 'high', R.H0, 'slow', { warn: 300, trip: 600 }),
  check('X04', 'worstTick', 'ms', 1, 'high', R.D, 'slow', { warn: 150, trip: 250, tripMs: 5000, hysteresis: 20, releaseMs: BLOCK_MS }),
  check('X05', 'freeVariables', 'variables', 1, 'low', S, 'slow', { warn: 600, trip: 300, tripMs: 3000, hysteresis: 100 }),
  check('X07', 'bundleBad', '', 1, 'high', R.X, 'slow', { trip: 1 }),
  check('X08', 'parametersBad', 'grade', 1, 'high', S, 'slow', { warn: 1, trip: 2 }),
  check('X09', 'shortRuns', 'starts', 1, 'high', R.X, 'slow', { trip: 4 }),
  check('X10', 'clockStep', 'ms', 1, 'high', R.Sd + R.Sc, 'slow', { trip: 1, releaseMs: BLOCK_MS }),
  check('X12', 'memoryFailures', 'writes', 1, 'high', S, 'slow', { trip: 3 }),
];

/** Checks that a board carries: those whose channels it has. */
export function checksOf(board: BoardRow): CheckRow[] {
  return CHECKS.filter((c) => c.needs === undefined || c.needs.every((channel) => board.has[channel]));
}

/** Row of a fault. Throws when there is none of that id. */
export function faultRow(id: string): FaultRow {
  for (const f of FAULTS) if (f.id === id) return f;
  throw new Error('no fault "' + id + '"; faults: ' + FAULTS.map((f) => f.id).join(', '));
}

/** Row of a fault by its permanent number, or undefined. */
export function faultByNumber(number: number): FaultRow | undefined {
  for (const f of FAULTS) if (f.number === number) return f;
  return undefined;
}
