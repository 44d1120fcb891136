/**
 * `liquidus flash`: puts the built bundle on a board over its console.
 */
import type { Command } from 'commander';
import { Option } from 'commander';
import { join } from 'node:path';
import { HASH_DIGITS } from '../../firmware/model/bundle-record.js';
import { LiquidusError } from '../error.js';
import { openConsole } from '../console/open.js';
import { BackupFolder, readBackup } from '../flash/backup-folder.js';
import { flash as flashBoard } from '../flash/flash.js';
import type { FlashResult, Step } from '../flash/flash.js';
import { stepWords } from '../flash/step-words.js';
import { rowOf } from '../flash/fit.js';
import { Pace } from '../flash/pace.js';
import type { ParameterPlan } from '../flash/migrate.js';
import type { Parity } from '../bus/serial.js';
import type { ConnectionFlags } from './connection-options.js';
import { connectionOf } from './connection-options.js';
import { EXIT, EXIT_HELP } from './exit.js';
import { trialOver } from './flash-trial.js';
import { wholeNumber } from './number-options.js';
import { styleFor } from './terminal/style.js';
import { awaitStop } from './terminal/stop.js';

interface FlashFlags {
  readonly port?: string;
  readonly board?: string;
  readonly anyBoard?: boolean;
  readonly restart: boolean;
  readonly modbus?: string;
  readonly unit: number;
  readonly baud?: number;
  readonly parity?: Parity;
  readonly stopBits?: string;
  readonly backup: string;
  readonly restore?: string;
  readonly json?: boolean;
}

/** Cells of the progress bar. */
const BAR = 24;
const LABEL = 12;

/** Adds the command. */
export function addFlash(program: Command): void {
  program
    .command('flash')
    .description('put the built bundle on a board over its console, with a backup first and a check after')
    .option('--port <device>', 'console of the board: serial device, or tcp://HOST:PORT')
    .option('--board <id>', 'board that it must be, for example pico')
    .option('--any-board', 'also flash a board that is not the one named: for a trial on the interpreter for Linux, which lacks the pins')
    .option('--no-restart', 'leave the board stopped; it starts the new program at the next power-up')
    .option(
      '--modbus <where>',
      'Modbus line of the board: serial device, tcp://HOST:PORT or rtu-tcp://HOST:PORT. The new program must show there that it works, or the old one comes back',
    )
    .option('--unit <n>', 'Modbus address of the board', wholeNumber('--unit', 1, 247), 1)
    .option('--baud <n>', 'bits per second of a serial Modbus line', wholeNumber('--baud', 1200, 115200))
    .addOption(new Option('--parity <kind>', 'parity bit of a serial Modbus line').choices(['even', 'none', 'odd']))
    .addOption(new Option('--stop-bits <n>', 'stop bits of a serial Modbus line').choices(['1', '2']))
    .option('--backup <folder>', 'where the backup goes, in a folder named by the time', join('out', 'flash'))
    .option('--restore <backup>', 'give the board the parameters of an earlier backup: its folder, or the file of the commissioning page')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `\nA running controller must be in state service: "liquidus send service" over Modbus. Parameters and counters stay.\n${EXIT_HELP}\n\nExamples:\n  liquidus flash --port /dev/ttyACM0 --board pico\n  liquidus flash --port /dev/ttyACM0 --board pico --modbus /dev/ttyUSB0
  liquidus flash --port /dev/ttyACM0 --board pico --restore out/flash/2026-05-04T10-11-12-131Z
  liquidus flash --port tcp://127.0.0.1:2323 --board pico --any-board`,
    )
    .action(flash);
}

