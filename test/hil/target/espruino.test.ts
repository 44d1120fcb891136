import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Emulator } from '../../../hil/target/emulator/emulator.js';
import { Espruino } from '../../../hil/target/espruino/espruino.js';
import { findInterpreter, interpreterNamed } from '../../../hil/target/espruino/interpreter.js';
import { isAlive } from '../../../hil/target/espruino/process.js';
import { itOnInterpreter } from './interpreter-tests.js';
import { history } from './lockstep.js';
import { EXERCISER, quietInputs } from './samples.js';

/** Folder of a target; other tests make theirs at the same time. */
const folderOf = (target: Espruino): string => (target as unknown as { workshop: { folder: string } }).workshop.folder;

describe('the name of the interpreter', () => {
  it('is asked for in one sentence when it is missing', () => {
    expect(() => findInterpreter({})).toThrow('set LIQUIDUS_ESPRUINO to the path of the Espruino binary for Linux');
  });

  it('counts as missing when it is empty', () => {
    expect(interpreterNamed({ LIQUIDUS_ESPRUINO: '' })).toBe(false);
    expect(interpreterNamed({ LIQUIDUS_ESPRUINO: '/nowhere/espruino' })).toBe(true);
    expect(() => findInterpreter({ LIQUIDUS_ESPRUINO: '' })).toThrow('The real interpreter is not named');
  });

  it('is refused when it is no program', () => {
    for (const path of ['/nowhere/espruino', tmpdir()])
      expect(() => findInterpreter({ LIQUIDUS_ESPRUINO: path })).toThrow(`LIQUIDUS_ESPRUINO=${path} is no program that can be run`);
  });
});

describe('the espruino target', () => {
  for (const seed of [11, 12]) {
    itOnInterpreter(`goes through random history ${seed} like the emulator, sample by sample`, () => {
      const options = { bundle: EXERCISER, board: 'pico', clockOffsetMs: 2 ** 31 - 5000 };
      const emulator = new Emulator(options);
      const espruino = new Espruino(options);
      try {
        expect(history(espruino, seed, 400)).toEqual(history(emulator, seed, 400));
      } finally {
        espruino.close();
      }
    });
  }

  itOnInterpreter('needs no exchange while nothing is due', () => {
    const t = new Espruino({ bundle: 'setInterval(function () { digitalWrite(B13, 1); }, 100);', board: 'pico' });
    t.powerOn(0);
    const before = process.hrtime.bigint();
    for (let ms = 0; ms < 99; ms += 0.01) {
      t.present(ms, quietInputs());
      t.runTo(ms);
    }
    expect(t.outputs.contactor).toBe(0);
    t.runTo(100);
    expect(t.outputs.contactor).toBe(1);
    expect(Number(process.hrtime.bigint() - before)).toBeLessThan(1e9);
    t.close();
  });

  itOnInterpreter('counts variables, and finds none without power', () => {
    const t = new Espruino({ bundle: 'var a = [];', board: 'pico' });
    expect(t.variablesUsed()).toBe(0);
    t.powerOn(0);
    expect(t.variablesUsed()).toBeGreaterThan(100);
    t.close();
  });

  itOnInterpreter('shows the last words of an interpreter that dies', () => {
    const t = new Espruino({ bundle: 'function f() { return f() + 1; } setInterval(f, 100);', board: 'pico' });
    t.powerOn(0);
    expect(() => t.runTo(100)).toThrow(/ended by itself.*Too much recursion/s);
    expect(t.outputs.heater).toBe(0);
    t.close();
  });

  itOnInterpreter('gives up on an endless loop at the deadline and leaves nothing behind', () => {
    const t = new Espruino({ bundle: 'setInterval(function () { for (;;); }, 100);', board: 'pico', deadlineMs: 300 });
    t.powerOn(0);
    expect(() => t.runTo(100)).toThrow('did not answer within 300 ms: look for an endless loop');
    expect(existsSync(folderOf(t))).toBe(true);
    t.close();
    expect(existsSync(folderOf(t))).toBe(false);
  });

  itOnInterpreter('says that the program is none when the path leads elsewhere', () => {
    const t = new Espruino({ bundle: '', board: 'pico', interpreter: '/bin/true', deadlineMs: 2000 });
    expect(() => t.powerOn(0)).toThrow('ended by itself');
    t.close();
  });

  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    itOnInterpreter(`leaves no process and no folder when the bench gets ${signal}`, async () => {
      const place = mkdtempSync(join(tmpdir(), 'liquidus-bench-'));
      const module = fileURLToPath(new URL('../../../hil/target/espruino/espruino.ts', import.meta.url));
      const runner = fileURLToPath(new URL('../../../.config/ts-node.mjs', import.meta.url));
      const script = join(place, 'bench.mjs');
      // An endless loop in the bundle: the interpreter would not notice the end of its input.
      writeFileSync(
        script,
        `import { Espruino } from ${JSON.stringify(module)};
         const t = new Espruino({ bundle: 'setInterval(function () { for (;;); }, 100);', board: 'pico', deadlineMs: 60000 });
         t.powerOn(0);
         console.log(JSON.stringify([t.workshop.folder, t.workshop.interpreter.pid]));
         setTimeout(() => t.runTo(100), 100);`,
      );
      const bench = spawn(process.execPath, ['--no-warnings', '--import', runner, script], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, TMPDIR: place },
      });
      try {
        const line = await new Promise<string>((done) => bench.stdout.once('data', (d: Buffer) => done(d.toString())));
        const [folder, pid] = JSON.parse(line) as [string, number];
        await new Promise((done) => setTimeout(done, 300));
        expect([existsSync(folder), isAlive(pid)]).toEqual([true, true]);
        bench.kill(signal);
        await expect.poll(() => [existsSync(folder), isAlive(pid)], { timeout: 5000 }).toEqual([false, false]);
      } finally {
        bench.kill('SIGKILL');
        rmSync(place, { recursive: true, force: true });
      }
    });
  }
});
