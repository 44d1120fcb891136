/**
 * A probe: a small program that prints canonical text, run on the real interpreter and on the targets.
 *
 * Programs use `out(x)` to print a line, `syntax(text)` to print whether text parses, `busy(ms)` to keep the processor busy, `feed(x)` to let
 * bytes arrive on the serial port `rx`, and `wire(x)` to send on it. Numbers with decimals are compared, not printed.
 */
export interface Probe {
  /** Permanent name, `group/what`. */
  readonly name: string;
  readonly program: string;
  /**
   * Why V8 answers differently and cannot be made to answer alike. The firmware must not depend on it: what the text after `gate:` names must
   * be refused by the lint rules or the grammar gate; `none` stands for a difference that no bundle can run into by accident.
   */
  readonly differs?: string;
}

/** Virtual or real time that a probe has for its timers, ms. */
export const PROBE_MS = 600;

/** Marks the lines of `out` among whatever else the console shows. */
export const MARK = '@@';

const SHARED = `
function out(x) { print('${MARK}' + x); }
function syntax(text) { try { eval(text); out('parses'); } catch (e) { out(('' + e).split(':')[0]); } }
`;

/** What stands before a program on the bare interpreter. The loopback port shows what a serial port would send. */
export const BARE_HARNESS = `${SHARED}
var rx = Serial1, P = D5, sent = '';
function busy(ms) { var t = getTime() + ms / 1000; while (getTime() < t); }
function feed(x) { Serial1.inject(x); }
function wire(x) {
  if (!sent) setTimeout(function () { out(sent); }, 60);
  if (!sent) { sent = 'sent'; LoopbackA.on('data', function (d) { for (var i = 0; i < d.length; i++) sent += ' ' + d.charCodeAt(i); }); }
  LoopbackB.write(x);
}
`;

/** What stands before a program on a target; \`port\` and \`pin\` are names of the board. */
export function targetHarness(port: string, pin: string): string {
  return `${SHARED}
var rx = ${port}, P = ${pin};
function feed(x) { ${port}.inject(x); }
function wire(x) { ${port}.write(x); }
`;
}

/** Canonical line for an exception that nobody caught: class name of an error, text of anything else. */
export function uncaughtLine(text: string): string {
  return `uncaught ${text.split(':')[0] ?? text}`;
}
