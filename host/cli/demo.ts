/**
 * `liquidus demo`: rig, operator and live view in one terminal.
 */
import type { Command } from 'commander';
import { EXIT_HELP } from './exit.js';
import { openLink } from './connection-options.js';
import { decimalNumber, wholeNumber } from './number-options.js';
import { Operator } from './operator.js';
import { poll } from './poll.js';
import type { PlantFlags } from './rig.js';
import { plantOf, withPlant } from './rig.js';
import { awaitStop } from './terminal/stop.js';
import type { WatchOutput } from './watch-session.js';
import { lineOutput, screenOutput } from './watch-session.js';
import { parseHostPort } from '../bus/connection.js';
import { LiquidusError } from '../error.js';

interface DemoFlags extends PlantFlags {
  readonly speed?: number;
  readonly count?: number;
  readonly web?: boolean;
  readonly listen?: string;
  readonly browser?: boolean;
}

/** Virtual seconds per second while the cell warms up, where the person did not choose: its ten minutes of soak are no show. */
const LAPSE = 60;
/** Time between two reads, ms. */
const INTERVAL_MS = 250;

/** Adds the command. */
export function addDemo(program: Command): void {
  withPlant(program.command('demo'))
    .description('a virtual rig and its live view in this terminal; an operator starts it and discharges and charges it')
    .option('--speed <n>', `virtual seconds per second (default: ${LAPSE} during warm-up, then 1)`, decimalNumber('--speed', 0.1, 200, ''))
    .option('--web', 'show it in the browser instead: dashboard, commands, faults')
    .option('--listen <host:port>', 'with --web: address of the dashboard (default: 127.0.0.1:8502)')
    .option('--no-browser', 'with --web: only print the address')
    .option('--count <n>', 'end after this many snapshots', wholeNumber('--count', 1, 1_000_000_000))
    .addHelpText(
      'after',
      `\nq or Ctrl-C ends everything. Other programs may read along: the title shows the address.\n${EXIT_HELP}\n\nExamples:\n  liquidus demo\n  liquidus demo --web\n  liquidus demo --speed 30 --ambient 5`,
    )
    .action(demo);
}

async function demo(flags: DemoFlags): Promise<void> {
  if (flags.listen !== undefined && flags.web !== true) {
    throw new LiquidusError('usage.demo', 'The flag --listen names the address of the dashboard; use it with --web.');
  }
  if (flags.web === true) return (await import('./demo-web.js')).webDemo(flags, LAPSE);
  const [{ Rig }, { openModbusTcp }] = await Promise.all([import('../../hil/rig/rig.js'), import('../../hil/rig/servers.js')]);
  const screen = process.stdout.isTTY && flags.count === undefined;
  const rig = Rig.create({
    speed: flags.speed ?? LAPSE,
    plant: plantOf(flags),
    blank: false,
    ...(flags.board === undefined ? {} : { board: flags.board }),
  });
  const door = await openModbusTcp(rig, '127.0.0.1', 0);
  const stop = awaitStop(screen);
  let output: WatchOutput | undefined;
  let left = flags.count ?? Infinity;
  const operator = new Operator({
    heartbeatMs: () => Math.max(20, 1000 / rig.speed),
    onReady: () => (rig.speed = flags.speed ?? 1),
    onColdStart: () => (rig.speed = flags.speed ?? LAPSE),
    act: (text) => output?.note(`[time ×${rig.speed}] ${text}`),
    progress: (text) => screen && output?.note(`[time ×${rig.speed}] ${text}`),
  });
  try {
    rig.start();
    const { port } = parseHostPort(door.where);
    const polls = poll({
      open: (reopened) => openLink({ tcp: `127.0.0.1:${port}`, unit: 1 }, reopened),
      intervalMs: INTERVAL_MS,
      signal: stop.signal,
      onLink: (link) => {
        output ??= screen ? screenOutput(`virtual rig on ${link.title}`) : lineOutput(link.title, false);
        operator.takeOver(link.device);
      },
    });
    for await (const result of polls) {
      output?.show(result);
      if (result.kind === 'snapshot') operator.see(result.live);
      if (result.kind === 'snapshot' && --left <= 0) break;
    }
  } finally {
    operator.leave();
    output?.close();
    stop.release();
    await door.close();
    rig.close();
  }
}