async function flash(flags: FlashFlags): Promise<void> {
  if (flags.port === undefined) {
    throw new LiquidusError(
      'usage.port',
      "Where is the board's console? Give --port DEVICE, for example --port /dev/ttyACM0, or --port tcp://HOST:PORT.",
    );
  }
  const { port } = flags;
  const row = rowOf(flags.board);
  const { builtBundle } = await import('../../hil/scenario/bundle-file.js');
  const built = builtBundle(row.id);
  const restore = flags.restore === undefined ? undefined : readBackup(flags.restore);
  const stop = awaitStop(false);
  // A second Ctrl-C ends the program at once, wherever it is; that is no success.
  const { exitCode } = process;
  process.exitCode = EXIT.failure;
  try {
    const result = await flashBoard({
      open: () => openConsole(port),
      row,
      bundle: { bytes: Buffer.from(built.text, 'latin1'), sha256: built.sha256 },
      backup: new BackupFolder(join(flags.backup, new Date().toISOString().replace(/[:.]/g, '-'))),
      ...(restore ? { restore } : {}),
      anyBoard: flags.anyBoard === true,
      restart: flags.restart,
      ...(flags.modbus === undefined ? {} : { trial: trialOver(modbusFlags(flags.modbus, flags), built.sha256) }),
      signal: stop.signal,
      onStep: progress(flags.json === true),
    });
    report(result, built.sha256, flags);
  } finally {
    process.exitCode = exitCode;
    stop.release();
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  }
}

/** The way to the board over Modbus, as the other commands have it. */
function modbusFlags(where: string, { unit, baud, parity, stopBits }: FlashFlags): ConnectionFlags {
  const line = {
    ...(baud === undefined ? {} : { baud }),
    ...(parity === undefined ? {} : { parity }),
    ...(stopBits === undefined ? {} : { stopBits }),
  };
  const [, scheme, address = ''] = /^(tcp|rtu-tcp):\/\/(.*)$/.exec(where) ?? [];
  const flags = { unit, ...line, ...(scheme === 'tcp' ? { tcp: address } : scheme === 'rtu-tcp' ? { rtuTcp: address } : { port: where }) };
  connectionOf(flags);
  return flags;
}

/** One line of the account. */
function line(label: string, text: string): string {
  return `${styleFor(process.stdout).dim(label.padEnd(LABEL))}${text}\n`;
}

/** Says each step as it comes; bytes as a bar, on a terminal only. With --json the terminal gets the bar alone. */
function progress(json: boolean): (step: Step) => void {
  const say = (label: string, text: string): void => {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    if (!json) process.stdout.write(line(label, text));
  };
  const pace = new Pace();
  return (step) => {
    if (step.name !== 'backup' && step.name !== 'upload') return say(...stepWords(step));
    if (!process.stderr.isTTY) return;
    const part = step.done / step.total;
    const bar = '█'.repeat(Math.round(part * BAR)).padEnd(BAR, '░');
    process.stderr.write(
      `\r${step.name.padEnd(LABEL)}${bar} ${String(Math.round(part * 100)).padStart(3)} %  ${step.done} of ${step.total} bytes  ${pace.words(step.done, step.total)}\u001b[K`,
    );
  };
}

/** The plan as JSON, without the bytes. */
function planObject(plan: ParameterPlan): object {
  if (plan.kind !== 'carried') return { kind: plan.kind };
  const { kind, defaults, dropped, unsigned } = plan;
  return { kind, defaults, dropped, unsigned };
}

function report(result: FlashResult, sha256: string, flags: FlashFlags): void {
  const { survey, backup, written, free, restarted, repeated } = result;
  if (flags.json === true) {
    const { board, interpreter, variables } = survey;
    const before = survey.program && { ...survey.program, sha256: survey.record?.slice(0, HASH_DIGITS) ?? null };
    process.stdout.write(
      `${JSON.stringify({ board, interpreter, variables, before, sha256, written, restarted, confirmed: result.confirmed, backup: backup && { folder: backup.place, files: [...backup.files.keys()] }, parameters: planObject(result.parameters), storageFree: free, repeated })}\n`,
    );
    return;
  }
  if (!written) {
    process.stdout.write(line('done', `the board holds exactly this bundle (SHA-256 ${sha256.slice(0, 16)}…); nothing was written`));
    return;
  }
  process.stdout.write(
    line('checked', `length, CRC-32 and hash read back from flash, SHA-256 ${sha256.slice(0, 16)}…; ${free} bytes of Storage free`),
  );
  if (repeated > 0) process.stdout.write(line('line', `${repeated} questions had to be repeated; a few are harmless, many mean a bad cable`));
  const next = result.confirmed
    ? 'the new program runs and answers'
    : restarted
      ? 'the new program was started; see it with "liquidus identify" over Modbus'
      : flags.restart
        ? 'the board holds the new program but did not confirm its start; see with "liquidus identify" over Modbus, and restart the board if it is silent'
        : 'the board holds the new program; restart the board to run it';
  process.stdout.write(line('done', next));
}
