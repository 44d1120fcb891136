/** The program that replays a recording to a bundle and calls its handlers between marks. See cost.ts. */
import type { BoardRow } from '../../../firmware/model/boards.js';
import { CONTROL_START } from '../../../firmware/model/registers.js';
import { UNLOCK_ASK, UNLOCK_KEY } from '../../../firmware/model/unlock.js';
import { FC } from '../../../host/bus/pdu.js';
import { FRAM_ADDRESS } from '../../../firmware/model/memory.js';
import { pinoutOf } from '../pinout.js';
import type { RecordedTick } from './recording.js';

/**
 * What is counted: a tick, or the receive handler with one frame and what its timers do in the silence behind it, each call by itself. `empty` calls a
 * function that does nothing.
 */
export interface Segment {
  readonly kind: 'empty' | 'tick' | 'frame';
  /** Bytes that are received; of a frame only. They come in one go, on a line that was silent, when the tick is over. */
  readonly frame?: Uint8Array;
  /** Bytes that come in pieces, one call of the handler each at the speed of the line, instead of `frame`. */
  readonly pieces?: readonly Uint8Array[];
  /** True: the pieces come one right behind the other, from a processor that was busy while they came. */
  readonly together?: boolean;
}

/** Time of a character at the speed as delivered, 19200 Bd with 11 bits, s. */
const CHARACTER_S = 11 / 19_200;
/** Time of a frame behind the start of a tick, distance of two frames, and silence behind one in which its timers run, s. */
const BEHIND_TICK_S = 0.055;
const APART_S = 0.006;
const SILENCE_S = 0.004;

/** Name of the function in the interpreter's binary at whose entry callgrind writes its counters: `Math.atan2`, which a bundle must not use. */
export const MARK_FUNCTION = 'jswrap_math_atan2';

/** What the program writes on the console at its end, before the numbers of calls that were counted in each segment, as JSON. */
export const CALLS = 'calls counted: ';

/** Text of the program. Every call that is counted lies between two marks. */
export function costProgram(board: BoardRow, bundle: string, ticks: readonly RecordedTick[], segments: readonly Segment[]): string {
  const replay = ticks.map(
    (t) => `$live(${JSON.stringify(t.analog)},${JSON.stringify(t.digital)},${JSON.stringify(t.pulses)},[${t.frames.map(said).join()}]);`,
  );
  const last = ticks.at(-1);
  if (!last) throw new Error('a cost measurement needs a recording of at least one tick');
  const pulses = JSON.stringify(last.pulses);
  const counted = segments.map((s) => {
    if (s.kind === 'empty') return '$segment(() => $count($n));';
    if (s.kind === 'tick') return `$segment(() => { $beat(${pulses}); $count($tick); });`;
    return `$segment(() => $heard([${(s.pieces ?? [s.frame ?? new Uint8Array(0)]).map(quote).join()}],${String(s.together === true)}));`;
  });
  return [standIns(board), bundle, ...replay, LIGHT, ...counted, `print('${CALLS}' + JSON.stringify($calls));`].join('\n');
}

/** What the converters of single cells give: 3.3 V behind the divider of docs/wiring.md, in steps of 125 µV. */
const CELL_CODE = [63, 89];

function quote(bytes: Uint8Array): string {
  return `"${[...bytes].map((b) => `\\x${b.toString(16).padStart(2, '0')}`).join('')}"`;
}

/** Writes a word to the register of the key (firmware/model/unlock.ts): unit and all that stands before the word. */
const KEY_HEAD = [FC.writeRegisters, CONTROL_START >> 8, CONTROL_START & 255, 0, 1, 2];

/** A recorded frame as an expression. The second word of the key depends on the moment of the first one: that is worked out anew. */
function said(frame: Uint8Array): string {
  const answers = KEY_HEAD.every((b, i) => frame[1 + i] === b) && ((frame[7] ?? 0) << 8) + (frame[8] ?? 0) !== UNLOCK_ASK;
  return answers ? '0' : quote(frame);
}

/** What replaces the heavier stand-ins once the recording is through. */
const LIGHT = `
$on = 1;
$bits = new Uint8Array([$bits, 0, 0, 0]);
digitalRead = E.sum.bind(E, $bits);
$i2c.writeTo = E.toUint8Array;
$i2c.readFrom = E.toUint8Array.bind(E, $code);
`;

