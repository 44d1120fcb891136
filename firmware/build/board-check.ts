/**
 * Rules for a board's row, checked in every build: pins that exist and can do it, and places that are safe and fast enough for their channels.
 */
import type { BoardRow } from '../model/boards.js';
import type { AnalogChannel, Channel, PwmChannel, TemperatureChannel } from '../model/channels.js';
import {
  ANALOG_CHANNELS,
  CHANNELS,
  CONTACT_CHANNELS,
  PULSE_CHANNELS,
  PWM_CHANNELS,
  SWITCH_CHANNELS,
  TEMPERATURE_CHANNELS,
} from '../model/channels.js';
import { HEATER_HZ, LIMIT_HZ } from '../model/control.js';
import { PIN_TABLES } from '../model/pins.js';
import type { PinTable } from '../model/pins.js';

/** On every board. */
const ALWAYS: readonly Channel[] = [
  ...TEMPERATURE_CHANNELS.slice(0, 3),
  ...ANALOG_CHANNELS.slice(0, 4),
  ...PULSE_CHANNELS,
  ...CONTACT_CHANNELS.slice(0, 4),
  ...SWITCH_CHANNELS.slice(0, 2),
  ...PWM_CHANNELS.slice(0, 5),
];

/** On pins of the controller only, so that they fall with it: a chip would keep its last level, and contacts on it would come late. */
const OWN_PINS: readonly Channel[] = [
  'contactor',
  'heaterEnable',
  'preCharge',
  'safetyToggle',
  'eStopA',
  'eStopB',
  'contactorFeedback',
  ...PULSE_CHANNELS,
  ...PWM_CHANNELS,
];

/** Read by a check with a debounce of 200 ms or less: they share a converter with one other channel at most. */
const FAST: readonly (TemperatureChannel | AnalogChannel)[] = [
  'current',
  'cellVoltage',
  'leakLoop',
  'catholyteLeakLoop',
  'nakTempA',
  'nakTempB',
  'nakPressure',
  'catholytePressure',
  'supply',
];

/** Temperatures that may be taken by an NTC or a thermocouple: the others are read in every tick as a PT1000. */
const OTHER_PROBES: readonly TemperatureChannel[] = ['catholyteTemp', 'nakInletTemp'];

/** Lines of the expander that a chip of today gives as outputs only (MCP23017 data sheet, revision D: GPA7, GPB7). */
const OUTPUT_LINES: readonly number[] = [7, 15];

const MOST_CHIPS = 16;
const CHANNELS_PER_MODULE = 4;

/** A pin and what it carries. */
interface Use {
  readonly pin: string;
  /** Channel, or name of the line. */
  readonly what: string;
  /** Function that the pin needs; empty: any. */
  readonly needs: string;
  readonly drives: boolean;
  readonly channel?: Channel | 'direction';
}

const isOneOf = (list: readonly string[], name: string): boolean => list.indexOf(name) >= 0;

/** Every pin that the row uses. */
function usesOf(row: BoardRow): Use[] {
  const uses: Use[] = [];
  const line = (pin: string, port: string, name: string, drives: boolean): number =>
    uses.push({ pin, what: `${port} ${name}`, needs: `${port}.${name}`, drives });
  line(row.serial.rx, row.serial.port, 'rx', false);
  line(row.serial.tx, row.serial.port, 'tx', true);
  if (row.uses.direction) uses.push({ pin: row.serial.direction, what: 'direction', needs: '', drives: true, channel: 'direction' });
  line(row.i2c.scl, row.i2c.port, 'scl', true);
  line(row.i2c.sda, row.i2c.port, 'sda', true);
  if (row.spi.port !== '') {
    line(row.spi.sck, row.spi.port, 'sck', true);
    line(row.spi.miso, row.spi.port, 'miso', false);
    line(row.spi.mosi, row.spi.port, 'mosi', true);
  }
  for (const channel of CHANNELS) {
    if (!row.onPin[channel]) continue;
    const pwm = isOneOf(PWM_CHANNELS, channel);
    const analog = isOneOf(TEMPERATURE_CHANNELS, channel) || isOneOf(ANALOG_CHANNELS, channel);
    const drives = pwm || isOneOf(SWITCH_CHANNELS, channel);
    uses.push({ pin: row.pins[channel], what: channel, needs: pwm ? 'pwm' : analog ? 'adc' : '', drives, channel });
  }
  for (const channel of TEMPERATURE_CHANNELS)
    for (const pin of [row.rtd[channel], row.thermocouple[channel]])
      if (pin !== '') uses.push({ pin, what: `select of ${channel}`, needs: '', drives: true, channel });
  return uses;
}

