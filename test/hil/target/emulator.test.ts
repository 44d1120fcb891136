import { describe, expect, it } from 'vitest';
import { Emulator, type EmulatorOptions } from '../../../hil/target/emulator/emulator.js';
import { bundleCode } from '../../../hil/target/emulator/realm.js';
import { quietInputs } from './samples.js';
import { outputsOff } from '../../../hil/target/wires.js';

function board(bundle: string, options: Partial<EmulatorOptions> = {}): Emulator {
  return new Emulator({ bundle, board: 'pico', ...options });
}
const logs = (target: Emulator): string[] =>
  target
    .events()
    .filter((e) => e.kind === 'log')
    .map((e) => e.text);
const kinds = (target: Emulator): string[] => target.events().map((e) => `${e.timeMs} ${e.kind}`);
/** A bundle whose tick turns the heater on, then up by a tenth a time. */
const RAMP = 'var n = 0; digitalWrite(B14, 1); setInterval(function () { analogWrite(B10, ++n / 10); }, 100);';

describe('power', () => {
  it('runs the boot file when power comes and drives nothing without power', () => {
    const t = board(RAMP);
    t.runTo(500);
    expect(t.outputs).toEqual(outputsOff());
    t.powerOn(500);
    expect(t.outputs.heaterEnable).toBe(1);
    t.runTo(800);
    expect(t.outputs.heater).toBe(0.3);
    t.powerOff(850);
    expect(t.outputs.heater + t.outputs.heaterEnable).toBe(0);
    t.runTo(2000);
    expect(t.outputs.heater).toBe(0);
  });

  it('keeps Storage and FRAM without power and forgets the rest', () => {
    const t = board(`var s = require('Storage'), v = s.read('n'), m; I2C1.setup({}); I2C1.writeTo(80, [0, 5]); m = I2C1.readFrom(80, 1)[0];
      console.log('file ' + v + ' fram ' + m + ' ' + typeof left); s.write('n', 'kept'); I2C1.writeTo(80, [0, 5, 42]); left = 1;`);
    t.powerOn(0);
    t.powerOff(10);
    t.powerOn(20);
    expect(logs(t)).toEqual(['file undefined fram 0 undefined', 'file kept fram 42 undefined']);
  });

  it('finds bundle and hash in Storage as the flasher leaves them', () => {
    const t = board("var s = require('Storage'); console.log(s.read('.bootcde').length, s.read('lqsha').length, 49152 - s.getFree());");
    t.powerOn(0);
    expect(logs(t)).toEqual(['112 72 4456']); // 32 + 112, 32 + 72, and 32 + 16 + 16 × 260 for the copies of the parameters
  });

  it('refuses power twice, and a clock that goes back', () => {
    const t = board(RAMP);
    t.powerOn(100);
    expect(() => t.powerOn(100)).toThrow('has power already');
    expect(() => t.runTo(99)).toThrow('virtual time goes back from 100 ms to 99 ms');
  });

  it('starts the own clock where it is told, across 2^32 ms', () => {
    const t = board('setInterval(function () { console.log(Math.round(getTime() * 1000)); }, 100);', { clockOffsetMs: 2 ** 32 - 150 });
    t.powerOn(0);
    t.runTo(200);
    expect(logs(t)).toEqual(['4294967246', '4294967346']);
  });
});

