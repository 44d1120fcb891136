/** Probes on the interpreter: bare, in real time, or behind the prelude of the lock-step. */
import { Espruino } from '../espruino/espruino.js';
import { runScript } from '../espruino/interpreter.js';
import { BARE_HARNESS, MARK, PROBE_MS, uncaughtLine, type Probe } from './probe.js';
import { runSimulated } from './simulated.js';

/** Interpreters that run at the same time; they mostly sleep. */
const AT_ONCE = 4;
const DEADLINE_MS = 5000;

/** Version and commit of an interpreter, as it names them itself. */
export async function interpreterVersion(path: string): Promise<{ version: string; commit: string }> {
  const { console } = await runScript(path, `print('${MARK}' + process.env.VERSION + ' ' + process.env.GIT_COMMIT);`, { deadlineMs: DEADLINE_MS });
  const [version, commit] = (lines(console)[0] ?? '').split(' ');
  if (!version || !commit) throw new Error(`${path} does not answer like the Espruino interpreter; it said: ${console.slice(0, 200)}`);
  return { version, commit };
}

/** Lines of one probe. */
export async function runBare(path: string, probe: Probe): Promise<string[]> {
  const result = await runScript(path, `${BARE_HARNESS}\n${probe.program}\n`, { deadlineMs: PROBE_MS + DEADLINE_MS });
  if (result.code === null)
    throw new Error(`probe ${probe.name}: the interpreter did not end within ${PROBE_MS + DEADLINE_MS} ms; its timers must stop by themselves`);
  return lines(result.console);
}

/** Lines of many probes, by name, in the order of the probes. Those of chips are asked behind the prelude of the lock-step. */
export async function askInterpreter(path: string, probes: readonly Probe[]): Promise<Map<string, string[]>> {
  const answers = new Map<string, string[]>(probes.map((p) => [p.name, []]));
  for (const p of probes) if (p.chips) answers.set(p.name, runLockstep(path, p));
  const queue = probes.filter((p) => !p.chips);
  const worker = async (): Promise<void> => {
    for (let p = queue.shift(); p; p = queue.shift()) answers.set(p.name, await runBare(path, p));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}

/** Lines of one probe on the interpreter behind the prelude of the lock-step, with the chips of the bench. */
export function runLockstep(path: string, probe: Probe): string[] {
  return runSimulated((options) => new Espruino({ ...options, interpreter: path }), probe);
}

/** What counts on the console: marked lines, and exceptions that nobody caught. */
function lines(console: string): string[] {
  const found: string[] = [];
  for (const line of console.split(/\r?\n/)) {
    const at = line.indexOf(MARK);
    const uncaught = /Uncaught (.*)$/.exec(line)?.[1];
    if (at >= 0) found.push(line.slice(at + MARK.length));
    else if (uncaught !== undefined) found.push(uncaughtLine(uncaught));
  }
  return found;
}
