/** Tests that need the real interpreter: run when LIQUIDUS_ESPRUINO names it, otherwise left out by name and visibly. */
import { it } from 'vitest';
import { INTERPRETER_VARIABLE, interpreterNamed } from '../../../hil/target/espruino/interpreter.js';

/** A test on the real interpreter. `timeoutMs`: default 30 s, an interpreter under load is slow. */
export function itOnInterpreter(name: string, body: () => void | Promise<void>, timeoutMs = 30_000): void {
  if (interpreterNamed()) {
    it(name, body, timeoutMs);
    return;
  }
  console.warn(`left out, because ${INTERPRETER_VARIABLE} is not set: ${name}`);
  it.skip(name, body);
}
