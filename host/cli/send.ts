/**
 * `liquidus command`, also `liquidus send`: one command to the device, the way an operator gives it.
 */
import type { Command } from 'commander';
import { COMMANDS } from '../../firmware/model/commands.js';
import type { Command as DeviceCommand } from '../device/codec.js';
import type { Live } from '../device/live.js';
import { standing } from '../device/outcome.js';
import { commandOf, references, VERBS } from '../device/verbs.js';
import { LiquidusError } from '../error.js';
import type { AuditFlags } from './audit.js';
import { auditIfPossible, withAudit } from './audit.js';
import type { ConnectionFlags, Link } from './connection-options.js';
import { withConnection, withDevice } from './connection-options.js';
import { EXIT_HELP } from './exit.js';
import { wholeNumber } from './number-options.js';
import { checkNothingPending } from './journal.js';
import { awaitStop, sleep } from './terminal/stop.js';
import { snapshotJson } from './view/json.js';

interface SendFlags extends ConnectionFlags, AuditFlags {
  readonly for?: number;
  readonly leave?: boolean;
  readonly json?: boolean;
}

/** Adds the command. */
export function addSend(program: Command): void {
  const list = Object.entries(VERBS).map(([name, values]) => {
    const doc = COMMANDS.find((row) => row.name === name)?.doc ?? '';
    return `  ${[name, ...values].join(' ').padEnd(26)}${doc}`;
  });
  withAudit(
    withConnection(program.command('command').alias('send').argument('<command>', 'what to do, see below').argument('[values...]', 'its values')),
  )
    .description(
      'give the device a command: start, stop, charge, discharge, rest, reset, reanchor, commit, service, leaveService, rescue, calibrate, sign',
    )
    .option('--for <s>', 'charge, discharge, rescue: hold the current for this time, then end it', wholeNumber('--for', 1, 65535))
    .option(
      '--leave',
      'charge, discharge, rescue: return at once; the current runs down when heartbeatExpiry is over, 10 s as delivered, unless another master sends heartbeats',
    )
    .option('--json', 'print the snapshot after the command as one JSON object')
    .addHelpText(
      'after',
      `\nCommands:\n${list.join('\n')}\n\nA charge or discharge is held until Ctrl-C or --for: a heartbeat every second, sooner where heartbeatExpiry is short, then rest. A rescue is held until the device ends it, or Ctrl-C stops it.\nThe fault of reset is an id such as P13; without one all are reset. Items of calibrate and their references: ${references()}; as-is keeps what is there.\n${EXIT_HELP}\n\n"send" is another name of this command.\n\nExamples:\n  liquidus command start --port /dev/ttyUSB0\n  liquidus command discharge 0.3 --for 600 --tcp 127.0.0.1:1502\n  liquidus command reset P13 --tcp 127.0.0.1:1502`,
    )
    .action(send);
}

async function send(verb: string, values: string[], flags: SendFlags): Promise<void> {
  const command = commandOf(verb, values, flags.for ?? 0);
  const holds = verb === 'charge' || verb === 'discharge' || verb === 'rescue';
  if (!holds && (flags.for !== undefined || flags.leave === true)) {
    throw new LiquidusError('usage.value', `The flags --for and --leave belong to charge, discharge and rescue; leave them out with "${verb}".`);
  }
  await withDevice(flags, async (link) => {
    if (verb === 'commit') checkNothingPending(link.title);
    const live = await run(command, [verb, ...values].join(' '), link, flags);
    report(verb, live, link, flags);
    if (holds && flags.leave !== true) await hold(verb, link, flags);
  });
}

/** Gives the command, and notes in the audit log what came of it. */
async function run(command: DeviceCommand, given: string, link: Link, flags: SendFlags): Promise<Live> {
  const entry = { action: 'command', link: link.title, command: given };
  try {
    const live = await link.device.command(command);
    auditIfPossible(flags, { ...entry, result: 'done', sequence: live.ackSequence });
    return live;
  } catch (error) {
    auditIfPossible(flags, { ...entry, result: error instanceof LiquidusError ? error.code : 'internal' });
    throw error;
  }
}

function report(verb: string, live: Live, link: Link, flags: SendFlags): void {
  const text =
    flags.json === true ? JSON.stringify(snapshotJson(live, link.title, new Date())) : `${verb}: done; the device is in ${standing(live)}.`;
  process.stdout.write(`${text}\n`);
}

/**
 * Keeps a set-point alive with heartbeats until the person, the time or the device ends it. The time of a rescue runs in the device from the closing of
 * the contactor on, and before that only a stop ends it.
 */
async function hold(verb: string, link: Link, flags: SendFlags): Promise<void> {
  const stop = awaitStop(false);
  if (flags.json !== true) process.stderr.write(`Holding the ${verb}${flags.for === undefined ? '' : ` for ${flags.for} s`}; Ctrl-C ends it.\n`);
  const rescue = verb === 'rescue';
  const end = performance.now() + (rescue ? Infinity : (flags.for ?? Infinity)) * 1000;
  try {
    while (!stop.signal.aborted && performance.now() < end) {
      await link.device.heartbeat();
      await sleep(Math.min(link.device.heartbeatMs, end - performance.now()), stop.signal);
      const live = await link.device.readSnapshot();
      if (live.heartbeatLeft === 0xffff) {
        report(`${verb} ended by the device`, live, link, flags);
        return;
      }
    }
    const name = rescue ? 'stop' : 'rest';
    report(name, await link.device.command({ name }), link, flags);
  } finally {
    stop.release();
  }
}
