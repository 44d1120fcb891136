/** Sections of the reference about the protections: faults, the checks that raise them, requirements. */
import { CHECKS, FAULTS, faultRow } from '../model/faults.js';
import { ON_OFF, REACTION_CLASS, type OnOffRow, type ReactionClass } from '../model/on-off.js';
import { liveRow } from '../model/registers.js';
import { REQUIREMENTS } from '../model/requirements.js';
import type { CheckRow, FaultRow, Reset } from '../model/types.js';
import { REACTION, registerCount } from '../model/types.js';
import { duration, table } from './docs-table.js';

/** What the signals of the checks are, for a reader who does not know the firmware. */
const SIGNAL_WORDS: Readonly<Record<string, string>> = {
  currentRatio: 'size of the current over `maxCurrent`',
  resistanceHigh: 'resistance by current pulses over that of the commissioned cell, lowest of three pulses',
  resistanceLow: 'the same, highest of two pulses',
  cellResistanceHigh: 'the same of the worst single cell, lowest of its last three pulses',
  cellResistanceLow: 'the same of the worst single cell, highest of its last two pulses',
  voltageAnomaly: 'size of the IR-free voltage less its model, or what that difference has fallen within some ten seconds',
  cellVoltage: 'terminal voltage',
  nakFlowRatio: 'NaK flow over the commanded one, while flow is needed',
  nakStall: 'NaK pump commanded on: time without a tach pulse',
  catholyteStall: 'catholyte pump commanded on: time without a tach pulse',
  leakResistance: 'resistance of the leak loop in the NaK tray',
  eStopOpen: 'either channel of the emergency stop open',
  eStopDiffers: 'the channels of the emergency stop differ, or have differed and were not open together since',
  tickGap: 'time between two ticks',
  restartUnderPower: 'the controller last ran with the contactor closed',
  sensorABad: 'first NaK sensor outside 780–1600 Ω',
  sensorBBad: 'second NaK sensor outside 780–1600 Ω',
  pairBad: 'both NaK sensors outside 780–1600 Ω',
  contactorIdle: 'contactor told to close and its feedback open',
  contactorWelded: 'contactor told to open and its feedback closed',
  preChargeTime: 'time in pre-charge without the bus at the voltage of the cell',
  strayCurrent: 'size of the current with the contactor told to open',
  heatDeficit: 'sum of what the cell lacks to 5 K below the set temperature, since it was there',
  marginNaRich: 'margin while the metal is Na-rich (or unknown)',
  marginKRich: 'margin while the metal is K-rich (or unknown)',
  margin: 'margin',
  composition: 'sodium in the metal',
  anchorLost: 'the composition is not known',
  hottestTemp: 'hottest sensor after worst-case substitution',
  idleSlope: 'rise of the cell temperature over 120 s, heater and current off for a minute, less what a room at `hotAmbient` explains',
  idleTemp: 'hottest sensor while the cell temperature rises without explanation as in P11',
  heatSlope: 'rise of the cell temperature over 30 s',
  heatRise: 'rise of the cell temperature in 300 s of heating above 50 % duty, more than 5 K below `setTemp`',
  thermalShock: 'difference between the coldest NaK point and the cell',
  sensorJumped: 'a temperature changed by more than 2 K from one second to the next and did not come back within 2 s; for a minute',
  sensorStill: 'time of heating without any change of one of the temperature readings',
  nakCurveRatio: 'NaK flow over the one that a fresh pump gives at its command',
  nakSpeedError: 'speed of the NaK pump against its command, beyond one tach pulse a second; of full speed when off',
  catholyteSpeedError: 'speed of the catholyte pump against its command, likewise',
  flowPulses: 'catholyte flow meter: 1 without a pulse for a second with the pump on, −1 with pulses with the pump off',
  irFreeCharging: 'IR-free voltage while not discharging',
  irFreeDischarging: 'IR-free voltage while not charging',
  catholyteFlowRatio: 'catholyte flow over the commanded one, while flow is needed',
  stoichiometricRatio: 'reactant in the catholyte flow over what the current uses',
  heartbeatAge: 'age of the controller heartbeat, while one is needed, over `heartbeatExpiry`',
  pairMismatch: 'difference of the two NaK sensors',
  offsetCurrent: 'size of the current with the contactor open',
  currentFrozen: 'time without any change of the current reading',
  worstTick: 'longest time between two ticks in the last second',
  freeVariables: 'free variables of the interpreter',
  bundleBad: 'the boot file is not what its record says',
  parametersBad: 'parameter copy: 1 none yet, values as delivered; 2 lost or damaged, values as delivered, or a commit that flash did not take',
  shortRuns: 'starts in a row, this one included, that have not run for a minute',
  clockStep: 'jump of the clock: further than the watchdog lets the processor stand, or backwards as far as the program sees it',
  memoryFailures: 'writes in a row that the FRAM, or Storage in its place, did not take',
  recordsLeft: 'records that Storage takes before it is full',
  catholyteReserve: 'catholyte above `saturationTemp`',
  catholyteTemp: 'catholyte',
  membranePressure: 'pressure across the ceramic, either way',
  blanketPressure: 'argon blanket, gauge',
  hydrogen: 'hydrogen in the blanket',
  roomHydrogen: 'hydrogen in the room',
  toxicGas: 'toxic gas in the room',
  oxygen: 'oxygen in the blanket',
  catholyteLeakResistance: 'resistance of the leak loop in the catholyte tray',
  smoke: 'smoke detector open',
  supplyVoltage: '24 V supply',
  pressureLost: 'transmitter of the NaK or catholyte pressure outside 3.6–21 mA',
  blanketLost: 'transmitter of the blanket pressure outside 3.6–21 mA',
  levelLost: 'transmitter of the level outside 3.6–21 mA',
  referenceError: 'reference channel off its 2.500 V',
  nakPumpLoad: 'current of the NaK pump over its curve at the command',
  catholytePumpLoad: 'current of the catholyte pump over its curve at the command',
  nakPumpDry: 'NaK pump: less than half of the current and a quarter of the flow of the curve',
  catholytePumpDry: 'catholyte pump: less than half of the current and a quarter of the flow of the curve',
  nakBlockage: 'NaK line pressure over its curve, while the flow is below 70 % of its curve',
  levelDeficit: 'predicted NaK level less the measured one',
  leakDeficit: 'the same while the blanket is low or the NaK outlet pressure more than 20 % below its curve',
  levelMismatch: 'composition that the level shows against the one by charge',
  levelReserve: 'NaK level above the pump inlet',
  highestCell: 'highest single cell',
  lowestCell: 'lowest single cell',
  cellSpread: 'highest less lowest single cell',
  cellsLost: 'a single cell without a value',
  gasSensorFailed: 'a gas sensor outside 3.6–21 mA, without noise or oxygen, or its bump test overdue',
};

