/**
 * `liquidus demo --web`: rig, operator and daemon in one process; the dashboard shows them. A person who gives a command takes the operator's place.
 */
import { parseHostPort } from '../bus/connection.js';
import { openLink } from './connection-options.js';
import { Operator } from './operator.js';
import type { PlantFlags } from './rig.js';
import { plantOf } from './rig.js';
import { packageVersion } from './package-version.js';
import { FIRMWARE_FOLDER, WEB_FOLDER, WEB_PORT } from './serve.js';
import { openInBrowser } from './terminal/browser.js';
import { awaitStop } from './terminal/stop.js';

/** Flags of the demo that count here. */
export interface WebDemoFlags extends PlantFlags {
  readonly speed?: number;
  readonly listen?: string;
  readonly browser?: boolean;
}

/** Time between two reads, ms. */
const INTERVAL_MS = 250;

/** Runs the demo until Ctrl-C. @param lapse virtual seconds per second during warm-up, where the person did not choose */
export async function webDemo(flags: WebDemoFlags, lapse: number): Promise<void> {
  const [{ Rig }, { openModbusTcp }, { openControl }, { Daemon }, { MemoryStore }] = await Promise.all([
    import('../../hil/rig/rig.js'),
    import('../../hil/rig/servers.js'),
    import('../../hil/rig/control.js'),
    import('../daemon/daemon.js'),
    import('../record/memory.js'),
  ]);
  const stop = awaitStop(false);
  const say = (text: string): boolean => process.stdout.write(`${text}\n`);
  const rig = Rig.create({
    speed: flags.speed ?? lapse,
    plant: plantOf(flags),
    blank: false,
    ...(flags.board === undefined ? {} : { board: flags.board }),
  });
  const modbus = await openModbusTcp(rig, '127.0.0.1', 0);
  const control = await openControl(rig, '127.0.0.1', 0);
  rig.start();
  const { port } = parseHostPort(modbus.where);
  const unit = { id: 'demo', title: 'Virtual cell', address: 1, intervalMs: INTERVAL_MS, heartbeatMs: (): number => Math.max(20, 1000 / rig.speed) };
  const daemon = new Daemon({
    lines: [{ connection: { kind: 'tcp', host: '127.0.0.1', port }, units: [unit], rig: parseHostPort(control.where) }],
    listen: parseHostPort(flags.listen ?? `127.0.0.1:${WEB_PORT}`, WEB_PORT),
    store: new MemoryStore(),
    access: { localRole: 'service' },
    web: WEB_FOLDER,
    firmware: FIRMWARE_FOLDER,
    version: packageVersion(),
  });
  const link = await openLink({ tcp: `127.0.0.1:${port}`, unit: 1 });
  const operator = new Operator({
    heartbeatMs: unit.heartbeatMs,
    onReady: () => (rig.speed = flags.speed ?? 1),
    onColdStart: () => (rig.speed = flags.speed ?? lapse),
    act: say,
    progress: () => undefined,
  });
  operator.takeOver(link.device);
  let present = true;
  daemon.on('live', (message) => {
    if (message.type === 'command' && present) {
      present = false;
      operator.leave();
      say('A person has given a command: the operator leaves the cell to them.');
    }
  });
  const shown = daemon.member(undefined).unit;
  shown.on('snapshot', () => {
    if (present && shown.live) operator.see(shown.live);
  });
  try {
    const url = await daemon.start();
    say(`Dashboard: ${url}  (Modbus TCP for other programs: ${modbus.where}). Ctrl-C ends everything.`);
    if (flags.browser !== false) openInBrowser(url);
    await stop.asked;
  } finally {
    operator.leave();
    await daemon.stop();
    await link.bus.close();
    await Promise.all([modbus.close(), control.close()]);
    rig.close();
    stop.release();
  }
}