/** True when a pin can carry a function. */
function can(table: PinTable, pin: string, needs: string): boolean {
  if (needs === '') return true;
  const own = (table.functions[pin] ?? '').split(' ').map((f) => (f.indexOf('pwm') === 0 ? 'pwm' : f));
  return isOneOf(own, needs) || isOneOf(table.anywhere, needs) || isOneOf(table.anywhere, needs.split('.')[0] ?? needs);
}

function pinErrors(row: BoardRow, table: PinTable): string[] {
  const errors: string[] = [];
  const taken: Record<string, string> = {};
  for (const { pin, what, needs, drives, channel } of usesOf(row)) {
    const other = taken[pin];
    taken[pin] = what;
    if (table.functions[pin] === undefined) errors.push(`${what} is on ${pin}, which does not exist`);
    else if (other !== undefined) errors.push(`${pin} carries ${other} and ${what}`);
    else if (!can(table, pin, needs)) errors.push(`${what} is on ${pin}, which has no ${needs}`);
    else if (drives && isOneOf(table.inputsOnly, pin)) errors.push(`${what} is on ${pin}, which cannot drive`);
    for (const r of table.reserved) if (isOneOf(r.pins, pin)) errors.push(`${what} is on ${pin}: ${r.why}`);
    for (const o of table.only)
      if (isOneOf(o.pins, pin) && (channel === undefined || !isOneOf(o.channels, channel))) errors.push(`${what} is on ${pin}: ${o.why}`);
  }
  if (row.uses.direction && table.noDirection !== undefined) errors.push(`direction is on ${row.serial.direction}: ${table.noDirection}`);
  return errors;
}

function hertz(row: BoardRow, channel: PwmChannel): number {
  if (channel === 'heater') return HEATER_HZ;
  return channel === 'chargeLimitOut' || channel === 'dischargeLimitOut' ? LIMIT_HZ : row.driveHz;
}

/** One timer has one frequency. */
function pwmErrors(row: BoardRow, table: PinTable): string[] {
  const used = PWM_CHANNELS.filter((c) => row.onPin[c]);
  const { fixedHz, fixed, free, modules } = table.pwm;
  if (fixedHz !== undefined) {
    const own = used.filter((c) => hertz(row, c) !== fixedHz).length;
    return own > (free ?? 0) || used.length - own > (fixed ?? 0)
      ? [`${used.length} PWM outputs, ${own} of them not at ${fixedHz} Hz, are too many`]
      : [];
  }
  if (modules !== undefined) {
    let needed = 0;
    for (const hz of new Set([HEATER_HZ, LIMIT_HZ, row.driveHz]))
      needed += Math.ceil(used.filter((c) => hertz(row, c) === hz).length / CHANNELS_PER_MODULE);
    return needed > modules ? [`the PWM outputs need ${needed} modules of ${modules}`] : [];
  }
  const errors: string[] = [];
  const frequencies: Record<string, number> = {};
  for (const channel of used) {
    const timers = (table.functions[row.pins[channel]] ?? '').split(' ').filter((f) => f.indexOf('pwm') === 0);
    const hz = hertz(row, channel);
    const timer = timers.find((t) => frequencies[t] === undefined || frequencies[t] === hz);
    if (timer === undefined) errors.push(`${channel} at ${hz} Hz shares its timer with another frequency`);
    else frequencies[timer] = hz;
  }
  return errors;
}

function watchErrors(row: BoardRow, table: PinTable): string[] {
  const watched = [...PULSE_CHANNELS, 'eStopA' as const, 'eStopB' as const].map((c) => row.pins[c]);
  if (watched.length > table.watches) return [`${watched.length} pins are watched, and ${table.watches} can be`];
  if (!table.watchesByNumber) return [];
  const numbers = watched.map((p) => p.slice(1));
  return numbers.filter((n, i) => numbers.indexOf(n) !== i).map((n) => `two watched pins have the number ${n}: the processor watches one`);
}

