/**
 * The control socket of a rig: what is broken, and how fast time runs. Loopback only.
 *
 * One JSON object a line, each way (docs/daemon.md, "Control socket of a rig"). A request carries a number `id` that its answer repeats:
 *
 *     {"id":1,"ask":"faults"}                                          list, what acts, virtual time, speed
 *     {"id":2,"ask":"inject","fault":"nakTempA.open","values":{}}
 *     {"id":3,"ask":"clear","injection":1}                             without `injection`: everything
 *     {"id":4,"ask":"speed","speed":60}
 *
 * Every answer is `{"id":…,"ok":…}` with the list as it is then, or `{"id":…,"error":{"code":…,"message":…}}`.
 */
import type net from 'node:net';
import { createInterface } from 'node:readline';
import { LiquidusError } from '../../host/error.js';
import type { Rig } from './rig.js';
import type { Door } from './servers.js';
import { listen } from './servers.js';

/** Limits of the speed, virtual seconds per second. */
const SLOWEST = 0.1;
const FASTEST = 1000;
/** Longest request, characters. */
const LONGEST = 10_000;

/** What an answer says. */
interface Standing {
  readonly timeS: number;
  readonly speed: number;
  readonly faults: readonly object[];
  readonly active: readonly object[];
}

function standing(rig: Rig): Standing {
  const faults = rig.faults.injectable.map(({ id, what, how, doc, clearable, parameters }) => ({
    id,
    what,
    how,
    doc,
    clearable,
    parameters: parameters.map(({ fallback, ...parameter }) => ({ ...parameter, fallback: fallback ?? null })),
  }));
  return { timeS: rig.timeMs / 1000, speed: rig.speed, faults, active: rig.faults.active };
}

function wrong(what: string): LiquidusError {
  return new LiquidusError('usage.control', `The rig does not understand ${what}; see "Control socket of a rig" in docs/daemon.md.`);
}

function numbersOf(values: unknown): Record<string, number> {
  if (values === undefined) return {};
  if (typeof values !== 'object' || values === null) throw wrong('the values: they are an object of numbers');
  const numbers: Record<string, number> = {};
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'number') throw wrong(`the value of "${name}": it must be a number`);
    numbers[name] = value;
  }
  return numbers;
}

function act(rig: Rig, request: Readonly<Record<string, unknown>>): void {
  switch (request['ask']) {
    case 'faults':
      return;
    case 'inject':
      if (typeof request['fault'] !== 'string') throw wrong('an injection without the id of a fault');
      rig.faults.inject(request['fault'], numbersOf(request['values']));
      return;
    case 'clear':
      if (request['injection'] === undefined) rig.faults.clearAll();
      else if (typeof request['injection'] === 'number') rig.faults.clear(request['injection']);
      else throw wrong('the injection: it is a number');
      return;
    case 'speed': {
      const speed = request['speed'];
      if (typeof speed !== 'number' || !(speed >= SLOWEST && speed <= FASTEST)) throw wrong(`the speed: it is a number of ${SLOWEST}..${FASTEST}`);
      rig.speed = speed;
      return;
    }
    default:
      throw wrong(`"${String(request['ask'])}": it can be asked for faults, inject, clear and speed`);
  }
}

function answer(rig: Rig, line: string): object {
  let id: unknown = null;
  try {
    const request: unknown = JSON.parse(line);
    if (typeof request !== 'object' || request === null) throw wrong('a line that is no JSON object');
    id = 'id' in request ? request.id : null;
    act(rig, request as Readonly<Record<string, unknown>>);
    return { id, ok: standing(rig) };
  } catch (error) {
    const said = error instanceof LiquidusError ? error : wrong('a line that is no JSON');
    return { id, error: { code: said.code, message: said.message } };
  }
}

/** Opens the control socket. `host` must be a loopback address; throws `usage.address` otherwise. */
export async function openControl(rig: Rig, host: string, port: number): Promise<Door> {
  if (host !== 'localhost' && host !== '::1' && !host.startsWith('127.')) {
    throw new LiquidusError('usage.address', `The control socket of a rig opens on this machine only, not on ${host}; use 127.0.0.1:PORT.`);
  }
  return listen(host, port, (socket: net.Socket) => {
    socket.on('error', () => undefined);
    let bytes = 0;
    socket.on('data', (chunk: Buffer) => {
      bytes = chunk.includes(10) ? 0 : bytes + chunk.length;
      if (bytes > LONGEST) socket.destroy();
    });
    const lines = createInterface({ input: socket });
    // It repeats the errors of its input: a client that was killed must not take the rig along.
    lines.on('error', () => undefined);
    lines.on('line', (line) => {
      if (line.trim() !== '') socket.write(`${JSON.stringify(answer(rig, line))}\n`);
    });
  });
}
