/** The SunSpec map as numbers: the words as they are before anything is known, where the points lie, and which events the faults raise. */
import { BOARD } from '../board/row.js';
import { BATTERY_EVENTS, FLOW_EVENTS, NO_EVENT, SUNSPEC_STATES, faultEvents } from '../model/sunspec-events.js';
import { END_MODEL, SUNSPEC_START, modelsOf, notImplemented, pointWords } from '../model/sunspec.js';
import type { SunspecPoint } from '../model/sunspec.js';
import { STATES } from '../model/states.js';
import { valueIndex } from '../sense/layout.js';

/** Words of a text, zeros behind it. */
function textWords(text: string, size: number): number[] {
  const words = new Array<number>(size).fill(0);
  for (let k = 0; k < text.length; k++) words[k >> 1] += text.charCodeAt(k) << (k & 1 ? 0 : 8);
  return words;
}

/** Words of a point before anything is known. */
function wordsOf(p: SunspecPoint): number[] {
  if (typeof p.source !== 'object') return p.source === 'absent' ? notImplemented(p.type, p.size) : new Array<number>(p.size).fill(0);
  if (!('fixed' in p.source)) return [0];
  const value = p.source.fixed;
  if (typeof value === 'string') return textWords(value === '@board' ? BOARD.id : value, p.size);
  return p.size > 1 ? [value >> 16, value & 0xffff] : [value & 0xffff];
}

const models = modelsOf(BOARD.profile);
/** The map without modules, in rising order, and its points with the model that they belong to and their place. */
const wire: number[] = textWords('SunS', 2);
const places: { readonly model: number; readonly at: number; readonly point: SunspecPoint }[] = [];
for (const m of models) {
  wire.push(m.id, pointWords(m.points));
  for (const point of m.points) {
    places.push({ model: m.id, at: wire.length, point });
    wire.push(...wordsOf(point));
  }
}
wire.push(END_MODEL, 0);

/** Place of a point, counted from the start of the map. Throws when the board does not have it. */
function placeOf(model: number, name: string): number {
  for (const p of places) if (p.model === model && p.point.name === name) return p.at;
  throw new Error('no point ' + name + ' in model ' + String(model));
}

/** 0xFFFF is shorter as −1, which a word takes as the same. */
function short(words: readonly number[]): number[] {
  return words.map((w) => (w === 0xffff ? -1 : w));
}

/** Registers of the map without modules. */
export const COUNT = wire.length;
export const FIRST = SUNSPEC_START;
/** The words, register 0 of the map last: reversing bytes then gives them big-endian in rising order. */
export const TEMPLATE = short(wire.slice().reverse());

/** Index of a point's last word. */
function at(model: number, name: string): number {
  if (!models.some((m) => m.id === model)) return -1;
  const place = placeOf(model, name);
  const size = places.filter((p) => p.at === place)[0].point.size;
  return COUNT - place - size;
}

/** Byte of the reversed image with the first letter of the serial number, and letters that it has room for. */
export const SERIAL_NUMBER = 2 * (COUNT - placeOf(1, 'SN')) - 1;
export const SERIAL_LETTERS = 32;
export const ADDRESS = at(1, 'DA');
export const CHARGE_RATING = at(802, 'AHRtg');
export const ENERGY_RATING = at(802, 'WHRtg');
export const CHARGE_POWER = at(802, 'WChaRteMax');
export const DISCHARGE_POWER = at(802, 'WDisChaRteMax');
export const HEALTH = at(802, 'SoH');
export const CHARGE_STATUS = at(802, 'ChaSt');
export const LOCAL = at(802, 'LocRemCtl');
export const STATE = at(802, 'State');
export const EVENTS = at(802, 'Evt1');
export const VENDOR_1 = at(802, 'EvtVnd1');
export const VENDOR_2 = at(802, 'EvtVnd2');
export const VOLTAGE = at(802, 'V');
export const CELL_MOST = at(802, 'CellVMax');
export const CELL_LEAST = at(802, 'CellVMin');
export const CELL_MEAN = at(802, 'CellVAvg');
export const CURRENT = at(802, 'A');
export const CHARGE_LIMIT = at(802, 'AChaMax');
export const DISCHARGE_LIMIT = at(802, 'ADisChaMax');
export const POWER = at(802, 'W');
export const OPERATION = at(802, 'SetOp');
export const CONVERTER = at(802, 'SetInvState');
export const CAPACITY = at(713, 'WHRtg');
export const CHARGE_LEFT = at(713, 'SoC');
export const AVAILABLE = at(713, 'WHAvail');
export const STATUS = at(713, 'Sta');

