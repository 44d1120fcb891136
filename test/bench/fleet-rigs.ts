/**
 * A process with virtual controllers, each the shipped bundle with its plant, on Modbus TCP: `fleet-rigs.ts --units N`. Prints a JSON object with the ports,
 * and those of the control sockets, when all are ready. With `--lame` the last but one answers late, and the last one never.
 */
import net from 'node:net';
import { parseArgs } from 'node:util';
import { openControl } from '../../hil/rig/control.js';
import { Rig } from '../../hil/rig/rig.js';
import { listen, openModbusTcp } from '../../hil/rig/servers.js';
import { parseHostPort } from '../../host/bus/connection.js';

const { values: flags } = parseArgs({
  options: { units: { type: 'string' }, speed: { type: 'string', default: '1' }, lame: { type: 'boolean', default: false } },
});
const COUNT = Number(flags.units);
const HERE = '127.0.0.1';
/** Delay of every answer of the slow one, ms. */
const SLOW_MS = 400;

/** A way to a port that delivers late. */
async function late(port: number): Promise<number> {
  const door = await listen(HERE, 0, (socket) => {
    const there = net.connect({ port, host: HERE, noDelay: true });
    for (const [from, to, ms] of [
      [socket, there, 0],
      [there, socket, SLOW_MS],
    ] as const) {
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
      from.on('data', (bytes) => setTimeout(() => void to.write(bytes), ms));
    }
  });
  return parseHostPort(door.where).port;
}

const ports: number[] = [];
const controls: number[] = [];
for (let k = 0; k < COUNT; k++) {
  const rig = Rig.create({ speed: Number(flags.speed), plant: {}, blank: false });
  const { port } = parseHostPort((await openModbusTcp(rig, HERE, 0)).where);
  controls.push(parseHostPort((await openControl(rig, HERE, 0)).where).port);
  rig.start();
  ports.push(flags.lame && k === COUNT - 2 ? await late(port) : port);
}
if (flags.lame) {
  const silent = await listen(HERE, 0, (socket) => void socket.on('error', () => undefined).resume());
  ports[COUNT - 1] = parseHostPort(silent.where).port;
}
process.stdout.write(`${JSON.stringify({ ports, controls })}\n`);