/** Channels by converter and input, `chip.input`; cells included. */
function converterInputs(row: BoardRow): { readonly place: string; readonly chip: number; readonly input: number; readonly what: string }[] {
  const found = Object.keys(row.adc ?? {}).map((what) => {
    const place = row.adc?.[what as AnalogChannel] ?? '';
    const [chip, input] = place.split('.').map(Number) as [number, number];
    return { place, chip, input, what };
  });
  const first = row.cellChip;
  if (first !== undefined)
    for (let i = 0; i < row.cells; i++)
      found.push({ place: `${first + (i >> 2)}.${i & 3}`, chip: first + (i >> 2), input: i & 3, what: `cell ${i + 1}` });
  return found;
}

function converterErrors(row: BoardRow): string[] {
  const inputs = converterInputs(row);
  const errors: string[] = [];
  inputs.forEach(({ place, chip, input, what }, i) => {
    if (!(chip >= 0 && chip < MOST_CHIPS && input >= 0 && input < 4)) errors.push(`${what} is on converter input ${place}, which does not exist`);
    const other = inputs.findIndex((o) => o.place === place);
    if (other !== i) errors.push(`converter input ${place} carries ${inputs[other]?.what ?? ''} and ${what}`);
    const sharers = inputs.filter((o) => o.chip === chip).length - 1;
    if (isOneOf(FAST, what) && sharers > 1) errors.push(`${what} shares its converter with ${sharers} channels; one is the most`);
    if (row.has.leakExcitation && (what === 'leakLoop' || what === 'catholyteLeakLoop') && sharers > 0)
      errors.push(`${what} must be alone on its converter: it is read after every reversal of the excitation`);
  });
  return errors;
}

function placeErrors(row: BoardRow): string[] {
  const errors: string[] = [];
  for (const channel of ALWAYS) if (!row.has[channel]) errors.push(`${channel} is missing: every board has it`);
  for (const channel of OWN_PINS) if (row.has[channel] && !row.onPin[channel]) errors.push(`${channel} must be on a pin of the controller`);
  for (const channel of CHANNELS) {
    const places = [row.pins[channel] || undefined, row.adc?.[channel as AnalogChannel], row.rtd[channel as TemperatureChannel] || undefined];
    places.push(row.thermocouple[channel as TemperatureChannel] || undefined, row.line[channel] < 0 ? undefined : 'line');
    if (places.filter((p) => p !== undefined).length > 1) errors.push(`${channel} has two places`);
  }
  for (const channel of TEMPERATURE_CHANNELS)
    if (!isOneOf(OTHER_PROBES, channel) && (row.onThermocouple[channel] || isOneOf(row.ntc ?? [], channel)))
      errors.push(`${channel} must be a PT1000`);
  const lines = CHANNELS.filter((c) => row.line[c] >= 0);
  lines.forEach((channel, i) => {
    const line = row.line[channel];
    if (line > 15 || lines.findIndex((o) => row.line[o] === line) !== i)
      errors.push(`${channel} is on line ${line} of the expander, which is taken or not there`);
    if (isOneOf(CONTACT_CHANNELS, channel) && OUTPUT_LINES.indexOf(line) >= 0)
      errors.push(`${channel} is on line ${line} of the expander, which only drives`);
  });
  if ((row.uses.rtd || row.uses.thermocouple) && row.spi.port === '') errors.push('MAX31865 and MAX31855 need an SPI port');
  if (row.cells > 1 && row.cellChip === undefined) errors.push(`${row.cells} cells need converters: give cellChip`);
  return errors;
}

/** What is wrong with a row, a sentence each; empty when nothing is. */
export function boardErrors(row: BoardRow): string[] {
  const table = PIN_TABLES[row.id];
  if (table === undefined) return [`there is no table of the pins of ${row.id}`];
  return [...pinErrors(row, table), ...pwmErrors(row, table), ...watchErrors(row, table), ...converterErrors(row), ...placeErrors(row)];
}
