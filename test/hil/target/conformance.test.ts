import { describe, expect, it } from 'vitest';
import { API_PROBES } from '../../../hil/target/conformance/api.js';
import { askInterpreter, interpreterVersion, runLockstep } from '../../../hil/target/conformance/bare.js';
import { CHIP_PROBES } from '../../../hil/target/conformance/chips.js';
import { readRecord } from '../../../hil/target/conformance/golden.js';
import { PROBES } from '../../../hil/target/conformance/probes.js';
import { runSimulated } from '../../../hil/target/conformance/simulated.js';
import { Emulator } from '../../../hil/target/emulator/emulator.js';
import { findInterpreter } from '../../../hil/target/espruino/interpreter.js';
import { itOnInterpreter } from './interpreter-tests.js';

const record = readRecord();
const alike = PROBES.filter((p) => p.differs === undefined);
const different = PROBES.filter((p) => p.differs !== undefined);
const recorded = (name: string): readonly string[] => record.answers[name] ?? [];
const inEmulator = (name: string): string[] => {
  const probe = PROBES.find((p) => p.name === name);
  if (!probe) throw new Error(`no probe ${name}`);
  return runSimulated((options) => new Emulator(options), probe);
};

describe(`the emulator against Espruino ${record.version}`, () => {
  it.each(alike.map((p) => p.name))('answers %s like the interpreter', (name) => {
    expect(inEmulator(name)).toEqual(recorded(name));
  });

  it.each(different.map((p) => p.name))('still differs in %s, as its probe says', (name) => {
    expect(inEmulator(name)).not.toEqual(recorded(name));
  });

  it('says for every difference what keeps it out of a bundle', () => {
    for (const p of different) expect(p.differs, p.name).toMatch(/gate: \S/);
  });

  it('has an answer of the interpreter to every probe', () => {
    for (const p of PROBES) expect(recorded(p.name).length, p.name).toBeGreaterThan(0);
  });

  it('names every probe once', () => {
    expect(new Set(PROBES.map((p) => p.name)).size).toBe(PROBES.length);
  });
});

/** What the prelude does not copy: it stands on the interpreter, but serves timers itself. */
const NOT_IN_LOCKSTEP = ['timer/two exceptions in one pass', 'timer/stack overflow removes the interval'];

describe('the real interpreter', () => {
  itOnInterpreter('answers every probe as recorded', async () => {
    const path = findInterpreter();
    const { version } = await interpreterVersion(path);
    expect(version, 'another interpreter: run `npm run golden:record` and review the changes').toBe(record.version);
    const answers = await askInterpreter(path, PROBES);
    expect(Object.fromEntries(answers)).toEqual(record.answers);
  });

  itOnInterpreter('answers the probes of the API as recorded behind the prelude of the lock-step', () => {
    const interpreter = findInterpreter();
    for (const probe of [...API_PROBES, ...CHIP_PROBES]) {
      if (NOT_IN_LOCKSTEP.includes(probe.name)) continue;
      expect(runLockstep(interpreter, probe), probe.name).toEqual(recorded(probe.name));
    }
  });
});
