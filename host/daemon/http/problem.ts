/**
 * Errors over HTTP: the code and the sentence of a `LiquidusError`, and the status that fits it.
 */
import type { ErrorCode } from '../../error.js';
import { LiquidusError } from '../../error.js';
import type { Problem } from '../api.js';

const STATUS: Readonly<Record<string, number>> = {
  'usage.method': 405,
  'usage.path': 404,
  'usage.unit': 404,
  'usage.mediaType': 415,
  'usage.tooLong': 413,
  'usage.rate': 429,
  'refused.token': 401,
  'refused.role': 403,
  'refused.origin': 403,
};
const BY_FAMILY = { usage: 400, refused: 409, link: 502, internal: 500 } as const;

/** Status of an error. */
export function statusOf(error: LiquidusError): number {
  return STATUS[error.code] ?? BY_FAMILY[error.family];
}

/** Any error as one with a code; a programming mistake becomes `internal.daemon`. */
export function problemOf(error: unknown): LiquidusError {
  if (error instanceof LiquidusError) return error;
  return new LiquidusError('internal.daemon', `The daemon failed: ${String(error)}. Please report it.`, { cause: error });
}

/** Body of an error. */
export function problemBody(error: LiquidusError): Problem {
  return { error: { code: error.code satisfies ErrorCode, message: error.message } };
}
