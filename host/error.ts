/**
 * Errors of the host. The code is stable and meant for programs; the message is one sentence or two for people: what happened, the value,
 * the limit, what to do next.
 */

/** Families of error codes; each family has one exit code of the command line. */
export type ErrorFamily = 'usage' | 'internal' | 'link' | 'refused';

/** A stable code, for example `link.timeout`. */
export type ErrorCode = `${ErrorFamily}.${string}`;

/** Every error that the host raises on purpose. */
export class LiquidusError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'LiquidusError';
    this.code = code;
  }

  get family(): ErrorFamily {
    const family = this.code.slice(0, this.code.indexOf('.'));
    return family === 'usage' || family === 'link' || family === 'refused' ? family : 'internal';
  }
}
