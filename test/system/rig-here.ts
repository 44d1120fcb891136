/** A virtual rig and the command line in the process of the test, over real sockets: a start of the program costs seconds on a busy machine. */
import { Rig } from '../../hil/rig/rig.js';
import { openModbusTcp, openRtuTcp } from '../../hil/rig/servers.js';
import { run } from '../../host/cli/run.js';

/** How a command ended, and what it said. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

type Write = typeof process.stdout.write;

/** Runs `liquidus` with arguments. One at a time: what the process writes meanwhile counts as said by it. */
export async function liquidus(...args: string[]): Promise<Run> {
  const said = { out: '', err: '' };
  const { stdout, stderr } = process;
  const [out, err] = [stdout.write, stderr.write];
  const { exitCode } = process;
  const keep = (name: keyof typeof said): Write => {
    return ((text: string | Uint8Array, ...rest: unknown[]) => {
      said[name] += typeof text === 'string' ? text : Buffer.from(text).toString();
      for (const done of rest) if (typeof done === 'function') done();
      return true;
    }) as Write;
  };
  stdout.write = keep('out');
  stderr.write = keep('err');
  process.exitCode = 0;
  try {
    await run(['node', 'liquidus', ...args]);
    return { code: Number(process.exitCode), ...said };
  } finally {
    [stdout.write, stderr.write] = [out, err];
    process.exitCode = exitCode;
  }
}

/** An object of JSON. */
export const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

/** A rig that serves. */
export interface OpenRig {
  readonly tcp: string;
  readonly rtuTcp: string;
  close(): Promise<void>;
}

/** Starts a rig on free ports. `speed`: virtual seconds per second. */
export async function openRig(options: { readonly blank?: boolean; readonly speed?: number } = {}): Promise<OpenRig> {
  const rig = Rig.create({ speed: options.speed ?? 5, plant: {}, blank: options.blank === true });
  const doors = [await openModbusTcp(rig, '127.0.0.1', 0), await openRtuTcp(rig, '127.0.0.1', 0)] as const;
  rig.start();
  return {
    tcp: doors[0].where,
    rtuTcp: doors[1].where,
    close: async () => {
      await Promise.all(doors.map((door) => door.close()));
      rig.close();
    },
  };
}
