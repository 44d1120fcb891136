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

/** Program for the interpreter: prelude, bundle, service. */
export function program(settings: PreludeSettings, bundle: string): string {
  return `${prelude(settings)}\ntry {\n${bundle}\n} catch ($e) { $bench.caught($e); }\n$bench.serve();\n`;
}

function prelude({ board, offsetUs, surplusBytes, probe }: PreludeSettings): string {
  const pins = pinRows(board);
  return `
var $bench = (function () {
var R = E.openFile('${FILES.to}', 'r'), W = E.openFile('${FILES.from}', 'w'), F = E.openFile('${FILES.fram}', 'r+');
var now = 0, free = 0, bite = Infinity, timeout = 0, automatic = false, halt = 0, late = [];
var A, D = new Uint8Array(${FIRST.bus}), O = new Float64Array(${FROM_DOUBLES}), OB = new Uint8Array(O.buffer), X = '';
var T = [], changed = false, starved = false;
var watches = [], watched = 0, watchCount = 0;
var Q = [], used = 0;
var flags = 0, reported = 0, names = ['FIFO_FULL', 'BUFFER_FULL', 'CALLBACK', 'LOW_MEMORY', 'MEMORY'];
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
  T.push({ i: last, f: f, a: args, p: repeat ? us : 0, d: now + us, l: true });
  changed = true;
  return last;
}
function drop(t) {
  var k = T.indexOf(t);
  t.l = false;
  if (k >= 0) T.splice(k, 1);
}
function clear(args) {
  changed = true;
  if (!args.length) { T = []; return; }
  if (args[0] === undefined) throw new Error('clear of undefined not allowed');
  var gone = T.filter(function (t) { return t.i === args[0]; });
  if (gone.length) drop(gone[0]);
}
function timers(at) {
  do {
    changed = false;
    for (var k = 0; k < T.length && !changed; k++) {
      var t = T[k];
      if (t.d > at) continue;
      if (starved && t.p) {
        starved = false;
        drop(t);
        k--;
        report('${RECORD.error}', 'OUT OF MEMORY: interval removed before its callback was complete');
        flags |= 28;
        continue;
      }
      call(t.f, t.a);
      if (halt) return;
      if (t.p) t.d += t.p;
      else if (t.l) { drop(t); k--; }
    }
  } while (changed);
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
  if (flags === reported) return;
  var news = flags & ~reported;
  if (news & ~8) {
    tell(on.errorFlag, flagNames(news));
    report('${RECORD.error}', 'New interpreter error: ' + flagNames(news).join());
  }
  reported = flags;
}

function deliver(text) {
  if (heard.data) { tell(heard.data, text); return; }
  var room = 512 - stream.length;
  if (text.length > room) flags |= 2;
  stream += text.substr(0, room);
}
function queue(entry, bytes) {
  if (${QUEUE_BYTES} - used < bytes) flags |= 1;
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
  if (!halt) check();
}

var status = 0;
function until(limit) {
  for (;;) {
    var at = next();
    if (bite < at && bite <= limit) { if (now < bite) now = bite; status = ${STATUS.bite}; return false; }
    if (at > limit) break;
    now = at;
    drain();
    if (!halt) timers(at);
    finish();
    if (halt) { status = ${STATUS.reboot}; return false; }
  }
  if (now < limit) now = limit;
  return true;
}
function operate(a) {
  var i = 0, us, k, n, text;
  while (i < a.length) {
    us = a[i];
    if (!until(us - 1)) return i;
    if (now < us) now = us;
    k = a[i + 1];
    n = a[i + 2];
    if (k === ${OPERATION.level}) {
      D[n] = a[i + 3];
      flank(n, D[n] === 1, us);
      i += 4;
    } else if (k === ${OPERATION.pulses}) {
      for (k = a[i + 3]; k > 0; k--) { flank(n, true, us); flank(n, false, us); }
      i += 4;
    } else if (k === ${OPERATION.receive}) {
      text = E.toString(a.slice(i + 3, i + 3 + n));
      arrive(text);
      if (free <= us) drain();
      i += 3 + n;
    } else if (k === ${OPERATION.starve}) {
      starved = true;
      i += 2;
    } else {
      if (automatic && timeout < n) bite = now + timeout;
      free = (free > now ? free : now) + n;
      i += 3;
    }
    finish();
    if (halt) { status = ${STATUS.reboot}; return i; }
  }
  return i;
}
function answer(consumed) {
  O[${FROM.nextUs}] = next();
  O[${FROM.biteUs}] = bite;
  O[${FROM.status}] = status;
  O[${FROM.clockUs}] = now;
  O[${FROM.watched}] = watched;
  O[${FROM.consumed}] = consumed;
  O[${FROM.extra}] = X.length;
  W.write(OB);
  if (X.length) { W.write(X); X = ''; }
}
function take() {
  var s = R.read(${TO_DOUBLES * 8});
  if (!s || s.length < ${TO_DOUBLES * 8}) return false;
  A = new Float64Array(E.toArrayBuffer(s));
  return true;
}
var usage = process.memory;
function serve() {
  tell(on.init);
  if (!halt) check();
  status = halt ? ${STATUS.reboot} : 0;
  O[${FROM.used}] = usage(false).usage;
  answer(0);
  while (take()) {
    var done = 0;
    status = 0;
    if (A[${TO.extra}]) done = operate(JSON.parse(R.read(A[${TO.extra}])));
    if (!status) until(A[${TO.untilUs}]);
    O[${FROM.used}] = usage(false).usage;
    answer(done);
  }
}

function drive(pin, value) {
  if (pin >= ${FIRST.switch} && pin < ${FIRST.bus}) O[${FROM.outputs - FIRST.switch} + pin] = pin < ${FIRST.pwm} && value ? 1 : value;
  else throw new Error('not an output of this board: ' + pin);
}
function feed() { if (timeout && !automatic) bite = now + timeout; }
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

global.getTime = function () { return (now + ${offsetUs}) / 1e6; };
global.setInterval = function (f, ms) { return timer(f, ms, 1, arguments.length > 2 ? arguments.slice(2) : 0); };
global.setTimeout = function (f, ms) { return timer(f, ms, 0, arguments.length > 2 ? arguments.slice(2) : 0); };
global.clearInterval = function () { clear(arguments); };
global.clearTimeout = global.clearInterval;
global.analogRead = function (pin) {
  if (pin < ${FIRST.pulse}) return A[pin + ${TO.analog}];
  throw new Error('no analog signal on pin ' + pin);
};
function level(pin) {
  if (pin >= ${FIRST.pulse} && pin < ${FIRST.switch}) return D[pin];
  drive(pin, 0);
  report('${RECORD.error}', 'digitalRead turned an output into an input: it is off now');
  return 0;
}
global.digitalRead = function (pin) {
  if (!Array.isArray(pin)) return level(pin);
  var bits = 0;
  for (var p of pin) bits = (bits << 1) | level(p);
  return bits;
};
global.digitalWrite = function (pin, value) {
  value = typeof value === 'boolean' ? (value ? -1 : 0) : value | 0;
  if (!Array.isArray(pin)) drive(pin, value ? 1 : 0);
  else for (var i = pin.length - 1; i >= 0; i--) { drive(pin[i], value & 1); value >>= 1; }
};
global.analogWrite = function (pin, value) {
  if (pin < ${FIRST.pwm}) throw new Error('no PWM output: ' + pin);
  if (isNaN(value)) { report('${RECORD.error}', 'analogWrite of NaN: duty 0 is assumed'); value = 0; }
  drive(pin, value < 0 ? 0 : value > 1 ? 1 : value);
};
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
    var b = E.toUint8Array(x), rest;
    pointer = ((b[0] << 8) | b[1]) & 32767;
    if (b.length === 2) return;
    b = b.slice(2);
    rest = 32768 - pointer;
    F.seek(pointer);
    F.write(b.slice(0, rest));
    if (b.length > rest) { F.seek(0); F.write(b.slice(rest)); }
    pointer = (pointer + b.length) & 32767;
  },
  readFrom: function (address, n) {
    fram(address);
    if (!(n > 0)) return undefined;
    var rest = 32768 - pointer, s;
    F.seek(pointer);
    s = F.read(n < rest ? n : rest);
    if (n > rest) { F.seek(0); s += F.read(n - rest); }
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
E.enableWatchdog = function (s, auto) {
  timeout = Math.round(s * 1e6);
  automatic = auto === undefined || !!auto;
  feed();
};
E.kickWatchdog = function () { feed(); };
E.on = function (event, f) { listen(on, event, f); };
E.getErrorFlags = function () { var f = flagNames(flags); flags = 0; return f; };
E.reboot = function () { halt = 1; throw 'reboot'; };
process.memory = function () {
  return { free: ${board.variables - (board.variables >> 1)}, usage: ${board.variables >> 1}, total: ${board.variables}, history: 0, blocksize: ${board.variableBytes} };
};
console.log = say;
global.print = say;
${probe ? 'global.busy = function (ms) { now += Math.round(ms * 1000); free = now; };' : ''}

take();
now = A[${TO.untilUs}];
free = now;
JSON.parse(R.read(A[${TO.extra}])).forEach(function (v, i) { D[i] = v; });
return { caught: caught, serve: serve, port: port, i2c: i2c };
})();
var ${board.serial.port} = $bench.port, ${board.i2c.port} = $bench.i2c;
${pins.map((p) => `var ${p.name} = ${p.index};`).join(' ')}
`;
}