/** Model 807, on boards that have it: the points of the string; the words behind the modules; the words of a module, the first one last. */
export const STRING_LENGTH = BOARD.profile === 'full' ? at(807, 'Idx') + 1 : -1;
export const MODULES = at(807, 'NMod');
export const CONNECTED = at(807, 'NModCon');
export const MODULE_MOST = at(807, 'ModVMax');
export const MODULE_LEAST = at(807, 'ModVMin');
export const MODULE_MEAN = at(807, 'ModVAvg');
export const STRING_CELL_MOST = at(807, 'CellVMax');
export const STRING_CELL_LEAST = at(807, 'CellVMin');
export const STRING_CELL_MEAN = at(807, 'CellVAvg');
export const HOTTEST = at(807, 'TmpMax');
export const COLDEST = at(807, 'TmpMin');
export const CELL_TEMP = at(807, 'TmpAvg');
export const STRING_EVENTS = at(807, 'Evt1');
export const FLOW_EVENT = at(807, 'Evt2');
export const STRING_VENDOR_1 = at(807, 'EvtVnd1');
export const STRING_VENDOR_2 = at(807, 'EvtVnd2');
const module = models.reduce((points: readonly SunspecPoint[], m) => (m.module.length > 0 ? m.module : points), []);
export const MODULE_WORDS = pointWords(module);
/** Register behind the string, where the modules begin; the words from there to the end of the map without them. */
export const STRING_END = BOARD.profile === 'full' ? placeOf(713, 'WHRtg') - 2 : COUNT;
export const TAIL = COUNT - STRING_END;
export const MODULE = new Uint16Array(module.reduce((words: number[], p) => words.concat(wordsOf(p)), []).reverse());

/** Index of a module's point, of its last word. */
function inModule(name: string): number {
  let end = 0;
  for (const p of module) {
    end += p.size;
    if (p.name === name) return MODULE_WORDS - end;
  }
  return -1;
}

export const IN_INDEX = inModule('ModIdx');
export const IN_STATUS = inModule('ModSt');
export const IN_CHARGE = inModule('ModSoC');
export const IN_OPEN = inModule('ModOCV');
export const IN_VOLTAGE = inModule('ModV');
export const IN_CELL_MOST = inModule('ModCellVMax');
export const IN_CELL_LEAST = inModule('ModCellVMin');
export const IN_CELL_MEAN = inModule('ModCellVAvg');
export const IN_METAL = inModule('ModAnoTmp');
export const IN_CATHOLYTE = inModule('ModCatTmp');
export const IN_CONTACTOR = inModule('ModConSt');
export const IN_EVENTS = inModule('ModEvt1');
export const IN_FLOW_EVENT = inModule('ModEvt2');
export const IN_REASON = inModule('ModDisRsn');
/** Events that model 802 has and 807 has not: imbalance of temperatures, alarm and warning. They count as OTHER. */
export const NOT_IN_STRING = (1 << BATTERY_EVENTS.temperatureImbalance.alarm) + (1 << BATTERY_EVENTS.temperatureImbalance.warning);
export const OTHER_SHIFT = BATTERY_EVENTS.other.alarm - BATTERY_EVENTS.temperatureImbalance.alarm;
export const FIRE = 1 << FLOW_EVENTS.fire.alarm;
export const FLOW_MASK = (2 << FLOW_EVENTS.lowFlow.warning) - 1;

/** First register with something that is worked out at every read. */
export const LIVE_FROM = placeOf(802, 'AHRtg');

/** Points that are registers of their own: index of the word and of the process value. */
const copied = places.filter((p) => typeof p.point.source === 'object' && 'copied' in p.point.source);
export const COPIED = copied.length;
export const COPIED_AT = copied.map((p) => COUNT - 1 - p.at);
export const COPIED_FROM = copied.map((p) => valueIndex((p.point.source as { copied: string }).copied));

/** By code of the state: State, SetOp and SetInvState. */
export const STATE_OF = new Uint8Array(STATES.map((name) => SUNSPEC_STATES[name].state));
export const OPERATION_OF = new Uint8Array(STATES.map((name) => SUNSPEC_STATES[name].op));
export const CONVERTER_OF = new Uint8Array(STATES.map((name) => SUNSPEC_STATES[name].converter));

/** A text whose character k, of which the lowest five bits count, is the bit of fault k + 1. */
function bitText(bitOf: (f: ReturnType<typeof faultEvents>[number]) => number): string {
  const bits = new Array<number>(64).fill(NO_EVENT);
  for (const f of faultEvents()) bits[f.number - 1] = bitOf(f);
  // From the sign @ on: letters and marks that need no escape but for two.
  return String.fromCharCode(...bits.map((b) => 64 + b));
}

export const ALARM_BITS = bitText((f) => BATTERY_EVENTS[f.battery].alarm);
export const WARNING_BITS = bitText((f) => BATTERY_EVENTS[f.battery].warning);
export const FLOW_ALARM_BITS = bitText((f) => FLOW_EVENTS[f.flow].alarm);
export const FLOW_WARNING_BITS = bitText((f) => FLOW_EVENTS[f.flow].warning);
/** Over-currents, alarm and warning, in the direction of the charge; those of the discharge lie two bits higher. */
export const OVER_CURRENTS = (1 << BATTERY_EVENTS.overCurrent.alarm) + (1 << BATTERY_EVENTS.overCurrent.warning);

/** Points that may be written, by their place on the map, with their limits. */
const writable = places.filter((p) => p.point.writable !== undefined);
export const WRITABLE = new Uint8Array(writable.map((p) => p.at));
export const LEAST = new Uint8Array(writable.map((p) => (p.point.writable as readonly [number, number])[0]));
export const MOST = new Uint16Array(writable.map((p) => (p.point.writable as readonly [number, number])[1]));