describe('inputs', () => {
  it('shows levels to the bundle and rejects pins that carry something else', () => {
    const t =
      board(`setTimeout(function () { console.log(analogRead(A0), digitalRead(B15), digitalRead([C13, A14, B3, B15])); analogRead(B15); }, 10);
      setTimeout(function () { digitalWrite(A0, 1); }, 20);`);
    const i = quietInputs();
    i.analog.cellVoltage = 0.25;
    i.digital.contactorFeedback = 1;
    t.powerOn(0);
    t.present(0, i);
    t.runTo(30);
    expect(t.events().map((e) => e.text)).toEqual([
      'power on',
      '0.25 1 7',
      'uncaught Error: analogRead(B15): no analog signal is wired to this pin',
      'uncaught Error: output on A0: cellVoltage is not an output of this board',
    ]);
  });

  it('fires watches at once, for the right edge, with the time of the edge', () => {
    const t = board(
      `setWatch(function (e) { console.log('fall', e.state, e.time, e.lastTime); digitalWrite(B13, 1); }, B15, { repeat: true, edge: 'falling' });`,
    );
    const i = quietInputs();
    t.powerOn(0);
    t.present(10, i);
    i.digital.eStopA = 0;
    t.present(25, i);
    expect(t.outputs.contactor).toBe(1);
    expect(logs(t)).toEqual(['fall false 0.025 0.01']);
  });

  it('calls a pulse watch once a pulse, before timers of that moment, and a watch without repeat once', () => {
    const t =
      board(`var n = 0, once = 0; setWatch(function () { n++; }, B6, { repeat: true, edge: 'rising' }); setWatch(function () { once++; }, B6, { edge: 'both' });
      setInterval(function () { console.log(n, once); }, 100);`);
    const i = quietInputs();
    i.pulses.nakTach = 7;
    t.powerOn(0);
    t.present(50, i);
    t.present(100, i);
    t.runTo(100);
    expect(logs(t)).toEqual(['14 1']);
  });

  it('cannot watch two pins of the same number', () => {
    const t = board('setWatch(function () {}, A13, { repeat: true }); console.log(setWatch(function () {}, C13, { repeat: true }));');
    t.powerOn(0);
    expect(t.events().map((e) => e.text)).toEqual(['power on', expect.stringContaining('A13 has the same number') as string, 'undefined']);
  });
});

describe('outputs', () => {
  it('limits duty, takes NaN as 0 and says so', () => {
    const t = board(
      'analogWrite(B4, 1.5); analogWrite(B5, -1); analogWrite(B10, 0.4); analogWrite(B10, NaN); digitalWrite(A10, 1); digitalWrite([B13, B14], 2);',
    );
    t.powerOn(0);
    expect(t.outputs).toEqual({
      ...outputsOff(),
      contactor: 1,
      heaterEnable: 0,
      heater: 0,
      nakPump: 1,
      catholytePump: 0,
      chargeCurrent: 0,
      dischargeCurrent: 1,
    });
    expect(t.events().map((e) => e.text)).toContain('analogWrite(B10, NaN): duty 0 is assumed');
  });

  it('loses an output that the bundle reads back, as the board does', () => {
    const t = board('digitalWrite(B13, 1); digitalRead(B13);');
    t.powerOn(0);
    expect(t.outputs.contactor).toBe(0);
    expect(t.events().at(-1)?.text).toContain('turned output contactor into an input');
  });
});

describe('stall and catch-up', () => {
  it('makes up for missed calls in a burst at the end of the stall, and queues what arrives meanwhile', () => {
    const t =
      board(`var n = 0, p = 0, r = ''; setWatch(function () { p++; }, B6, { repeat: true, edge: 'rising' }); Serial2.on('data', function (d) { r += d.length + ' '; });
      setInterval(function () { console.log(++n, p, r, getTime()); }, 100);`);
    const i = quietInputs();
    t.powerOn(0);
    t.runTo(100);
    t.trouble('stall', 250);
    i.pulses.nakTach = 3;
    t.present(150, i);
    t.receive(200, new Uint8Array(70));
    t.runTo(349);
    expect(logs(t)).toEqual(['1 0  0.1']);
    t.runTo(400);
    expect(logs(t)).toEqual(['2 3 64 6  0.35', '3 3 64 6  0.35', '4 3 64 6  0.4']);
  });

  it('loses what does not fit into the queue during a stall and raises FIFO_FULL once it runs again', () => {
    const t = board(
      `var p = 0; setWatch(function () { p++; }, B6, { repeat: true, edge: 'rising' }); E.on('errorFlag', function (f) { console.log(f.join(), p); });`,
    );
    const i = quietInputs();
    t.powerOn(0);
    t.trouble('stall', 1000);
    i.pulses.nakTach = 100; // two edges of 6 bytes each: 1023 bytes hold 170 edges
    t.present(500, i);
    t.runTo(1000);
    expect(logs(t)).toEqual(['FIFO_FULL 85']);
  });

  it('wants a duration', () => {
    expect(() => board('').trouble('stall')).toThrow('undefined is not above 0');
  });
});

