/**
 * Program that stands before the bundle on the real interpreter: it takes the place of pins, timers, clock, serial port, FRAM and watchdog,
 * with the semantics that the emulator has, and serves the bench in lock-step. The bundle behind it is not changed.
 *
 * Written in what the interpreter parses: everything is declared before it is used. Pins are numbers in the order of `pinoutOf`.
 */
import { pinoutOf } from '../pinout.js';
import { boardPart } from './prelude-board.js';
import { servicePart } from './prelude-service.js';
import { blocksOf, FILES, type PreludeSettings } from './protocol.js';

/** Program for the interpreter: prelude, bundle, service. Indentation is taken off: the interpreter reads every blank again on every run. */
export function program(settings: PreludeSettings, bundle: string): string {
  return `${prelude(settings).replace(/^\s+/gm, '')}\ntry {\n${bundle}\n} catch ($e) { $bench.caught($e); }\n$bench.serve();\n`;
}

/**
 * The hot path has short names, in scope order by use, because the interpreter looks a name up one by one: `now` clock, microseconds;
 * `A` block from the bench; `O` block to it; `D` digital levels; `T` timers (`d` due, `p` period or 0, `f` callback, `a` arguments, `i` id,
 * `l` listed); `bite` of the watchdog; `free` end of a stall; `Q` queue; `X` records to send.
 */
function prelude({ board, offsetUs, surplusBytes, probe }: PreludeSettings): string {
  const pinout = pinoutOf(board);
  const { rows, first } = pinout;
  const blocks = blocksOf(pinout);
  const { to, from } = blocks;
  return `
var $bench = (function () {
var now = 0, A, O = new Float64Array(${from.doubles}), D = new Uint8Array(${first.bus}), T = [], bite = Infinity, wait = 0, halt = 0, chg = false;
var free = 0, Q = [], flag = 0, seen = 0, X = '', late = [], OB = new Uint8Array(O.buffer);
var R = E.openFile('${FILES.to}', 'r'), W = E.openFile('${FILES.from}', 'w');
var F = E.openFile('${FILES.fram}', 'r+');
var slow = 0, crash = Infinity, few = 0, bare = ${board.fram ? 0 : 1}, silent = bare, jumped = 0, flags = 0;
var auto = false, starved = false, watches = [], watched = 0, watchCount = 0, used = 0;
var names = ['FIFO_FULL', 'BUFFER_FULL', 'CALLBACK', 'LOW_MEMORY', 'MEMORY'];
var on = {}, heard = {}, stream = '', charUs = 10e6 / 9600, emptyUs = 0, driving = false, raisedUs = 0, levelUs = 0;

${servicePart({ offsetUs, blocks })}
${boardPart({ board, offsetUs, surplusBytes, probe, pinout, blocks })}
A = new Float64Array(E.toArrayBuffer(R.read(${to.doubles * 8})));
now = A[${to.untilUs}];
free = now;
JSON.parse(R.read(A[${to.extra}])).forEach(function (v, i) { if (i < ${first.bus}) D[i] = v; else last(i - ${first.bus}, v); });
return { caught: caught, serve: serve, port: port, i2c: i2c, spi: spi };
})();
var ${board.serial.port} = $bench.port, ${board.i2c.port} = $bench.i2c;${board.spi.port === '' ? '' : ` var ${board.spi.port} = $bench.spi;`}
${rows.map((p) => `var ${p.name} = ${p.index};`).join(' ')}
`;
}
