/**
 * `liquidus commission`: what is done, what is missing, who answers for it; with --guide or --answers it leads through the rest.
 */
import type { Command } from 'commander';
import { LiquidusError } from '../error.js';
import type { AuditFlags } from './audit.js';
import { withAudit } from './audit.js';
import type { ConnectionFlags, Link } from './connection-options.js';
import { withConnection, withDevice } from './connection-options.js';
import { EXIT_HELP } from './exit.js';
import { commissioningLines } from './view/commissioning-lines.js';

interface CommissionFlags extends ConnectionFlags, AuditFlags {
  readonly guide?: boolean;
  readonly answers?: string;
  readonly again?: readonly string[];
  readonly record: string;
  readonly json?: boolean;
}

const ANSWERS_HELP = `Answers for scripts (YAML); what the instruments showed, in the units of the items, or as-is:
  person: 7
  name: as it goes into the record
  fill: { sodium: 22, mass: 20 }
  items: { currentZero: 0, currentGain: as-is, nakTempA: 24.85, nakTempB: 24.9, cellTemp: 25, nakFlow: 0, resistance: 1.31 }`;

/** Adds the command. */
export function addCommission(program: Command): void {
  withAudit(withConnection(program.command('commission')))
    .description('how far the commissioning is; with --guide, lead through fill, calibrations, resistance and signature')
    .option('--guide', 'ask for each item that is missing, send it, and sign at the end; goes on where it stopped')
    .option('--answers <file>', 'the same for scripts, with the answers of a YAML file')
    .option('--again <item...>', 'measure these items once more; that takes an earlier signature away')
    .option('--record <file>', 'where the record of the guide goes', 'commissioning.json')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `\nWithout --guide or --answers nothing is changed.\n\n${ANSWERS_HELP}\n\n${EXIT_HELP}\n\nExamples:\n  liquidus commission --port /dev/ttyUSB0\n  liquidus commission --guide --port /dev/ttyUSB0\n  liquidus commission --guide --again nakTempA --record after-repair.json --port /dev/ttyUSB0\n  liquidus commission --answers answers.yaml --json --tcp 127.0.0.1:1502`,
    )
    .action((flags: CommissionFlags) =>
      withDevice(flags, (link) => (flags.guide === true || flags.answers !== undefined ? lead(link, flags) : show(link, flags))),
    );
}

async function show({ device }: Link, flags: CommissionFlags): Promise<void> {
  if (flags.again) throw new LiquidusError('usage.item', 'The flag --again belongs to --guide or --answers; add one of them.');
  const commissioning = await device.readCommissioning();
  const lines = flags.json === true ? [JSON.stringify(commissioning)] : commissioningLines(commissioning);
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function lead(link: Link, flags: CommissionFlags): Promise<void> {
  const [{ guide }, { FileAnswers, TerminalAnswers }] = await Promise.all([import('./commission/guide.js'), import('./commission/answers.js')]);
  const { answers } = flags;
  if (answers === undefined && flags.json === true)
    throw new LiquidusError(
      'usage.terminal',
      'The guide asks questions, which --json leaves no room for; give the answers in a file with --answers FILE.',
    );
  if (answers === undefined && !process.stdin.isTTY) {
    throw new LiquidusError(
      'usage.terminal',
      'The guide asks questions, and the input is no terminal; give the answers in a file with --answers FILE.',
    );
  }
  const record = await guide(link, {
    ...flags,
    again: flags.again ?? [],
    answers: () => (answers === undefined ? new TerminalAnswers() : new FileAnswers(answers)),
    say: (text) => {
      if (flags.json !== true) process.stdout.write(`${text}\n`);
    },
  });
  if (flags.json === true) process.stdout.write(`${JSON.stringify(record)}\n`);
}
