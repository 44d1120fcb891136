/** The program that replays a recording to a bundle and calls its handlers between marks. See cost.ts. */
import type { BoardRow } from '../../../firmware/model/boards.js';
import { pinoutOf } from '../pinout.js';
import type { RecordedTick } from './recording.js';

/**
 * A call that is counted: the tick, or the receive handler with one frame and what its timers do in the silence behind it. `empty` calls a function that
 * does nothing.
 */
export interface Segment {
  readonly kind: 'empty' | 'tick' | 'frame';
  /** Bytes that are received; of a frame only. They come in one go, on a line that was silent, when the tick is over. */
  readonly frame?: Uint8Array;
  /** Bytes that come in pieces, one call of the handler each at the speed of the line, instead of `frame`; the loop over them is counted too. */
  readonly pieces?: readonly Uint8Array[];
  /** True: a function that does nothing is called in the place of the handler, so that what the loop costs is known. */
  readonly deaf?: true;
}

/** Time of a character at the speed as delivered, 19200 Bd with 11 bits, s. */
const CHARACTER_S = 11 / 19_200;
/** Time of a frame behind the start of a tick, distance of two frames, and silence behind one in which its timers run, s. */
const BEHIND_TICK_S = 0.055;
const APART_S = 0.006;
const SILENCE_S = 0.004;
/** A timer of less than this is one of the line, ms. */
const SHORT_MS = 20;

/** Name of the function in the interpreter's binary at whose entry callgrind writes its counters: `Math.atan2`, which a bundle must not use. */
export const MARK_FUNCTION = 'jswrap_math_atan2';

/** Text of the program. Every segment makes two marks, one before and one behind it. */
export function costProgram(board: BoardRow, bundle: string, ticks: readonly RecordedTick[], segments: readonly Segment[]): string {
  const replay = ticks.map(
    (t) => `$live(${JSON.stringify(t.analog)},${JSON.stringify(t.digital)},${JSON.stringify(t.pulses)},[${t.frames.map(quote).join()}]);`,
  );
  const last = ticks.at(-1);
  if (!last) throw new Error('a cost measurement needs a recording of at least one tick');
  const pulses = JSON.stringify(last.pulses);
  const counted = segments.map((s) =>
    s.kind === 'empty'
      ? '$count($n);'
      : s.kind === 'tick'
        ? `$beat(${pulses});$count($tick);`
        : `${s.deaf ? '$h=$n;' : ''}${
            s.pieces ? `$count($pieces,[${s.pieces.map(quote).join()}]);` : `$count($heard,${quote(s.frame ?? new Uint8Array(0))});`
          }${s.deaf ? '$h=$j;' : ''}`,
  );
  return [standIns(board), bundle, ...replay, LIGHT, ...counted].join('\n');
}

function quote(bytes: Uint8Array): string {
  return `"${[...bytes].map((b) => `\\x${b.toString(16).padStart(2, '0')}`).join('')}"`;
}

/** What replaces the heavier stand-ins once the recording is through. */
const LIGHT = `
digitalRead = function (p) { return p.length ? $bits : $level[p]; };
$i2c.writeTo = E.toUint8Array;
`;

/** Stand-ins for the board, and the functions that replay and count. Output pins are real pins with the interpreter's own functions. */
function standIns(board: BoardRow): string {
  const { rows, first } = pinoutOf(board);
  const analog = rows.filter((r) => r.kind === 'analog').map((r) => r.name);
  const pins = rows
    .map((r) => `var ${r.name}=${r.kind === 'analog' ? 0 : r.kind === 'switch' || r.kind === 'pwm' ? `D${r.index}` : r.index};`)
    .join('');
  return `
var $t = 0, $b = 0, $tick, $h, $j, $f, $w = 0, $bits = 0, $level = new Uint8Array(${first.bus}), $watch = [], $l = [], $memory = new Uint8Array(32768), $at = 0;
function $mark() { Math.atan2(1, 1); }
function $n() {}
function $count(f, a) { $mark(); f(a); $mark(); }
function $r(end) { while ($f && $w <= end) { var f = $f; $f = 0; $t = $w; f(); } $t = end; }
function $g() { $t = Math.max($t, $b + ${BEHIND_TICK_S}) + ${APART_S}; }
function $heard(s) { $g(); $h(s); $r($t + ${SILENCE_S}); }
function $pieces(a) { $g(); for (var i = 0; i < a.length; i++) { $r($t + a[i].length * ${CHARACTER_S}); $h(a[i]); } $r($t + ${SILENCE_S}); }
function getTime() { return $t; }
function setInterval(f, ms) { $tick = f; return 1; }
function setTimeout(f, ms) {
  if (ms < ${SHORT_MS}) { $f = f; $w = $t + ms / 1000; } else $l.push([$t + ms / 1000, f]);
  return 2;
}
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
function setWatch(f, pin, o) { $watch.push([pin, f, o.edge]); return $watch.length; }
function $edge(pin, up) {
  $watch.forEach(function (w) { if (w[0] === pin && (w[2] === 'both' || (w[2] === 'rising') === up)) w[1]({ state: up, time: $t, lastTime: 0 }); });
}
var ${board.serial.port} = { setup: function () {}, on: function (e, f) { if (e === 'data') $h = $j = f; }, write: E.toUint8Array };
var $i2c = {
  setup: function () {},
  writeTo: function (a, m) { $at = m[0] << 8 | m[1]; for (var i = 2; i < m.length; i++) $memory[$at++ & 32767] = m[i]; },
  readFrom: function (a, n) { return $memory.slice($at, $at + n); },
};
var ${board.i2c.port} = $i2c;
E.setConsole = function () {};
function peek32() { return 0; }
function poke32() {}
E.reboot = function () { print('the bundle rebooted'); quit(); };
${pins}
function $beat(pulses) {
  for (var i = 0; i < ${first.digital - first.pulse}; i++) for (var n = pulses[i]; n > 0; n--) { $edge(${first.pulse} + i, true); $edge(${first.pulse} + i, false); }
  $t = $b += 0.1;
  var due = $l.filter(function (l) { return l[0] <= $t; });
  $l = $l.filter(function (l) { return l[0] > $t; });
  due.forEach(function (l) { l[1](); });
}
function $live(a, d, p, frames) {
  ${analog.map((name, i) => `${name} = a[${i}];`).join(' ')}
  for (var i = 0; i < d.length; i++) if ($level[${first.digital} + i] !== d[i]) { $level[${first.digital} + i] = d[i]; $edge(${first.digital} + i, d[i] > 0); }
  frames.forEach($heard);
  $beat(p);
  try { $tick(); } catch (e) { print('uncaught ' + e); }
}
`;
}