describe('lost memory', () => {
  it('removes the interval for ever and raises CALLBACK, LOW_MEMORY, MEMORY', () => {
    const t = board(
      `var n = 0; E.on('errorFlag', function (f) { console.log('flags ' + f.join()); }); setInterval(function () { console.log(++n); }, 100);`,
    );
    t.powerOn(0);
    t.runTo(250);
    t.trouble('outOfMemory');
    t.runTo(1000);
    expect(logs(t)).toEqual(['1', '2', 'flags CALLBACK,LOW_MEMORY,MEMORY']);
  });
});

describe('exceptions', () => {
  it('go on after an exception in a callback, and report it', () => {
    const t = board("var n = 0; setInterval(function () { if (++n === 2) throw 'x'; console.log(n); }, 100); nothingHere();");
    t.powerOn(0);
    t.runTo(300);
    expect(t.events().map((e) => `${e.kind} ${e.text}`)).toEqual([
      'boot power on',
      'error uncaught ReferenceError: nothingHere is not defined',
      'log 1',
      'error uncaught x',
      'log 3',
    ]);
  });
});

describe('watchdog and reboot', () => {
  it('bites when it is not fed, with safe pins and a fresh program', () => {
    const t = board(
      'digitalWrite(B13, 1); E.enableWatchdog(1, false); var n = 0; setInterval(function () { if (++n < 5) E.kickWatchdog(); }, 100); setTimeout(function () { digitalWrite(B14, 1); }, 50);',
    );
    t.powerOn(0);
    t.runTo(1399);
    expect(t.outputs.heaterEnable).toBe(1);
    t.runTo(1400);
    expect(t.outputs.heaterEnable).toBe(0);
    expect(t.outputs.contactor).toBe(1);
    expect(kinds(t)).toEqual(['0 boot', '1400 watchdog', '1400 boot']);
  });

  it('bites in a stall, also when the idle loop feeds it', () => {
    for (const automatic of [false, true]) {
      const t = board(`E.enableWatchdog(2, ${automatic}); setInterval(function () { E.kickWatchdog(); }, 100);`);
      t.powerOn(0);
      t.runTo(10_000);
      t.trouble('stall', 5000);
      t.runTo(20_000);
      expect(kinds(t), String(automatic)).toEqual(['0 boot', '12000 watchdog', '12000 boot']);
    }
  });

  it('is off again after a reboot', () => {
    const t = board(
      "if (!require('Storage').read('r')) { require('Storage').write('r', 'x'); E.enableWatchdog(1, false); setTimeout(E.reboot, 500); }",
    );
    t.powerOn(0);
    t.runTo(5000);
    expect(kinds(t)).toEqual(['0 boot', '500 reboot', '500 boot']);
  });

  it('ends a bundle that reboots as soon as it boots with an error', () => {
    expect(() => board('E.reboot();').powerOn(0)).toThrow('reboots as soon as it boots');
  });

  it('leaves the callback that reboots, even through a catch', () => {
    const t = board(
      "if (!require('Storage').read('r')) setTimeout(function () { require('Storage').write('r', 'x'); try { E.reboot(); } catch (e) {} digitalWrite(B13, 1); }, 10);",
    );
    t.powerOn(0);
    t.runTo(10);
    expect(t.outputs.contactor).toBe(0);
    expect(kinds(t)).toEqual(['0 boot', '10 reboot', '10 boot']);
  });
});

