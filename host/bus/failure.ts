/**
 * Words for requests that failed on the line.
 */
import { LiquidusError } from '../error.js';
import type { LineEvidence } from './scanner.js';

/** The exception code in an error of modbus-serial, or `undefined` when it carries none. */
export function unwrapException(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('modbusCode' in error)) return undefined;
  return typeof error.modbusCode === 'number' ? error.modbusCode : undefined;
}

/** The error of a request whose deadline passed, from what was on the line meanwhile. */
export function noAnswer(title: string, unit: number, timeoutMs: number, evidence: LineEvidence): LiquidusError {
  const where = `from unit ${unit} on ${title} within ${Math.round(timeoutMs)} ms`;
  if (evidence.bytes === 0) {
    return new LiquidusError('link.timeout', `No answer ${where}; check power, wiring (A/B), --unit and --baud.`);
  }
  if (evidence.foreignUnits.length > 0) {
    const units = evidence.foreignUnits.join(', ');
    return new LiquidusError(
      'link.foreignUnit',
      `No answer ${where}, but unit ${units} answered; use --unit ${evidence.foreignUnits[0] ?? units}, or look for a second master.`,
    );
  }
  if (evidence.misfits > 0) {
    return new LiquidusError(
      'link.echo',
      `No fitting answer ${where}: ${evidence.misfits} valid frames answered another question; look for a second master on the line, or raise --timeout.`,
    );
  }
  return new LiquidusError(
    'link.corrupt',
    `No valid answer ${where}: ${evidence.bytes} bytes came, none of them a correct frame; check --baud and --parity, then termination and shielding.`,
  );
}

/** The error of requests on a line that is gone. */
export function brokenLink(title: string, reason: string): LiquidusError {
  return new LiquidusError('link.closed', `The link to ${title} is gone (${reason}); check the cable or the server and connect again.`);
}

/** The error of a line that does not fall silent. */
export function babbling(title: string, silenceMs: number): LiquidusError {
  return new LiquidusError(
    'link.babble',
    `${title} was never silent for ${Math.ceil(silenceMs)} ms; another master or a faulty device keeps sending: disconnect it.`,
  );
}

/** The error of a request that its caller gave up. */
export function abortedRequest(asked: string): LiquidusError {
  return new LiquidusError('link.aborted', `The request to ${asked} was given up by its caller.`);
}
