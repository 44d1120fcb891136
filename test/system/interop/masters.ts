/**
 * Masters that others wrote, behind one face: questions in, answers out. Each says whether its tool is here.
 *
 * Question: function code and its numbers, as in "3 2000 2" or "16 2015 100 300". Answer: "OK" and the numbers that came back, "EXC" and the
 * exception code, or "ERR" and what went wrong.
 */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where a device is: a serial line, or Modbus TCP. */
export type Where = { readonly path: string } | { readonly host: string; readonly port: number };

export interface Master {
  readonly name: string;
  /** Function codes that it can ask over a serial line and over Modbus TCP. */
  readonly functions: { readonly pty: readonly number[]; readonly tcp: readonly number[] };
  /** Why it cannot be used here; empty when it can. */
  readonly missing: string;
  ask(where: Where, questions: readonly string[]): Promise<string[]>;
}

const SOURCES = fileURLToPath(new URL('.', import.meta.url));
const UNIT = '1';
const onBoth = (codes: readonly number[]): Master['functions'] => ({ pty: codes, tcp: codes });
const runs = (program: string, ...args: string[]): boolean => spawnSync(program, args, { stdio: 'ignore' }).status === 0;

interface Ended {
  readonly out: string;
  readonly err: string;
}

function run(program: string, args: readonly string[], input = ''): Promise<Ended> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()));
  child.stdin.end(input);
  return new Promise((done) => child.on('close', () => done({ out, err })));
}

/** A program that reads questions line by line. */
async function askAll(program: string, first: readonly string[], where: Where, questions: readonly string[]): Promise<string[]> {
  const place = 'path' in where ? ['rtu', where.path] : ['tcp', where.host, String(where.port)];
  const { out, err } = await run(program, [...first, ...place, UNIT], `${questions.join('\n')}\n`);
  const answers = out.trimEnd().split('\n');
  return answers.length === questions.length ? answers : questions.map((_, i) => answers[i] || `ERR ${err.trim() || 'no answer'}`);
}

/** libmodbus, the C library; the client is compiled into `folder`. */
export function libmodbus(folder: string): Master {
  const program = join(folder, 'client');
  const built = runs('cc', '-O1', '-I/usr/include/modbus', '-o', program, join(SOURCES, 'client.c'), '-lmodbus');
  return {
    name: 'libmodbus',
    functions: onBoth([1, 2, 3, 4, 5, 6, 15, 16, 17, 22, 23]),
    missing: built ? '' : 'the C library libmodbus with its headers and a C compiler',
    ask: (where, questions) => askAll(program, [], where, questions),
  };
}

/** pymodbus 3.0, as Debian has it: later ones name their arguments otherwise. */
export function pymodbus(): Master {
  const works = (python: string): boolean =>
    runs(python, '-c', 'import pymodbus.client, pymodbus.version as v; assert str(v.version).startswith(("3.0", "[pymodbus, version 3.0"))');
  const python = ['python3', '/usr/bin/python3'].find(works);
  return {
    name: 'pymodbus',
    functions: onBoth([1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 15, 16, 17, 20, 21, 22, 23, 24, 43]),
    missing: python ? '' : 'pymodbus 3.0 for Python',
    ask: (where, questions) => askAll(python ?? 'python3', [join(SOURCES, 'client.py')], where, questions),
  };
}

/** mbpoll, on libmodbus, one process a question. It names tables and picks the function itself. */
export function mbpoll(): Master {
  const table: Record<number, string> = { 1: '0', 2: '1', 3: '4', 4: '3', 5: '0', 6: '4', 15: '0', 16: '4' };
  const one = async (where: Where, question: string): Promise<string> => {
    const [fc = 0, address = 0, ...rest] = question.split(' ').map(Number);
    const writes = fc > 4 && fc < 17;
    const place = 'path' in where ? ['-m', 'rtu', '-b', '115200', '-P', 'none'] : ['-m', 'tcp', '-p', String(where.port)];
    const what = fc === 17 ? ['-u'] : ['-0', '-1', '-q', '-r', String(address), '-t', table[fc] ?? '4', ...(writes ? [] : ['-c', String(rest[0])])];
    const target = 'path' in where ? where.path : where.host;
    const { out, err } = await run('mbpoll', [...place, '-a', UNIT, ...what, target, ...(writes ? rest.map(String) : [])]);
    if (/Illegal function/i.test(err + out)) return 'EXC 1';
    if (/Illegal data address/i.test(err + out)) return 'EXC 2';
    if (/Illegal data value/i.test(err + out)) return 'EXC 3';
    if (writes) return /Written \d+ reference/.test(out) ? 'OK' : `ERR ${err.trim() || out.trim()}`;
    if (fc === 17) {
      const id = /^Id\s*:\s*(\w+)/m.exec(out)?.[1];
      return id === undefined ? `ERR ${err.trim() || out.trim()}` : `OK ${id}`;
    }
    const values = [...out.matchAll(/^\[\d+\]:\s+(-?\d+)/gm)].map(([, value]) => Number(value) & 0xffff);
    return values.length > 0 ? `OK ${values.join(' ')}` : `ERR ${err.trim() || out.trim()}`;
  };
  return {
    name: 'mbpoll',
    // It asks for the identification (function 17) on serial lines only.
    functions: { pty: [1, 2, 3, 4, 5, 6, 15, 16, 17], tcp: [1, 2, 3, 4, 5, 6, 15, 16] },
    missing: runs('mbpoll', '-V') ? '' : 'mbpoll',
    ask: async (where, questions) => {
      const answers: string[] = [];
      for (const question of questions) answers.push(await one(where, question));
      return answers;
    },
  };
}