/** Stand-ins for the board, and the functions that replay and count. Output pins are real pins with the interpreter's own functions. */
function standIns(board: BoardRow): string {
  const { rows, first } = pinoutOf(board);
  const analog = rows.filter((r) => r.kind === 'analog').map((r) => r.name);
  const pins = rows
    .map((r) => `var ${r.name}=${r.kind === 'analog' ? 0 : r.kind === 'switch' || r.kind === 'pwm' ? `D${r.index}` : r.index};`)
    .join('');
  return `
var $code = new Uint8Array(${JSON.stringify(CELL_CODE)});
var $b = 0, $tick, $h, $bits = 0, $level = new Uint8Array(${first.bus}), $watch = [], $l = [], $due = [], $memory = new Uint8Array(32768), $at = 0;
var $unit = '', $ran = 0, $asked = 0, $on = 0, $made = 0, $calls = [], $clock = new Float64Array(1), getTime = E.sum.bind(E, $clock), setTimeout = $l.push.bind($l);
function $mark() { Math.atan2(1, 1); }
function $n() {}
function $count(f, a) {
  if ($on) { $made++; $mark(); f(a); $mark(); } else f(a);
  while ($l.length) { var c = $l.shift(); $due.push([$clock[0] + $l.shift() / 1000, c]); }
}
function $segment(f) { $made = 0; f(); $calls.push($made); }
function $run(end) {
  var due = $due.filter(function (d) { return d[0] <= end; }).sort(function (a, b) { return a[0] - b[0]; });
  if (due.length) {
    $due = $due.filter(function (d) { return d !== due[0]; });
    $clock[0] = $ran = due[0][0];
    $count(due[0][1]);
    $run(end);
  } else $clock[0] = end;
}
function $quiet(end) {
  var on = $on;
  $on = 0;
  $run(end);
  $on = on;
}
function $heard(pieces, together) {
  $quiet(Math.max($clock[0], $b + ${BEHIND_TICK_S}) + ${APART_S});
  // What the tick has set a timer for is not part of the request.
  var others = $due;
  $due = [];
  pieces.forEach(function (p, i) {
    if (i && !together) $run($clock[0] + p.length * ${CHARACTER_S});
    $count($h, p);
  });
  $run($clock[0] + ${SILENCE_S});
  $due = $due.concat(others);
}
function $answer() {
  var n = ($asked * 1000 & 65535) ^ ${UNLOCK_KEY}, f = $unit + ${quote(Uint8Array.from(KEY_HEAD))} + String.fromCharCode(n >> 8, n & 255), c = 65535;
  for (var i = 0; i < f.length; i++) for (var k = (c ^= f.charCodeAt(i), 8); k > 0; k--) c = c & 1 ? (c >> 1) ^ 0xa001 : c >> 1;
  return f + String.fromCharCode(c & 255, c >> 8);
}
function $say(f) {
  $heard([f || $answer()]);
  if (!f) return;
  $unit = f[0];
  if (f.substr(1, 8) === ${quote(Uint8Array.from([...KEY_HEAD, UNLOCK_ASK >> 8, UNLOCK_ASK & 255]))}) $asked = $ran;
}
function setInterval(f, ms) { $tick = f; return 1; }
function clearInterval() {}
function clearTimeout() {}
var analogRead = Math.abs;
function digitalRead(p) {
  if (!p.length) return $level[p];
  $bits = 0;
  p.forEach(function (q) { $bits = $bits << 1 | $level[q]; });
  return $bits;
}
function pinMode() {}
var digitalPulse = { bind: function () { return E.sum.bind(E); } };
function setWatch(f, pin, o) { $watch.push([pin, f, o.edge]); return $watch.length; }
function $edge(pin, up) {
  $watch.forEach(function (w) { if (w[0] === pin && (w[2] === 'both' || (w[2] === 'rising') === up)) w[1]({ state: up, time: $clock[0], lastTime: 0 }); });
}
var ${board.serial.port} = { setup: function () {}, on: function (e, f) { if (e === 'data') $h = f; }, write: E.CRC32 };
var $i2c = {
  setup: function () {},
  writeTo: function (a, m) { if (a !== ${FRAM_ADDRESS}) return; $at = m[0] << 8 | m[1]; for (var i = 2; i < m.length; i++) $memory[$at++ & 32767] = m[i]; },
  readFrom: function (a, n) { return a !== ${FRAM_ADDRESS} ? $code : $memory.slice($at, $at + n); },
};
var ${board.i2c.port} = $i2c;
E.setConsole = function () {};
function peek32() { return 0; }
function poke32() {}
E.reboot = function () { print('the bundle rebooted'); quit(); };
${pins}
function $beat(pulses) {
  for (var i = 0; i < ${first.digital - first.pulse}; i++) for (var n = pulses[i]; n > 0; n--) { $edge(${first.pulse} + i, true); $edge(${first.pulse} + i, false); }
  $b += 0.1;
  $quiet($b);
}
function $live(a, d, p, frames) {
  ${analog.map((name, i) => `${name} = a[${i}];`).join(' ')}
  for (var i = 0; i < d.length; i++) if ($level[${first.digital} + i] !== d[i]) { $level[${first.digital} + i] = d[i]; $edge(${first.digital} + i, d[i] > 0); }
  frames.forEach($say);
  $beat(p);
  try { $count($tick); } catch (e) { print('uncaught ' + e); }
}
`;
}
