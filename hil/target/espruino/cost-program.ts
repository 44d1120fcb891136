/** The program that replays a recording to a bundle and calls its handlers between marks. See cost.ts. */
import type { BoardRow } from '../../../firmware/model/boards.js';
import { pinoutOf } from '../pinout.js';
import type { RecordedTick } from './recording.js';

/** A call that is counted: the tick, or the receive handler with one frame. `empty` calls a function that does nothing. */
export interface Segment {
  readonly kind: 'empty' | 'tick' | 'frame';
  /** Bytes that are received; of a frame only. They come in one go. */
  readonly frame?: Uint8Array;
  /** Bytes that come in pieces, one call of the handler each, instead of `frame`; the loop over them is counted too. */
  readonly pieces?: readonly Uint8Array[];
}

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
      ? '$count($nothing);'
      : s.kind === 'tick'
        ? `$beat(${pulses});$count($tick);`
        : s.pieces
          ? `$count($pieces,[${s.pieces.map(quote).join()}]);`
          : `$count($heard,${quote(s.frame ?? new Uint8Array(0))});`,
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
var $time = 0, $tick, $hear, $bits = 0, $level = new Uint8Array(${first.bus}), $watch = [], $later = [], $memory = new Uint8Array(32768), $at = 0;
function $mark() { Math.atan2(1, 1); }
function $nothing() {}
function $count(f, a) { $mark(); f(a); $mark(); }
function $heard(s) { $hear(s); }
function $pieces(a) { for (var i = 0; i < a.length; i++) $hear(a[i]); }
function getTime() { return $time; }
function setInterval(f, ms) { $tick = f; return 1; }
function setTimeout(f, ms) { $later.push([$time + ms / 1000, f]); return 2; }
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
  $watch.forEach(function (w) { if (w[0] === pin && (w[2] === 'both' || (w[2] === 'rising') === up)) w[1]({ state: up, time: $time, lastTime: 0 }); });
}
var ${board.serial.port} = { setup: function () {}, on: function (e, f) { if (e === 'data') $hear = f; }, write: E.toUint8Array };
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
  $time += 0.1;
  var due = $later.filter(function (l) { return l[0] <= $time; });
  $later = $later.filter(function (l) { return l[0] > $time; });
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
