/**
 * Program of the second board: puts levels, contacts and pulses on the pins of a controller, and tells what that switches. Without a word from the bench
 * for two seconds everything is off. docs/stimulus.md
 */
import { BOARD } from './board/row.js';
import * as L from './letters.js';

type Pin = string;
interface WatchEvent {
  readonly state: boolean;
  readonly time: number;
}
/** The interpreter's functions, as far as they are used here. */
declare function analogRead(pin: Pin): number;
declare function analogWrite(pin: Pin, duty: number, options: { freq: number }): void;
declare function digitalRead(pin: Pin): number;
declare function digitalWrite(pin: Pin, level: number): void;
declare function digitalPulse(pin: Pin, level: number, ms: number[]): void;
declare function pinMode(pin: Pin, mode: string): void;
declare function setWatch(f: (event: WatchEvent) => void, pin: Pin, options: { repeat: true; edge: 'both' }): void;
declare function getTime(): number;
declare function atob(text: string): string;
declare function btoa(text: string): string;
declare const USB: { write(text: string): void; on(event: 'data', f: (text: string) => void): void };
declare const E: {
  setConsole(port: unknown, options: { force: boolean }): void;
  CRC32(text: string): number;
  toUint8Array(text: string): Uint8Array;
  toString(bytes: Uint8Array): string;
  on(event: 'errorFlag', f: (flags: string[]) => void): void;
};

const P = BOARD.pins;
const LEVELS = [P.cellVoltage, P.current, P.nakTempA, P.nakTempB, P.cellTemp, P.leakLoop, P.nakFlow];
const PULSES = [P.nakTach, P.catholyteTach, P.catholyteFlow];
const CONTACTS = [P.eStopA, P.eStopB, P.contactorFeedback, P.localReset];
/** Outputs of the controller: switches, then duties; the heater comes as slow PWM, whose edges are timed. */
const SWITCHES = [P.contactor, P.heaterEnable];
const DUTIES = [P.nakPump, P.catholytePump, P.chargeCurrent, P.dischargeCurrent];
const HEATER = 2;
const FIRST_DUTY = 3;
const LEVEL_PWM = { freq: 5000 };
/** Between two looks at the outputs, ms. */
const LOOK_MS = 10;
/** A duty within this of one that was told is the same, and within it of an end is the end: the noise of converter and low pass. */
const BAND = 400;
/** Longest wait for an edge of the heater's PWM of 10 Hz, s: after that its level holds. */
const HEATER_S = 0.13;
/** Length of a pulse and of the pause behind it, ms. */
const PULSE_MS = 1;
/** Longest text without an end of a line. */
const LONGEST = 900;

const outputs = new Uint16Array(FIRST_DUTY + DUTIES.length);
const levels = new Uint16Array(LEVELS.length);
let contacts = -1;
let heard = getTime();
let off = false;
let bad = 0;
let text = '';
let risen = 0;
let edge = 0;
/** Time that the heater was on in this period of its PWM, s; 0 before its fall. */
let high = 0;

function say(kind: string, content: string): void {
  const line = kind + content;
  USB.write(line + ((E.CRC32(line) & 65535) + 65536).toString(16).substr(1) + '\n');
}

function allOff(): void {
  off = true;
  contacts = -1;
  levels.fill(0);
  digitalWrite(P.supply, 0);
  for (const pin of LEVELS) digitalWrite(pin, 0);
  for (const pin of CONTACTS) digitalWrite(pin, 0);
  for (const pin of PULSES) digitalWrite(pin, 0);
}

function pulse(pin: Pin, count: number): void {
  const times: number[] = [];
  for (let n = 2 * count - 1; n > 0; n--) times.push(PULSE_MS);
  if (count) digitalPulse(pin, 1, times);
}

function takeInputs(content: string): void {
  const bytes = E.toUint8Array(atob(content));
  const wanted = new Uint16Array(bytes.buffer, L.HEAD_BYTES, LEVELS.length);
  const bits = bytes[1] as number;
  for (let k = 0; k < CONTACTS.length; k++) if (contacts < 0 || ((bits ^ contacts) >> k) & 1) digitalWrite(CONTACTS[k] as Pin, (bits >> k) & 1);
  contacts = bits;
  for (let k = 0; k < LEVELS.length; k++) {
    if (off || levels[k] !== wanted[k]) analogWrite(LEVELS[k] as Pin, (wanted[k] as number) / L.FULL_SCALE, LEVEL_PWM);
    levels[k] = wanted[k] as number;
  }
  for (let k = 0; k < PULSES.length; k++) pulse(PULSES[k] as Pin, bytes[2 + k] as number);
  off = false;
  const number = bytes[0] as number;
  if (number % L.ALIVE_EVERY < 1) say(L.SAY_ALIVE, `${number},${bad}`);
}

function end(): void {
  allOff();
  E.setConsole(USB, { force: true });
}

function takeLine(line: string): void {
  const n = line.length - 4;
  const kind = line[0];
  if (n < 1 || (E.CRC32(line.substr(0, n)) & 65535) !== parseInt(line.substr(n), 16)) {
    bad++;
    return;
  }
  const content = line.substr(1, n - 1);
  heard = getTime();
  if (kind === L.ASK_INPUTS) takeInputs(content);
  else if (kind === L.ASK_SUPPLY) digitalWrite(P.supply, content === '1' ? 1 : 0);
  else if (kind === L.ASK_END) end();
  else bad++;
}

function take(received: string): void {
  text += received;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n')) {
    const line = text.substr(0, at);
    text = text.substr(at + 1);
    if (line) takeLine(line);
  }
  if (text.length > LONGEST) text = '';
}

/** A duty as it is told. */
function told(before: number, value: number): number {
  if (value < BAND) return 0;
  if (value > L.FULL_SCALE - BAND) return L.FULL_SCALE;
  return Math.abs(value - before) < BAND ? before : value;
}

let changed = true;
function put(place: number, value: number): void {
  if (outputs[place] === value) return;
  outputs[place] = value;
  changed = true;
}

function tell(): void {
  changed = false;
  say(L.SAY_OUTPUTS, btoa(E.toString(new Uint8Array(outputs.buffer))));
}

function heaterEdge({ state, time }: WatchEvent): void {
  edge = time;
  if (!state || !risen) {
    if (state) risen = time;
    else if (risen) high = time - risen;
    return;
  }
  if (high) put(HEATER, told(outputs[HEATER] as number, Math.round((high / (time - risen)) * L.FULL_SCALE)));
  risen = time;
  high = 0;
}

function look(): void {
  for (let k = 0; k < SWITCHES.length; k++) put(k, digitalRead(SWITCHES[k] as Pin) ? L.FULL_SCALE : 0);
  for (let k = 0; k < DUTIES.length; k++) {
    const place = FIRST_DUTY + k;
    put(place, told(outputs[place] as number, Math.round(Math.max(0, analogRead(DUTIES[k] as Pin)) * L.FULL_SCALE)));
  }
  const now = getTime();
  if (now - edge > HEATER_S) {
    put(HEATER, digitalRead(P.heater) ? L.FULL_SCALE : 0);
    risen = 0;
  }
  if (changed) tell();
  if (!off && now - heard > L.DEAD_MAN_S) allOff();
}

E.setConsole(null, { force: true });
allOff();
for (const pin of SWITCHES) pinMode(pin, 'input_pulldown');
pinMode(P.heater, 'input_pulldown');
setWatch(heaterEdge, P.heater, { repeat: true, edge: 'both' });
USB.on('data', take);
setInterval(look, LOOK_MS);
say(L.SAY_STARTED, '');
tell();