/** The parameter that takes the place of a trip level, if there is one. */
function parameterWords(c: CheckRow): string {
  return c.tripParameter === undefined ? '' : `\`${c.tripParameter}\`, ${c.side === 'high' ? 'at most' : 'at least'} ${String(c.hardTrip)} ${c.unit}`;
}

/** Who may reset a fault. */
export const RESET_WORDS: Readonly<Record<Reset, string>> = { itself: 'by itself', remote: 'remote or local', local: 'local only' };

/** What a check looks at. */
export function signalWords(c: CheckRow): string {
  const words = SIGNAL_WORDS[c.signal];
  if (words === undefined) throw new Error(`check ${c.id} reads "${c.signal}"; say in firmware/build/docs-faults.ts what that is`);
  return words;
}

/** A check that asks yes or no. */
const isFlag = (c: CheckRow): boolean => c.unit === '' && c.steps === 1;

/** "≤ 5 K for 5 s". */
export function condition(c: CheckRow, level: number | null, ms: number): string {
  if (level === null) return '';
  const what = isFlag(c) ? 'yes' : `${c.side === 'high' ? '≥' : '≤'} ${level} ${c.unit}`.trim();
  return ms === 0 ? `${what}, at once` : `${what} for ${duration(ms)}`;
}

/** Level at which a warn or trip goes, without its time. */
function back(c: CheckRow, level: number): string {
  if (isFlag(c)) return 'no';
  const beyond = c.side === 'high' ? -1 : 1;
  const at = c.releaseAt ?? Math.round((level + beyond * c.hysteresis) * c.steps) / c.steps;
  const sign = c.hysteresis === 0 && c.releaseAt === undefined ? ['<', '>'] : ['≤', '≥'];
  return `${sign[c.side === 'high' ? 0 : 1]} ${at} ${c.unit}`.trim();
}

function release(c: CheckRow): string {
  if (c.trip === null) return c.warn === null ? '' : back(c, c.warn);
  const trip = c.releaseMs === 0 ? back(c, c.trip) : `${back(c, c.trip)} for ${duration(c.releaseMs)}`;
  return c.warn === null || isFlag(c) || back(c, c.warn) === back(c, c.trip) ? trip : `${trip}; warning ${back(c, c.warn)}`;
}

/** Effects on the outputs in words. */
export function reaction(bits: number): string {
  const words: string[] = [];
  if (bits & REACTION.purge) words.push('argon purge');
  if (bits & REACTION.scrubber) words.push('scrubber');
  if (bits & REACTION.shutdown) return ['all off: current, contactor, heaters, both pumps, valves, fan', ...words].join('; ');
  if (bits & REACTION.openContactor) words.push('current 0, contactor open');
  else {
    if (bits & REACTION.blockDischarge) words.push('discharge blocked');
    if (bits & REACTION.blockCharge) words.push('charge blocked');
  }
  if (bits & REACTION.heatersOff) words.push('heater off, second heater switch open');
  if (bits & REACTION.nakPumpOff) words.push('NaK pump off');
  if (bits & REACTION.nakPumpSlow) words.push('NaK pump at a fifth');
  if (bits & REACTION.catholytePumpOff) words.push('catholyte pump off');
  if (bits & REACTION.rampToZero) words.push('current down to 0 in 10 s');
  if (bits & REACTION.halfCurrent) words.push('current limit halved');
  return words.join('; ') || 'none, a warning only';
}

