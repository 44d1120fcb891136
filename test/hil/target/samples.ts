/** Small bundles and inputs for the tests of the targets. */
import type { BoardInputs } from '../../../hil/target/wires.js';

/** Mutable copy of the board's inputs. */
export interface Levels {
  analog: { -readonly [K in keyof BoardInputs['analog']]: number };
  digital: { -readonly [K in keyof BoardInputs['digital']]: 0 | 1 };
  pulses: { -readonly [K in keyof BoardInputs['pulses']]: number };
}

/** Every level in the middle, every contact closed, no pulses. */
export function quietInputs(): Levels {
  return {
    analog: { cellVoltage: 0.5, current: 0.5, nakTempA: 0.3, nakTempB: 0.3, cellTemp: 0.3, leakLoop: 0.8, nakFlow: 0.1 },
    digital: { eStopA: 1, eStopB: 1, contactorFeedback: 0, localReset: 0 },
    pulses: { nakTach: 0, catholyteTach: 0, catholyteFlow: 0 },
  };
}

/**
 * A bundle for the Pico that uses the whole API: copies levels to outputs in its tick, counts pulses, echoes bytes, keeps a counter in FRAM
 * and a file, feeds the watchdog, restarts when memory or a callback is lost, and throws now and then.
 */
export const EXERCISER = `(function () {
  var fram = I2C1, line = Serial2, storage = require('Storage');
  var n = 0, pulses = 0, stops = 0, heard = 0, restarts = 0, id;
  var text = storage.read('count');
  if (text) restarts = text.charCodeAt(0) + 1;
  storage.write('count', String.fromCharCode(restarts & 127));
  E.setConsole(null, { force: true });
  E.on('errorFlag', function (flags) {
    E.getErrorFlags();
    for (var f of flags) if (f === 'CALLBACK') E.reboot();
  });
  fram.setup({ scl: B8, sda: B9, bitrate: 400000 });
  line.setup(19200, { rx: A3, tx: A2, parity: 'even' });
  line.on('data', function (d) {
    heard += d.length;
    var b = E.toArrayBuffer(d);
    if (d.charCodeAt(0) === 33) throw new TypeError('asked for');
    if (d.charCodeAt(0) === 82) E.reboot();
    if (d.charCodeAt(0) === 84) setTimeout(function () { line.write([84, n & 255]); }, 35);
    line.write(b);
  });
  setWatch(function () { pulses++; }, B6, { repeat: true, edge: 'rising' });
  setWatch(function () { pulses += 1000; }, B7, { repeat: true, edge: 'both' });
  setWatch(function (e) { stops++; digitalWrite(B13, e.state); }, B15, { repeat: true, edge: 'both' });
  id = setInterval(function () {
    n++;
    analogWrite(B10, analogRead(A0), { freq: 10 });
    analogWrite(B4, (pulses % 97) / 97);
    analogWrite(B5, (heard % 251) / 251);
    analogWrite(A8, ((getTime() * 10) % 7) / 7);
    analogWrite(A10, digitalRead([C13, A14, B3, B15]) / 16);
    digitalWrite(B14, n & 1);
    if (n % 50 === 0) {
      fram.writeTo(80, [0, 16, n >> 8, n]);
      fram.writeTo(80, [0, 16]);
      var b = fram.readFrom(80, 2);
      line.write([b[0], b[1], stops, restarts]);
    }
    if (n % 70 === 0) console.log('turn', n, pulses, heard);
    if (n % 90 === 0) throw 'ninety';
    E.kickWatchdog();
  }, 100);
  E.enableWatchdog(1, false);
})();`;
