/**
 * Program that stands before the bundle on the real interpreter: it takes the place of pins, timers, clock, serial port, FRAM and watchdog,
 * with the semantics that the emulator has, and serves the bench in lock-step. The bundle behind it is not changed.
 *
 * Written in what the interpreter parses: everything is declared before it is used. Pins are numbers in the order of `pinRows`.
 */
import type { BoardRow } from '../../../firmware/model/boards.js';
import { CHUNK_BYTES, FIRST, pinRows, QUEUE_BYTES } from '../pinout.js';
import { FILES, FROM, FROM_DOUBLES, OPERATION, RECORD, STATUS, TO, TO_DOUBLES } from './protocol.js';

/** Settings of a run. */
export interface PreludeSettings {
  readonly board: BoardRow;
  /** What the controller's clock shows at virtual time 0, microseconds. */
  readonly offsetUs: number;
  /** Bytes of Storage that the interpreter has more than the board. */
  readonly surplusBytes: number;
  /** Offers the global `busy(ms)`. */
  readonly probe: boolean;
}

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
  const pins = pinRows(board);
  const out = FIRST.switch - FROM.outputs;
  return `
var $bench = (function () {
var now = 0, A, O = new Float64Array(${FROM_DOUBLES}), D = new Uint8Array(${FIRST.bus}), T = [], bite = Infinity, wait = 0, halt = 0, chg = false;
var free = 0, Q = [], flag = 0, seen = 0, X = '', late = [], OB = new Uint8Array(O.buffer);
var R = E.openFile('${FILES.to}', 'r'), W = E.openFile('${FILES.from}', 'w');
var F = E.openFile('${FILES.fram}', 'r+');
var auto = false, starved = false, watches = [], watched = 0, watchCount = 0, used = 0;
var names = ['FIFO_FULL', 'BUFFER_FULL', 'CALLBACK', 'LOW_MEMORY', 'MEMORY'];
var on = {}, heard = {}, stream = '', charUs = 10e6 / 9600, emptyUs = 0;

function record(kind, text) { X += kind + String.fromCharCode(text.length & 255, text.length >> 8) + text; }
function report(kind, text) { record(kind, now + ' ' + text); }
function caught(e) { if (!halt) report('${RECORD.error}', 'uncaught ' + e); }
function call(f, a) {
  try { if (a && a.length) f.apply(undefined, a); else f(); } catch (e) { caught(e); }
}
function call1(f, a) {
  try { f(a); } catch (e) { caught(e); }
}
function listen(table, event, f) {
  if (typeof event !== 'string' || typeof f !== 'function') throw new TypeError('bad listener');
  table[event] = (table[event] || []).concat([f]);
}
function tell(list, a) {
  if (list) list.forEach(function (f) { if (!halt) call1(f, a); });
}

function timer(f, ms, repeat, args) {
  if (typeof f !== 'function') throw new Error('Function or String not supplied!');
  if (!(ms >= 0.1)) ms = 0.1;
  var us = Math.floor(ms * 1000), last = T.length ? T[T.length - 1].i + 1 : 1;
  T.push({ d: now + us, p: repeat ? us : 0, f: f, a: args, i: last, l: true });
  chg = true;
  return last;
}
function drop(t) {
  var k = T.indexOf(t);
  t.l = false;
  if (k >= 0) T.splice(k, 1);
}
function clear(args) {
  chg = true;
  if (!args.length) { T = []; return; }
  if (args[0] === undefined) throw new Error('clear of undefined not allowed');
  var gone = T.filter(function (t) { return t.i === args[0]; });
  if (gone.length) drop(gone[0]);
}
function starve(t) {
  starved = false;
  drop(t);
  report('${RECORD.error}', 'OUT OF MEMORY: interval removed before its callback was complete');
  flag |= 28;
}
function timers(at) {
  do {
    chg = false;
    for (var k = 0; k < T.length && !chg; k++) {
      var t = T[k];
      if (t.d > at) continue;
      if (starved && t.p) {
        starve(t);
        k--;
        continue;
      }
      call(t.f, t.a);
      if (halt) return;
      if (t.p) t.d += t.p;
      else if (t.l) { drop(t); k--; }
    }
  } while (chg);
}
function next() {
  if (Q.length) return free;
  var n = Infinity;
  for (var t of T) if (t.d < n) n = t.d;
  return n > free ? n : free;
}

function flagNames(bits) {
  return names.filter(function (n, i) { return bits & (1 << i); });
}
function check() {
  var news = flag & ~seen;
  if (news & ~8) {
    tell(on.errorFlag, flagNames(news));
    report('${RECORD.error}', 'New interpreter error: ' + flagNames(news).join());
  }
  seen = flag;
}

function deliver(text) {
  if (heard.data) { tell(heard.data, text); return; }
  var room = 512 - stream.length;
  if (text.length > room) flag |= 2;
  stream += text.substr(0, room);
}
function queue(entry, bytes) {
  if (${QUEUE_BYTES} - used < bytes) flag |= 1;
  else { Q.push(entry); used += bytes; }
}
function arrive(text) {
  var last = Q.length > 1 ? Q[Q.length - 1] : 0;
  if (last && last.c && last.c.length + text.length < ${CHUNK_BYTES} && used < ${QUEUE_BYTES}) {
    last.c += text;
    used += text.length;
    return;
  }
  for (var at = 0; at < text.length; at += ${CHUNK_BYTES}) {
    var c = text.substr(at, ${CHUNK_BYTES});
    queue({ c: c }, c.length + 2);
  }
}
function edge(pin, level, us) {
  var list = watches[pin];
  if (!list) return;
  list.slice().forEach(function (w) {
    if (halt) return;
    if (w.e === 0 || (w.e > 0) === level) {
      call1(w.f, { state: level, time: (us + ${offsetUs}) / 1e6, lastTime: w.t, pin: pin });
      if (!w.r) { list.splice(list.indexOf(w), 1); if (!list.length) watched &= ~(1 << pin); }
    }
    w.t = (us + ${offsetUs}) / 1e6;
  });
}
function flank(pin, level, us) {
  if (!(watched & (1 << pin))) return;
  if (free > us) queue({ p: pin, v: level, t: us }, 6);
  else edge(pin, level, us);
}
function drain() {
  for (var n = Q.length; n > 0 && !halt; n--) {
    var q = Q.shift();
    used -= q.c ? q.c.length + 2 : 6;
    if (q.c) deliver(q.c);
    else edge(q.p, q.v, q.t);
  }
}
function finish() {
  while (late.length && !halt) deliver(late.shift());
  if (flag !== seen && !halt) check();
}

function until(limit) {
  for (;;) {
    var at = next();
    if (bite < at && bite <= limit) { if (now < bite) now = bite; O[${FROM.status}] = ${STATUS.bite}; return false; }
    if (at > limit) break;
    now = at;
    drain();
    if (!halt) timers(at);
    finish();
    if (halt) { O[${FROM.status}] = ${STATUS.reboot}; return false; }
  }
  if (now < limit) now = limit;
  return true;
}
function lone(limit) {
  var t = T[0];
  if (T[1] || !t || !t.p || t.a || t.d > limit || t.d < free || bite < t.d || starved || Q.length) return -1;
  now = t.d;
  chg = false;
  try { t.f(); } catch (e) { caught(e); }
  if (halt || chg) return 0;
  t.d += t.p;
  if (flag !== seen || late.length) finish();
  if (halt || t.d <= limit || bite <= limit) return 0;
  if (now < limit) now = limit;
  O[${FROM.nextUs}] = t.d;
  return 1;
}
function rest(limit) {
  if (halt) O[${FROM.status}] = ${STATUS.reboot};
  else {
    if (chg) { if (T[0] && T[0].p && T[0].d <= now) T[0].d += T[0].p; timers(now); finish(); }
    until(limit);
  }
}
function operate(a) {
  var i = 0, us, k, n;
  while (i < a.length) {
    us = a[i];
    if (!until(us - 1)) return i;
    if (now < us) now = us;
    k = a[i + 1];
    n = a[i + 2];
    if (k === ${OPERATION.pulses}) {
      for (k = a[i + 3]; k > 0; k--) { flank(n, true, us); flank(n, false, us); }
      i += 4;
    } else i += perform(k, n, us, a, i);
    finish();
    if (halt) { O[${FROM.status}] = ${STATUS.reboot}; return i; }
  }
  return i;
}
function perform(k, n, us, a, i) {
  if (k === ${OPERATION.level}) {
    D[n] = a[i + 3];
    flank(n, D[n] === 1, us);
    return 4;
  }
  if (k === ${OPERATION.receive}) {
    arrive(E.toString(a.slice(i + 3, i + 3 + n)));
    if (free <= us) drain();
    return 3 + n;
  }
  if (k === ${OPERATION.starve}) {
    starved = true;
    return 2;
  }
  if (k === ${OPERATION.count}) {
    O[${FROM.details}] = usage(false).usage;
    return 2;
  }
  if (auto && wait < n) bite = now + wait;
  free = (free > now ? free : now) + n;
  return 3;
}
function extras(limit) {
  var done = operate(JSON.parse(R.read(A[${TO.extra}])));
  if (O[${FROM.status}]) O[${FROM.details}] = done;
  else until(limit);
}
function answer() {
  O[${FROM.biteUs}] = bite;
  O[${FROM.clockUs}] = now;
  O[${FROM.extra}] = X.length;
  W.write(OB);
  if (X) { W.write(X); X = ''; }
}
function turn() {
  var s = R.read(${TO_DOUBLES * 8});
  if (!s || s.length < ${TO_DOUBLES * 8}) return 0;
  A = new Float64Array(E.toArrayBuffer(s));
  O[${FROM.status}] = 0;
  if (A[${TO.extra}]) extras(A[${TO.untilUs}]);
  else {
    s = lone(A[${TO.untilUs}]);
    if (s > 0) { answer(); return 1; }
    if (s) until(A[${TO.untilUs}]);
    else rest(A[${TO.untilUs}]);
  }
  O[${FROM.nextUs}] = next();
  O[${FROM.watched}] = watched;
  answer();
  return 1;
}
var usage = process.memory;
function serve() {
  tell(on.init);
  if (!halt && flag !== seen) check();
  O[${FROM.status}] = halt ? ${STATUS.reboot} : 0;
  O[${FROM.nextUs}] = next();
  O[${FROM.watched}] = watched;
  answer();
  while (turn());
}

function drive(pin, value) {
  if (pin >= ${FIRST.switch} && pin < ${FIRST.bus}) O[pin - ${out}] = value;
  else throw new Error('not an output of this board: ' + pin);
}
function driveAll(pins, value) {
  value = typeof value === 'boolean' ? (value ? -1 : 0) : value | 0;
  if (!Array.isArray(pins)) drive(pins, value ? 1 : 0);
  else for (var i = pins.length - 1; i >= 0; i--) { drive(pins[i], value & 1); value >>= 1; }
}
function duty(pin, value) {
  if (!(pin >= ${FIRST.pwm})) throw new Error('no PWM output: ' + pin);
  if (isNaN(value)) { report('${RECORD.error}', 'analogWrite of NaN: duty 0 is assumed'); value = 0; }
  drive(pin, value < 0 ? 0 : value > 1 ? 1 : value);
}
function level(pin) {
  if (pin >= ${FIRST.pulse} && pin < ${FIRST.switch}) return D[pin];
  drive(pin, 0);
  report('${RECORD.error}', 'digitalRead turned an output into an input: it is off now');
  return 0;
}
function levels(pins) {
  var bits = 0;
  for (var p of pins) bits = (bits << 1) | level(p);
  return bits;
}
function send(bytes) {
  var text = E.toString(bytes), waiting = emptyUs > now ? (emptyUs - now) / charUs : 0, excess = text.length - (${board.transmitBuffer} - waiting);
  if (excess > 0) report('${RECORD.log}', '${board.serial.port}.write of ' + text.length + ' bytes blocked ' + Math.round((excess * charUs) / 1000) + ' ms: transmit buffer holds ${board.transmitBuffer}');
  emptyUs = (emptyUs > now ? emptyUs : now) + text.length * charUs;
  record('${RECORD.sent}', text);
}
function say() {
  var parts = [];
  for (var i = 0; i < arguments.length; i++) {
    var a = arguments[i];
    parts.push(typeof a === 'string' ? a : typeof a === 'number' ? '' + a : a === undefined ? 'undefined' : JSON.stringify(a));
  }
  report('${RECORD.log}', parts.join(' '));
}

global.analogRead = function (p) { return A[p]; };
global.getTime = function () { return (now + ${offsetUs}) / 1e6; };
global.digitalRead = function (p) { return p > ${FIRST.pulse - 1} && p < ${FIRST.switch} ? D[p] : Array.isArray(p) ? levels(p) : level(p); };
global.digitalWrite = function (p, v) { if (p > ${FIRST.switch - 1} && (v === true || v === 1)) O[p - ${out}] = 1; else driveAll(p, v); };
global.analogWrite = function (p, v) { if (p > ${FIRST.pwm - 1} && v >= 0 && v <= 1) O[p - ${out}] = v; else duty(p, v); };
global.setInterval = function (f, ms) { return timer(f, ms, 1, arguments.length > 2 ? arguments.slice(2) : 0); };
global.setTimeout = function (f, ms) { return timer(f, ms, 0, arguments.length > 2 ? arguments.slice(2) : 0); };
global.clearInterval = function () { clear(arguments); };
global.clearTimeout = global.clearInterval;
global.pinMode = function (pin, mode) {
  if (pin >= ${FIRST.switch} && pin < ${FIRST.bus} && mode !== 'output' && mode !== 'opendrain') drive(pin, 0);
};
global.setWatch = function (f, pin, o) {
  var e = o && o.edge;
  e = e === undefined || e === 'both' ? 0 : e === 'rising' ? 1 : e === 'falling' ? -1 : typeof e === 'number' ? Math.sign(e) : 9;
  if (e === 9) throw new TypeError("'edge' in setWatch should be 1, -1, 0, 'rising', 'falling' or 'both'");
  if (typeof f !== 'function') throw new Error('Function or String not supplied!');
  if (!(pin >= ${FIRST.pulse} && pin < ${FIRST.switch})) throw new Error('no digital signal on pin ' + pin);
  if (!watches[pin]) watches[pin] = [];
  watches[pin].push({ f: f, e: e, r: o === true || (o && o.repeat), t: undefined });
  watched |= 1 << pin;
  return ++watchCount;
};
var port = {
  setup: function (baud, o) {
    charUs = ((10 + (o && o.parity && o.parity !== 'none' ? 1 : 0) + (o && o.stopbits === 2 ? 1 : 0)) * 1e6) / (baud || 9600);
  },
  on: function (event, f) {
    listen(heard, event, f);
    if (event === 'data' && stream) { late.push(stream); stream = ''; }
  },
  write: function (x) { send(E.toUint8Array(x)); },
  inject: function (x) { arrive(E.toString(E.toUint8Array(x))); },
};
var pointer = 0, ready = false;
function fram(address) {
  if (!ready) throw new Error('I2C used before setup');
  if (address !== 80) throw new Error('nothing answers at ' + address);
}
var i2c = {
  setup: function () { ready = true; },
  writeTo: function (address, x) {
    fram(address);
    var b = E.toUint8Array(x), room;
    pointer = ((b[0] << 8) | b[1]) & 32767;
    if (b.length === 2) return;
    b = b.slice(2);
    room = 32768 - pointer;
    F.seek(pointer);
    F.write(b.slice(0, room));
    if (b.length > room) { F.seek(0); F.write(b.slice(room)); }
    pointer = (pointer + b.length) & 32767;
  },
  readFrom: function (address, n) {
    fram(address);
    if (!(n > 0)) return undefined;
    var room = 32768 - pointer, s;
    F.seek(pointer);
    s = F.read(n < room ? n : room);
    if (n > room) { F.seek(0); s += F.read(n - room); }
    pointer = (pointer + n) & 32767;
    return E.toUint8Array(s);
  },
};
var storage = require('Storage');
var files = {
  read: function (name) { return storage.read(name); },
  write: function (name, x) { return storage.write(name, x); },
  getFree: function () { return storage.getFree() - ${surplusBytes}; },
};
global.require = function (name) {
  if (name !== 'Storage') throw new Error('Module not found');
  return files;
};
E.setConsole = function (device) { if (device === port) throw new Error('the bench refuses a console on the RS-485 port'); };
E.enableWatchdog = function (s, a) {
  wait = Math.round(s * 1e6);
  auto = a === undefined || !!a;
  E.kickWatchdog();
};
E.kickWatchdog = function () { if (wait && !auto) bite = now + wait; };
E.on = function (event, f) { listen(on, event, f); };
E.getErrorFlags = function () { var f = flagNames(flag); flag = 0; return f; };
E.reboot = function () { halt = 1; throw 'reboot'; };
process.memory = function () {
  return { free: ${board.variables - (board.variables >> 1)}, usage: ${board.variables >> 1}, total: ${board.variables}, history: 0, blocksize: ${board.variableBytes} };
};
console.log = say;
global.print = say;
${probe ? 'global.busy = function (ms) { now += Math.round(ms * 1000); free = now; };' : ''}

A = new Float64Array(E.toArrayBuffer(R.read(${TO_DOUBLES * 8})));
now = A[${TO.untilUs}];
free = now;
JSON.parse(R.read(A[${TO.extra}])).forEach(function (v, i) { D[i] = v; });
return { caught: caught, serve: serve, port: port, i2c: i2c };
})();
var ${board.serial.port} = $bench.port, ${board.i2c.port} = $bench.i2c;
${pins.map((p) => `var ${p.name} = ${p.index};`).join(' ')}
`;
}