function checkCells(c: CheckRow): string[] {
  return [
    c.id,
    signalWords(c),
    condition(c, c.warn, c.warnMs),
    condition(c, c.trip, c.tripMs),
    release(c),
    reaction(c.reaction),
    c.trip === null ? 'by itself' : RESET_WORDS[c.reset ?? faultRow(c.fault).reset],
    c.missing === 'trip' ? 'trips' : 'ignored',
    c.rate === 'fast' ? 'every tick' : 'every second',
    parameterWords(c),
    c.inStorage ? 'no FRAM' : c.singleCells ? 'single cells' : (c.needs ?? []).map((channel) => `\`${channel}\``).join(', '),
  ];
}

/** Register and bit of a fault in `alarmsActive`; the other two words lie four and eight registers further. */
function alarmBit(f: FaultRow): string {
  const row = liveRow('alarmsActive');
  const bit = f.number - 1;
  return `${row.address + registerCount(row.type) - 1 - (bit >> 4)} bit ${bit & 15}`;
}

const COLUMNS = ['contactor', 'nakPump', 'catholytePump', 'heaters', 'valves', 'fan', 'purge', 'scrubber'] as const;

/** Directions of the current that a row takes away. */
function directions(row: OnOffRow): string {
  if (row.discharge === 0) return row.charge === 0 ? '0' : 'no discharge';
  return row.charge === 0 ? 'no charge' : '=';
}

/** A row of the matrix, with the faults whose checks name it. */
function onOffRow(name: ReactionClass): string[] {
  const row: OnOffRow = ON_OFF[name];
  const faults = new Set(CHECKS.filter((c) => c.trip !== null && c.reaction === REACTION_CLASS[name]).map((c) => c.fault));
  const current = row.current ?? directions(row);
  return [row.event, current, ...COLUMNS.map((column) => String(row[column] ?? '=')), [...faults].join(', ')];
}

function onOffSection(): string {
  const names = (Object.keys(ON_OFF) as ReactionClass[]).filter((name) => name !== 'W'); // the keys of a literal
  return `## ON/OFF matrix

What a trip does with the outputs, the severest class first. 0 off or closed, 1 on, = as the state of the sequencer asks; \`fifth\`: at a fifth of full speed; \`ramp\`: down to 0 in
ten seconds; \`half\`: half of the limits. Classes that act together are combined, and what one of them takes away no other gives back. Current 0 means both directions. The first three classes also end every state
until the reset.

${table(['Class', 'Current', 'Contactor', 'NaK pump', 'Catholyte pump', 'Heaters', 'Valves', 'Fan', 'Purge', 'Scrubber', 'Faults'], names.map(onOffRow))}
`;
}

/** Everything about the protections, as sections of a page. */
export function faultSections(): string {
  const faultsOf = (requirement: string): string =>
    FAULTS.filter((f) => f.requirement === requirement)
      .map((f) => f.id)
      .join(', ');
  return `## Faults

The number of a fault is permanent. "Alarm bit" is its place in \`alarmsActive\`; in \`alarmsLatched\` it lies four registers further on, in \`warnings\` eight.

${table(
  ['Id', 'Number', 'Alarm bit', 'Name', 'Requirement', 'Reset', 'The cause is gone when', 'What the operator does'],
  FAULTS.map((f) => [f.id, String(f.number), alarmBit(f), f.name, f.requirement, RESET_WORDS[f.reset], f.clears, f.advice]),
)}

## Checks

What raises the faults. A level acts when the signal has been at it, or beyond, in every reading for the time given, counted from the first of those readings: in ticks of 100 ms
"for 200 ms" are three readings in a row, and a time below a tick is the first reading. A time may end up to 20 ms early, because ticks are not exact. "Lets go" is where the trip (and the warning) ends.
A latched trip goes on acting until it is reset; one that resets "by itself" ends with the time in its row.

The warn levels of P01, P02 and P06 also begin a derating: the current limit falls in a straight line from \`maxCurrent\` at the warn level to a tenth of it at the trip level.

${table(['Check', 'Signal', 'Warns', 'Trips', 'Lets go', 'Reaction', 'Reset', 'Missing signal', 'Judged', 'Trip level is a parameter', 'Needs'], CHECKS.map(checkCells))}

A check that needs channels is on the boards that have them. Valves, fan, purge and scrubber act where the board has their outputs.

A signal that is missing "trips" as if it were beyond every level, except in the first 5 s after the start, when outputs are off anyway; "ignored" means that another row owns the missing sensor.

${onOffSection()}
## Requirements

${table(
  ['Id', 'Requirement', 'Faults'],
  REQUIREMENTS.map((r) => [r.id, r.text, faultsOf(r.id)]),
)}`;
}
