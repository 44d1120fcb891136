/**
 * Part of the prelude that takes the place of the board: pins, serial port, FRAM, Storage, system functions. Checks of wrong use are fewer
 * than in the emulator, which finds them first; analogRead in particular has none. Names that are not declared stand in prelude.ts.
 */
import { RESET_SHIFT } from '../../../firmware/model/reset-flags.js';
import { FROM, type PreludeParts, RECORD, SPI, STATUS } from './protocol.js';

/** Text of the part. */
export function boardPart({ board, offsetUs, surplusBytes, probe, pinout: { first } }: PreludeParts): string {
  const out = first.switch - FROM.outputs;
  return `
function drive(pin, value) {
  if (pin >= ${first.switch} && pin < ${first.bus}) O[pin - ${out}] = value;
  else if (pin >= ${first.select}) return;
  else throw new Error('not an output of this board: ' + pin);
}
function driveAll(pins, value) {
  value = typeof value === 'boolean' ? (value ? -1 : 0) : value | 0;
  if (!Array.isArray(pins)) drive(pins, value ? 1 : 0);
  else for (var i = pins.length - 1; i >= 0; i--) { drive(pins[i], value & 1); value >>= 1; }
}
function duty(pin, value) {
  if (!(pin >= ${first.pwm})) throw new Error('no PWM output: ' + pin);
  if (isNaN(value)) { report('${RECORD.error}', 'analogWrite of NaN: duty 0 is assumed'); value = 0; }
  drive(pin, value < 0 ? 0 : value > 1 ? 1 : value);
}
function level(pin) {
  if (pin >= ${first.pulse} && pin < ${first.switch}) return D[pin];
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
  var text = E.toString(bytes), start = emptyUs > now ? emptyUs : now, excess = text.length - (${board.transmitBuffer} - (start - now) / charUs);
  record('${RECORD.sent}', Math.round(start) + ' ' + text);
  emptyUs = start + text.length * charUs;
  if (excess > 0) {
    report('${RECORD.log}', '${board.serial.port}.write of ' + text.length + ' bytes blocked ' + Math.round((excess * charUs) / 1000) + ' ms: transmit buffer holds ${board.transmitBuffer}');
    now += Math.round(excess * charUs);
    free = now;
  }
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
global.getTime = function () { return (now + ${offsetUs} + jumped) / 1e6; };
global.digitalRead = function (p) { return Array.isArray(p) ? levels(p) : level(p); };
global.digitalWrite = function (p, v) { if (p > ${first.switch - 1} && p < ${first.bus} && (v === true || v === 1)) O[p - ${out}] = 1; else driveAll(p, v); };
global.analogWrite = function (p, v) { if (p > ${first.pwm - 1} && v >= 0 && v <= 1) O[p - ${out}] = v; else duty(p, v); };
global.setInterval = function (f, ms) { return timer(f, ms, 1, arguments.length > 2 ? arguments.slice(2) : 0); };
global.setTimeout = function (f, ms) { return timer(f, ms, 0, arguments.length > 2 ? arguments.slice(2) : 0); };
global.clearInterval = function () { clear(arguments); };
global.clearTimeout = global.clearInterval;
function setDirection(us, level) {
  if (level === driving) return;
  driving = level;
  if (level) raisedUs = us;
  else record('${RECORD.pulse}', Math.round(raisedUs) + ' ' + us);
}
global.digitalPulse = function (pin, level, times) {
  if (pin !== ${first.direction}) throw new Error('the bench knows pulses of the direction pin only, not of ' + pin);
  var at = levelUs > now ? levelUs : now, early = 0.5;
  level = !!level;
  if (levelUs > now) report('${RECORD.error}', 'digitalPulse while the last one runs: the pin falls where that one ends');
  else setDirection(now, level);
  (Array.isArray(times) ? times : [times]).forEach(function (ms) {
    level = !level;
    if (!(ms > 0)) return;
    setDirection(at + ms * 1000 * early, level);
    at += ms * 1000;
    early = 1;
  });
  levelUs = at;
};
global.pinMode = function (pin, mode) {
  if (pin >= ${first.switch} && pin < ${first.bus} && mode !== 'output' && mode !== 'opendrain') drive(pin, 0);
};
global.setWatch = function (f, pin, o) {
  var e = o && o.edge;
  e = e === undefined || e === 'both' ? 0 : e === 'rising' ? 1 : e === 'falling' ? -1 : typeof e === 'number' ? Math.sign(e) : 9;
  if (e === 9) throw new TypeError("'edge' in setWatch should be 1, -1, 0, 'rising', 'falling' or 'both'");
  if (typeof f !== 'function') throw new Error('Function or String not supplied!');
  if (!(pin >= ${first.pulse} && pin < ${first.switch})) throw new Error('no digital signal on pin ' + pin);
  if (!watches[pin]) watches[pin] = [];
  watches[pin].push({ f: f, e: e, r: o === true || (o && o.repeat), t: undefined });
  watched |= 1 << pin;
  return ++watchCount;
};
var port = {
  setup: function (baud, o) {
    var p = (o && o.parity) || 'none', n = o && o.stopbits === 2 ? 2 : 1;
    charUs = ((9 + (p === 'none' ? 0 : 1) + n) * 1e6) / (baud || 9600);
    report('${RECORD.setup}', (baud || 9600) + ' ' + p + ' ' + n);
  },
  on: function (event, f) {
    listen(heard, event, f);
    if (event === 'data' && stream) { late.push(stream); stream = ''; }
  },
  write: function (x) { send(E.toUint8Array(x)); },
  inject: function (x) { arrive(E.toString(E.toUint8Array(x))); },
};
var pointer = 0, ready = false;
function ask(request, count) {
  O[${FROM.status}] = ${STATUS.chip};
  O[${FROM.clockUs}] = now;
  O[${FROM.extra}] = request.length;
  O[${FROM.details}] = count;
  W.write(E.toString(OB) + request);
  O[${FROM.status}] = 0;
  if (R.read(1) !== '\x01') throw new Error('Timeout on I2C Write Transmit Mode 2: nothing answers');
}
function reach(address) {
  if (!ready) throw new Error('I2C used before setup');
  if (silent && address === 80) throw new Error('Timeout on I2C Write Transmit Mode 2: the FRAM does not answer');
}
var i2c = {
  setup: function () { ready = true; },
  writeTo: function (address, x) {
    reach(address);
    var b = E.toUint8Array(arguments.length > 2 ? arguments.slice(1) : x), room;
    if (address !== 80) { ask(String.fromCharCode(address) + E.toString(b), 0); return; }
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
    reach(address);
    if (!(n > 0)) return undefined;
    if (address !== 80) { ask(String.fromCharCode(address), n); return E.toUint8Array(R.read(n)); }
    var room = 32768 - pointer, s;
    F.seek(pointer);
    s = F.read(n < room ? n : room);
    if (n > room) { F.seek(0); s += F.read(n - room); }
    pointer = (pointer + n) & 32767;
    return E.toUint8Array(s);
  },
};
var spi = {
  setup: function (o) { ask(String.fromCharCode(${SPI.setup}, o.mode || 0), 0); },
  send: function (x, select) {
    var text = E.toString(E.toUint8Array(x));
    ask(String.fromCharCode(${SPI.transfer}, select) + text, text.length);
    text = R.read(text.length);
    return typeof x === 'number' ? text.charCodeAt(0) : typeof x === 'string' ? text : E.toUint8Array(text);
  },
};
var storage = require('Storage');
var files = {
  read: function (name, at, n) { return storage.read(name, at, n); },
  write: function (name, x, at, n) { return storage.write(name, x, at, n); },
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
  var n = few || ${board.variables - (board.variables >> 1)};
  return { free: n, usage: ${board.variables} - n, total: ${board.variables}, history: 0, blocksize: ${board.variableBytes} };
};
function register(address) {
  if (address !== ${board.resetRegister}) throw new Error('the bench has no register at ' + address);
}
global.peek32 = function (address) { register(address); return flags << ${RESET_SHIFT}; };
global.poke32 = function (address) { register(address); flags = 0; };
console.log = say;
global.print = say;
${probe ? 'global.busy = function (ms) { now += Math.round(ms * 1000); free = now; };' : ''}
`;
}
