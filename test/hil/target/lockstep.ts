/** The same random history on two targets, written down line by line. */
import type { Target } from '../../../hil/target/target.js';
import { quietInputs } from './samples.js';

/** A small generator of numbers below 1, so that both targets see the same history. */
function generator(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return s / 4294967296;
  };
}

/** What a target shows over `steps` steps of up to 40 ms: outputs, bytes, events. Texts of exceptions differ between engines and are cut. */
export function history(target: Target, seed: number, steps: number): string[] {
  const next = generator(seed);
  const inputs = quietInputs();
  const lines: string[] = [];
  let now = 0;
  target.powerOn(0);
  for (let i = 0; i < steps; i++) {
    now += Math.floor(next() * 40000) / 1000;
    for (const role of ['cellVoltage', 'current', 'nakTempA'] as const) inputs.analog[role] = next();
    inputs.pulses.nakTach = next() < 0.3 ? Math.floor(next() * 4) : 0;
    inputs.pulses.catholyteFlow = next() < 0.1 ? 1 : 0;
    if (next() < 0.05) inputs.digital.eStopA = inputs.digital.eStopA ? 0 : 1;
    if (next() < 0.05) inputs.digital.localReset = inputs.digital.localReset ? 0 : 1;
    target.present(now, inputs);
    const dice = next();
    if (dice < 0.05)
      target.receive(
        now,
        Uint8Array.from({ length: 1 + Math.floor(next() * 150) }, () => Math.floor(next() * 256)),
      );
    else if (dice < 0.06) target.receive(now, Uint8Array.of(33, 34));
    else if (dice < 0.065) target.receive(now, Uint8Array.of(82));
    else if (dice < 0.08) target.receive(now, Uint8Array.of(84));
    else if (dice < 0.083) target.trouble('stall', 50 + next() * 2000);
    else if (dice < 0.086) target.trouble('outOfMemory');
    else if (dice < 0.088) {
      target.powerOff(now);
      target.powerOn(now);
    }
    now += Math.floor(next() * 20000) / 1000;
    target.runTo(now);
    lines.push(`${now} ${JSON.stringify(target.outputs)}`);
    const sent = target.transmitted();
    if (sent.length > 0) lines.push(`sent ${Buffer.from(sent).toString('hex')}`);
    for (const e of target.events())
      lines.push(`${e.timeMs} ${e.kind} ${e.text.replace(/^uncaught (\w+).*/s, 'uncaught $1').replace(/^not fed.*/, 'not fed')}`);
  }
  return lines;
}
