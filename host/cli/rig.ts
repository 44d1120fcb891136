/**
 * `liquidus rig`: the virtual rig for any Modbus master.
 */
import { Option, type Command } from 'commander';
import { BOARDS } from '../../firmware/model/boards.js';
import type { Door } from '../../hil/rig/servers.js';
import type { LabCellOptions } from '../../hil/plant/options.js';
import { parseHostPort } from '../bus/connection.js';
import { LiquidusError } from '../error.js';
import { EXIT_HELP } from './exit.js';
import { decimalNumber, wholeNumber } from './number-options.js';
import { awaitStop } from './terminal/stop.js';

/** Flags that shape the rig, shared with the demo. */
export interface PlantFlags {
  readonly ambient?: number;
  readonly temperature?: number;
  readonly sodium?: number;
  readonly seed?: number;
  readonly stack?: number;
  readonly board?: string;
}

interface RigFlags extends PlantFlags {
  readonly speed: number;
  readonly blank?: boolean;
  readonly tcp?: string;
  readonly rtuTcp?: string;
  readonly ownTcp?: string;
  readonly pty?: string;
  readonly control?: string;
  readonly json?: boolean;
}

/** The catholyte of the stack crystallises at 22 °C (docs/physics.md, section 7), so it starts warmer than a laboratory cell. */
const STACK_START = { temperature: 40, ambient: 30 };

/** Adds the flags that shape the plant. Limits: hil/plant/options.ts. */
export function withPlant(command: Command): Command {
  return command
    .option('--ambient <°C>', `temperature of the room (default: 20; of a stack ${STACK_START.ambient})`, decimalNumber('--ambient', -30, 60, '°C'))
    .option(
      '--temperature <°C>',
      `temperature of every part at the start (default: 25; of a stack ${STACK_START.temperature})`,
      decimalNumber('--temperature', -30, 80, '°C'),
    )
    .option('--sodium <wt%>', 'sodium in the metal at the start (default: 22)', decimalNumber('--sodium', 9, 60, 'wt% Na'))
    .option('--seed <n>', 'seed of the noise (default: 1)', decimalNumber('--seed', 0, 4294967295, ''))
    .option('--stack <cells>', 'a stack of that many cells, each on a NaK loop of its own, instead of one cell', wholeNumber('--stack', 2, 32))
    .addOption(new Option('--board <id>', 'board whose bundle runs (default: pico)').choices(BOARDS.map(({ id }) => id)));
}

/** Plant options that the flags name. */
export function plantOf(flags: PlantFlags): LabCellOptions {
  return {
    ...(flags.stack === undefined ? {} : { preset: 'stack', cells: flags.stack, ...STACK_START }),
    ...(flags.ambient === undefined ? {} : { ambient: flags.ambient }),
    ...(flags.temperature === undefined ? {} : { temperature: flags.temperature }),
    ...(flags.sodium === undefined ? {} : { sodiumWt: flags.sodium }),
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
  };
}

/** Adds the command. */
export function addRig(program: Command): void {
  withPlant(program.command('rig'))
    .description('run a virtual rig: the flashed bundle on a simulated cell, open to any Modbus master')
    .option('--tcp <host:port>', 'serve Modbus TCP; port 0 takes a free one')
    .option('--rtu-tcp <host:port>', 'serve RTU frames over TCP, as a serial server does')
    .option('--own-tcp <host:port>', 'serve the Modbus TCP of the board itself, switched on for reading and writing (--board esp32)')
    .option('--pty <path>', 'serve a serial line at this path (needs socat)')
    .option('--control <host:port>', 'open a socket on this machine through which faults are injected (docs/daemon.md)')
    .option('--speed <n>', 'virtual seconds per second', decimalNumber('--speed', 0.1, 1000, ''), 1)
    .option('--blank', 'start with an empty memory, as after the first flash; default: commissioned')
    .option('--json', 'print the line that says where it serves as JSON')
    .addHelpText(
      'after',
      `\nUnit 1. The line has no speed of its own: any --baud and --parity does. Ctrl-C ends it.\n${EXIT_HELP}\n\nExamples:\n  liquidus rig --tcp 127.0.0.1:1502\n  liquidus rig --pty /tmp/liquidus --speed 10\n  liquidus rig --tcp 127.0.0.1:0 --rtu-tcp 127.0.0.1:0 --json`,
    )
    .action(runRig);
}

async function runRig(flags: RigFlags): Promise<void> {
  if (flags.tcp === undefined && flags.rtuTcp === undefined && flags.ownTcp === undefined && flags.pty === undefined) {
    throw new LiquidusError(
      'usage.rig',
      'Where shall the rig serve? Give at least one of --tcp HOST:PORT, --rtu-tcp HOST:PORT, --own-tcp HOST:PORT or --pty PATH.',
    );
  }
  // The bench is loaded here: no other command should pay for it.
  const [{ Rig }, { openModbusTcp, openOwnTcp, openPty, openRtuTcp }, { openControl }] = await Promise.all([
    import('../../hil/rig/rig.js'),
    import('../../hil/rig/servers.js'),
    import('../../hil/rig/control.js'),
  ]);
  const stop = awaitStop(false);
  const rig = Rig.create({
    speed: flags.speed,
    plant: plantOf(flags),
    blank: flags.blank === true,
    ownTcp: flags.ownTcp !== undefined,
    ...(flags.board === undefined ? {} : { board: flags.board }),
    onEvent: (event) => process.stderr.write(`${(event.timeMs / 1000).toFixed(1)} s controller ${event.kind}: ${event.text}\n`),
  });
  const doors: Record<string, Door> = {};
  try {
    if (flags.tcp !== undefined) {
      const { host, port } = parseHostPort(flags.tcp);
      doors.tcp = await openModbusTcp(rig, host, port);
    }
    if (flags.rtuTcp !== undefined) {
      const { host, port } = parseHostPort(flags.rtuTcp);
      doors.rtuTcp = await openRtuTcp(rig, host, port);
    }
    if (flags.ownTcp !== undefined) {
      const { host, port } = parseHostPort(flags.ownTcp);
      doors.ownTcp = await openOwnTcp(rig, host, port);
    }
    if (flags.pty !== undefined) doors.pty = await openPty(rig, flags.pty);
    if (flags.control !== undefined) {
      const { host, port } = parseHostPort(flags.control);
      doors.control = await openControl(rig, host, port);
    }
    rig.start();
    process.stdout.write(`${readyLine(rig.bundle, doors, flags)}\n`);
    await stop.asked;
  } finally {
    await Promise.all(Object.values(doors).map((door) => door.close()));
    rig.close();
    stop.release();
  }
}

const DOOR_FLAGS: Readonly<Record<string, string>> = {
  tcp: '--tcp',
  rtuTcp: '--rtu-tcp',
  ownTcp: '--tcp (the board itself)',
  pty: '--port',
  control: 'control socket',
};

function readyLine(bundle: { readonly board: string; readonly sha256: string }, doors: Readonly<Record<string, Door>>, flags: RigFlags): string {
  const where = Object.fromEntries(Object.entries(doors).map(([name, door]) => [name, door.where]));
  if (flags.json === true) return JSON.stringify({ ready: true, ...where, unit: 1, board: bundle.board, bundle: bundle.sha256, speed: flags.speed });
  const serving = Object.entries(where).map(([name, place]) => `${DOOR_FLAGS[name] ?? name} ${place}`);
  return `Rig ready: ${serving.join(', ')}; unit 1, board ${bundle.board}, bundle ${bundle.sha256.slice(0, 16)}, speed ${flags.speed}. Ctrl-C ends it.`;
}