describe('serial port', () => {
  it('takes bytes out once', () => {
    const t = board("Serial2.on('data', function (d) { Serial2.write(d); });");
    t.powerOn(0);
    t.receive(5, Uint8Array.of(1, 2, 255));
    expect([...t.transmitted()]).toEqual([1, 2, 255]);
    expect(t.transmitted().length).toBe(0);
  });

  it('reports a write that waits for the transmit buffer', () => {
    const t = board(
      'Serial2.setup(9600, {}); setTimeout(function () { Serial2.write(new Uint8Array(205)); }, 10); setTimeout(function () { Serial2.write(new Uint8Array(20)); }, 1000);',
    );
    t.powerOn(0);
    t.runTo(2000);
    // 77 bytes too many, 10 bits each at 9600 baud: 80.2 ms
    expect(logs(t)).toEqual(['Serial2.write of 205 bytes blocked 80 ms: transmit buffer holds 128']);
  });

  it('loses bytes that arrive without power', () => {
    const t = board("Serial2.on('data', function (d) { Serial2.write(d); });");
    t.receive(0, Uint8Array.of(1));
    t.powerOn(5);
    t.runTo(10);
    expect(t.transmitted().length).toBe(0);
  });
});

describe('power cuts in memory operations', () => {
  it('dies at the planned flash write and comes back with what was written', () => {
    const t = board(
      "var s = require('Storage'); console.log(s.read('p')); setInterval(function () { digitalWrite(B13, 1); s.write('p', 'v' + getTime()); }, 100);",
    );
    t.powerOn(0);
    t.runTo(100);
    t.cutAfterWrites(1);
    t.runTo(200);
    expect(t.hasPower).toBe(false);
    expect(t.outputs.contactor).toBe(0);
    t.runTo(900);
    t.powerOn(1000);
    expect(t.events().map((e) => `${e.timeMs} ${e.kind} ${e.text}`)).toEqual([
      '0 boot power on',
      '0 log undefined',
      '200 error power cut',
      '1000 boot power on',
      '1000 log undefined',
    ]);
  });

  it('keeps the first bytes of a torn FRAM write, and a catch does not save the program', () => {
    const t = board(
      'I2C1.setup({}); setTimeout(function () { try { I2C1.writeTo(80, [1, 0, 7, 8, 9]); } catch (e) { I2C1.writeTo(80, [2, 0, 5]); } }, 10);',
    );
    t.cutAfterFramBytes(2);
    t.powerOn(0);
    t.runTo(20);
    expect(t.hasPower).toBe(false);
    expect([...t.fram.bytes.slice(256, 259), t.fram.bytes[512]]).toEqual([7, 8, 0, 0]);
  });

  it('writes over the end of the FRAM to its start', () => {
    const t = board(
      'I2C1.setup({}); I2C1.writeTo(80, [0x7f, 0xff, 1, 2]); I2C1.writeTo(80, [0x7f, 0xff]); console.log(I2C1.readFrom(80, 2).join()); try { I2C1.readFrom(81, 1); } catch (e) { console.log("no answer"); }',
    );
    t.powerOn(0);
    expect(logs(t)).toEqual(['1,2', 'no answer']);
  });
});

describe('the realm', () => {
  it('offers nothing that the interpreter lacks, and nothing of the bench', () => {
    const t = board(
      "console.log([typeof Map, typeof Math.trunc, typeof process.env, typeof globalThis.require('Storage').list, typeof Serial1, typeof setImmediate].join()); if (typeof other === 'undefined') other = 1; else console.log('leak');",
    );
    t.powerOn(0);
    t.powerOff(1);
    t.powerOn(2);
    const line = 'undefined,undefined,undefined,undefined,undefined,undefined';
    expect(logs(t)).toEqual([line, line]);
  });

  it('refuses the console on the RS-485 port', () => {
    const t = board('E.setConsole(Serial2, { force: true });');
    t.powerOn(0);
    expect(t.events().at(-1)?.text).toContain('Modbus function 03 is Ctrl-C');
  });

  it('runs with code from the cache as without', () => {
    const t = board(RAMP, { codeCache: bundleCode(RAMP) });
    t.powerOn(0);
    t.runTo(200);
    expect(t.outputs.heater).toBe(0.2);
  });
});
