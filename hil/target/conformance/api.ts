/** Probes of the interpreter's API: timers, serial port, error flags, Storage, pins, system. */
import type { Probe } from './probe.js';

const r = String.raw;

/** Ends a probe with intervals. */
const STOP = 'clearInterval();';

export const API_PROBES: readonly Probe[] = [
  // Timers
  {
    name: 'timer/ids start at 1',
    program: r`out(setTimeout(function () {}, 5)); out(setInterval(function () {}, 50)); out(setTimeout(function () {}, 5)); ${STOP}`,
  },
  {
    name: 'timer/id of a cleared youngest timer comes back',
    program: r`var a = setTimeout(function () {}, 50), b = setTimeout(function () {}, 50); clearTimeout(b); out(setTimeout(function () {}, 5) === b); clearTimeout(a); out(setTimeout(function () {}, 5)); ${STOP}`,
  },
  {
    name: 'timer/order by due time',
    program: r`setTimeout(function () { out('c'); }, 60); setTimeout(function () { out('a'); }, 20); setTimeout(function () { out('b'); }, 40);`,
  },
  {
    name: 'timer/late timers run by age',
    program: r`setTimeout(function () { busy(40); out('busy'); }, 10); setTimeout(function () { out('c'); }, 35); setTimeout(function () { out('b'); }, 30); setTimeout(function () { out('a'); }, 25);`,
  },
  {
    name: 'timer/interval runs until cleared',
    program: r`var n = 0, i = setInterval(function () { out(++n); if (n === 4) clearInterval(i); }, 15);`,
  },
  {
    name: 'timer/interval catches up after a stall',
    program: r`var n = 0; setInterval(function () { n++; if (n === 2) { out('stall'); busy(90); } else out('tick ' + n); if (n === 7) ${STOP} }, 20);`,
  },
  {
    name: 'timer/catch-up keeps the phase',
    program: r`var n = 0, t = getTime(); setInterval(function () { n++; if (n === 1) busy(150); if (n === 5) { out(Math.floor((getTime() - t) * 1000 / 60 + 0.05)); ${STOP} } }, 60);`,
  },
  {
    name: 'timer/two intervals catch up in turns',
    program: r`var n = 0; setInterval(function () { out('A'); }, 20); setInterval(function () { out('B'); if (++n === 1) busy(70); if (n === 5) ${STOP} }, 20);`,
  },
  {
    name: 'timer/slow and fast interval catch up',
    program: r`var n = 0; setInterval(function () { out('S'); }, 200); setInterval(function () { out('F'); if (++n === 3) ${STOP} }, 100); busy(330);`,
  },
  {
    name: 'timer/adding a timer restarts the pass',
    program: r`var n = 0; setInterval(function () { out('A'); if (++n === 3) setTimeout(function () { ${STOP} }, 1); else setTimeout(function () {}, 900); }, 100); setTimeout(function () { out('B'); }, 150); busy(330);`,
  },
  {
    name: 'timer/timeout set in a callback',
    program: r`setTimeout(function () { out(1); setTimeout(function () { out(3); }, 0); out(2); }, 10); setTimeout(function () { out(4); }, 40);`,
  },
  {
    name: 'timer/clear itself and another',
    program: r`var b, a = setInterval(function () { out('a'); clearInterval(a); clearInterval(b); }, 10); b = setInterval(function () { out('b'); }, 10); setTimeout(function () { out('end'); }, 50);`,
  },
  {
    name: 'timer/clear of nothing',
    program: r`clearInterval(77); try { clearInterval(undefined); out('silent'); } catch (e) { out('throws'); } try { clearTimeout(undefined); out('silent'); } catch (e) { out('throws'); }`,
  },
  {
    name: 'timer/clear of all',
    program: r`setTimeout(function () { out('no'); }, 20); setInterval(function () { out('no'); }, 10); clearInterval(); setTimeout(function () { out('end'); }, 40);`,
  },
  { name: 'timer/arguments', program: r`setTimeout(function (a, b) { out(a + b + arguments.length); }, 5, 'x', 'y');` },
  {
    name: 'timer/not a function',
    program: r`try { setTimeout(7, 10); out('silent'); } catch (e) { out('throws'); } try { setInterval(undefined, 10); out('silent'); } catch (e) { out('throws'); }`,
  },
  {
    name: 'timer/NaN and negative periods',
    program: r`var n = 0; setTimeout(function () { out('nan'); }, NaN); setTimeout(function () { out('negative'); }, -5); setTimeout(function () { out('late'); }, 30);`,
  },
  {
    name: 'timer/exception leaves the interval running',
    program: r`var n = 0; setInterval(function () { n++; out(n); if (n === 2) throw new TypeError('x'); if (n === 4) ${STOP} }, 15);`,
  },
  {
    name: 'timer/exception of another kind',
    program: r`setTimeout(function () { throw 5; }, 5); setTimeout(function () { out('on'); nothingHere(); }, 20); setTimeout(function () { out('end'); }, 40);`,
  },
  {
    name: 'timer/exception raises no error flag',
    program: r`E.on('errorFlag', function (f) { out('flag ' + f.join()); }); setTimeout(function () { throw 5; }, 5); setTimeout(function () { out('flags ' + E.getErrorFlags().join()); }, 30);`,
  },
  {
    name: 'timer/two exceptions in one pass',
    program: r`setTimeout(function () { throw 1; }, 10); setTimeout(function () { throw 2; }, 10);`,
    differs: 'The interpreter reports the last exception of a pass only; the targets report each. gate: none',
  },
  {
    name: 'timer/stack overflow removes the interval',
    program: r`var n = 0; function deep() { return deep() + 1; } E.on('errorFlag', function (f) { out(f.indexOf('CALLBACK') >= 0); }); setInterval(function () { n++; out(n); if (n === 2) deep(); }, 15); setTimeout(function () { out('end'); ${STOP} }, 80);`,
    differs: 'V8 throws a RangeError that can be caught. gate: recursion (trouble outOfMemory shows the effect)',
  },

  // Serial port
  { name: 'serial/chunks of 64', program: r`rx.on('data', function (d) { out(d.length); }); feed(new Uint8Array(150));` },
  { name: 'serial/short burst in one chunk', program: r`rx.on('data', function (d) { out(d.length); }); feed('0123456789');` },
  {
    name: 'serial/pieces join behind the first',
    program: r`rx.on('data', function (d) { out(d.length); }); setTimeout(function () { feed('0123456789'); feed('abcdefghij'); feed('xyz'); feed('12'); }, 5);`,
  },
  {
    name: 'serial/pieces join below 64 only',
    program: r`rx.on('data', function (d) { out(d.length); }); setTimeout(function () { for (var i = 0; i < 15; i++) feed('0123456789'); }, 5);`,
  },
  {
    name: 'serial/bytes as text',
    program: r`rx.on('data', function (d) { var a = []; for (var i = 0; i < d.length; i++) a.push(d.charCodeAt(i)); out(typeof d + ' ' + a.join()); }); feed('\0\x03\x7f\x80\xc8\xff');`,
  },
  {
    name: 'serial/overflow loses chunks and raises FIFO_FULL',
    program: r`var n = 0; E.on('errorFlag', function (f) { out('event ' + f.join()); }); rx.on('data', function (d) { n += d.length; }); setTimeout(function () { feed(new Uint8Array(2000)); }, 5); setTimeout(function () { out(n); out(E.getErrorFlags().join()); out(E.getErrorFlags().join()); }, 40);`,
  },
  {
    name: 'serial/flag that is not cleared comes once',
    program: r`E.on('errorFlag', function (f) { out('event ' + f.join()); }); rx.on('data', function () {}); setTimeout(function () { feed(new Uint8Array(2000)); }, 5); setTimeout(function () { feed(new Uint8Array(2000)); }, 25); setTimeout(function () { E.getErrorFlags(); }, 50); setTimeout(function () { feed(new Uint8Array(2000)); }, 75); setTimeout(function () { out('end'); }, 110);`,
  },
  {
    name: 'serial/listener that comes late',
    program: r`setTimeout(function () { feed('abc'); }, 5); setTimeout(function () { feed('de'); }, 80); setTimeout(function () { rx.on('data', function (d) { out(d); }); out('listening'); }, 160);`,
  },
  {
    name: 'serial/nobody listens for a while',
    program: r`setTimeout(function () { feed('0123456789'); }, 5); setTimeout(function () { feed('ab'); }, 80); setTimeout(function () { rx.on('data', function (d) { out(d.length); }); }, 160); setTimeout(function () { feed('c'); }, 240);`,
  },
  {
    name: 'serial/two listeners',
    program: r`rx.on('data', function (d) { out('1' + d); }); rx.on('data', function (d) { out('2' + d); }); feed('x');`,
  },
  {
    name: 'serial/exception in a listener',
    program: r`rx.on('data', function (d) { out(d); if (d === 'a') throw 1; }); setTimeout(function () { feed('a'); }, 5); setTimeout(function () { feed('b'); }, 25); setTimeout(function () { out(E.getErrorFlags().join()); }, 50);`,
  },
  {
    name: 'serial/bytes come before timers of the same moment',
    program: r`rx.on('data', function (d) { out(d); }); setTimeout(function () { feed('x'); busy(30); }, 5); setTimeout(function () { out('timer'); }, 20); setTimeout(function () { out('timer 2'); }, 25);`,
  },
  {
    name: 'serial/bytes of a callback come in the next pass',
    program: r`rx.on('data', function (d) { out(d); }); setTimeout(function () { feed('x'); out('fed'); }, 10); setTimeout(function () { out('end'); }, 40);`,
  },
  { name: 'serial/write of text, bytes, arrays', program: r`wire('ab\0\xff'); wire([1, 2, 300, [4, '5']]); wire(new Uint8Array([7, 8])); wire(9);` },
  {
    name: 'serial/write of other arrays',
    program: r`wire(new Uint16Array([258, 3])); wire(new Int8Array([-1])); wire(new Uint8Array([1, 2, 3, 4]).subarray(1, 3)); wire(new Uint8Array([5, 6]).buffer);`,
  },
  {
    name: 'serial/bad listener',
    program: r`try { rx.on('data', 5); out('silent'); } catch (e) { out('throws'); } try { rx.on(5, function () {}); out('silent'); } catch (e) { out('throws'); }`,
  },

  // Storage
  { name: 'storage/missing file', program: r`var s = require('Storage'); out(s.read('none')); out(typeof s.read);` },
  {
    name: 'storage/write and read',
    program: r`var s = require('Storage'); out(s.write('a', 'hello')); out(s.read('a')); out(s.read('a').length); s.write('a', 'other'); out(s.read('a'));`,
  },
  {
    name: 'storage/bytes',
    program: r`var s = require('Storage'), b = new Uint8Array([0, 1, 127, 128, 255]); s.write('b', b); var t = s.read('b'), a = []; for (var i = 0; i < t.length; i++) a.push(t.charCodeAt(i)); out(a.join()); s.write('c', b.buffer); out(s.read('c').length); out(s.read('c') === t);`,
  },
  {
    name: 'storage/getFree counts header and padding',
    program: r`var s = require('Storage'), f = s.getFree(); s.write('a', 'hello'); out(f - s.getFree()); s.write('b', '1234'); out(f - s.getFree()); s.write('b', '1234'); out(f - s.getFree()); s.write('b', '12345'); out(f - s.getFree());`,
  },
  { name: 'storage/empty content', program: r`try { require('Storage').write('a', ''); out('silent'); } catch (e) { out('throws'); }` },
  {
    name: 'storage/many overwrites',
    program: r`var s = require('Storage'); for (var i = 0; i < 30; i++) s.write('p' + (i & 1), 'record ' + i); out(s.read('p0') + ', ' + s.read('p1'));`,
  },
  {
    name: 'storage/long names',
    program: r`var s = require('Storage'); s.write('abcdefghijklmnopqrstuvwxyz12', 'x'); out(s.read('abcdefghijklmnopqrstuvwxyz12'));`,
  },
  {
    name: 'storage/pieces of a file',
    program: r`var s = require('Storage'), f = s.getFree(), b = new Uint8Array([1, 2, 3, 4]); out(s.write('a', b, 0, 64)); out(f - s.getFree()); out(s.write('a', b.buffer, 8, 64)); out(f - s.getFree()); var t = s.read('a', 2, 8), a = []; for (var i = 0; i < t.length; i++) a.push(t.charCodeAt(i)); out(a.join()); out(s.read('a').length);`,
  },
  {
    name: 'storage/piece that is written already',
    program: r`var s = require('Storage'), n = function (f) { try { out(f()); } catch (e) { out('throws'); } }; s.write('a', 'abcd', 0, 16); n(function () { return s.write('a', '\xff\xff', 8, 16); }); n(function () { return s.write('a', 'x', 2, 16); }); n(function () { return s.write('a', 'abcd', 14, 16); }); n(function () { return s.write('b', 'x', 4, 16); }); n(function () { return s.write('a', 'ef', 4, 16); }); out(s.read('a', 0, 6));`,
  },
  {
    name: 'storage/reading beyond the end',
    program: r`var s = require('Storage'); s.write('a', 'hello'); out(s.read('a', 3)); out(s.read('a', 3, 9)); out(s.read('a', 0, 2)); out(s.read('a', 7, 2) === ''); out(s.read('b', 1, 2));`,
  },

  // Pins and system
  { name: 'pin/digitalRead of several', program: r`out(typeof digitalRead([P, P]) + ' ' + digitalRead([P, P, P]) + ' ' + digitalRead([]));` },
  {
    name: 'pin/watch ids and bad edge',
    program: r`try { setWatch(function () {}, P, { repeat: true, edge: 'up' }); out('silent'); } catch (e) { out('throws'); } out(setWatch(function () {}, P, { repeat: true, edge: 'rising' })); out(setWatch(function () {}, P, { repeat: true, edge: 'falling' }));`,
  },
  { name: 'pin/watch without a function', program: r`try { setWatch(5, P, { repeat: true }); out('silent'); } catch (e) { out('throws'); }` },
  { name: 'pin/digitalRead is a number', program: r`out(typeof digitalRead(P) + ' ' + digitalRead(P));` },
  {
    name: 'system/toArrayBuffer',
    program: r`var b = E.toArrayBuffer('a\0\xff'); out(b.byteLength); out(new Uint8Array(b).join()); out(b instanceof ArrayBuffer);`,
  },
  {
    name: 'system/toArrayBuffer of joined text',
    program: r`var s = ''; for (var i = 0; i < 100; i++) s += String.fromCharCode(i * 2); var b = E.toArrayBuffer(s); out(b === undefined ? 'undefined' : new Uint8Array(b).join());`,
  },
  {
    name: 'system/CRC32',
    program: r`out(E.CRC32('123456789')); out(E.CRC32(new Uint8Array([1, 2, 255]))); out(E.CRC32('\0\x80\xff')); out(E.CRC32('')); out(E.CRC32(new Uint8Array([9, 1, 2, 255]).subarray(1)));`,
  },
  {
    name: 'system/CRC32 of bytes and their CRC',
    program: r`var b = new ArrayBuffer(20), f = new Float64Array(b, 0, 2), c = new Uint32Array(b, 16, 1); f[0] = 5; f[1] = -1e9; c[0] = E.CRC32(new Uint8Array(b, 0, 16)); out(E.CRC32(new Uint8Array(b))); require('Storage').write('r', b); out(E.CRC32(require('Storage').read('r')));`,
  },
  { name: 'system/getSerial', program: r`out(typeof getSerial()); out(getSerial()); out(getSerial().charCodeAt(0));` },
  {
    name: 'system/process.memory',
    program: r`var m = process.memory(false); out(m.free + m.usage === m.total); out(m.usage > 0 && m.free > 0); out(typeof m.blocksize);`,
  },
  {
    name: 'system/getTime moves on',
    program: r`var t = getTime(); out(typeof t); setTimeout(function () { var d = getTime() - t; out(d >= 0.03 && d < 0.2); }, 30);`,
  },
  { name: 'system/console stays off', program: r`E.setConsole('USB', { force: true }); out('on');` },
  { name: 'system/watchdog calls', program: r`out(E.enableWatchdog(5, false)); out(E.kickWatchdog());` },
  { name: 'system/unknown module', program: r`try { require('nothing'); out('silent'); } catch (e) { out('throws'); }` },
  { name: 'system/getErrorFlags', program: r`E.getErrorFlags(); out(E.getErrorFlags().length);` },
];
