/**
 * What goes over the line, read by a dissector that others wrote: every frame of the vectors, requests and replies of the shipped bundle, in a
 * capture file that tshark decodes without a complaint about CRC or length.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { boardRow } from '../../firmware/model/boards.js';
import { deviceOf } from '../../host/conform/device.js';
import { tryVector } from '../../host/conform/trial.js';
import { vectorsFor } from '../../host/conform/vectors.js';
import { builtBundle } from '../../hil/scenario/bundle-file.js';
import { Emulator } from '../../hil/target/emulator/emulator.js';
import { TargetLine } from './target-line.js';

const TSHARK = spawnSync('tshark', ['--version'], { stdio: 'ignore' }).status === 0;
/** Link type "user 0", which tshark is told to read as Modbus RTU. */
const DLT_USER0 = 147;
const FILE = 'out/interop/vectors.pcap';

/** A classic capture file, one packet a frame, a millisecond apart. */
function capture(frames: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65535, 16);
  header.writeUInt32LE(DLT_USER0, 20);
  const packets = frames.map((frame, i) => {
    const head = Buffer.alloc(16);
    head.writeUInt32LE(Math.floor(i / 1000), 0);
    head.writeUInt32LE((i % 1000) * 1000, 4);
    head.writeUInt32LE(frame.length, 8);
    head.writeUInt32LE(frame.length, 12);
    return Buffer.concat([head, frame]);
  });
  return Buffer.concat([header, ...packets]);
}

/** Decodes a capture; the text of all packets. */
function dissect(file: string): string {
  const { stdout, status, stderr } = spawnSync(
    'tshark',
    ['-r', file, '-o', 'uat:user_dlts:"User 0 (DLT=147)","mbrtu","0","","0",""', '-o', 'mbrtu.crc_verification:TRUE', '-O', 'mbrtu,modbus'],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error(`tshark failed: ${stderr}`);
  return stdout;
}

/** Different good frames of all vectors on a board: requests that were answered with more than a refusal, and all answers. */
async function exchanged(board: string): Promise<Uint8Array[]> {
  const line = new TargetLine(new Emulator({ bundle: builtBundle(board).text, board }));
  const frames = new Map<string, Uint8Array>();
  for (const vector of vectorsFor(deviceOf(boardRow(board)))) {
    for (const entry of (await tryVector(vector, line, 1)).transcript) {
      const [request = '', answer = ''] = entry.split(' > ').map((text) => (text === 'silence' ? '' : text));
      const refused = (Number.parseInt(answer.slice(2, 4), 16) & 0x80) !== 0;
      if (answer === '') continue;
      frames.set(answer, Buffer.from(answer, 'hex'));
      // The dissector takes four bytes for no frame (functions 7, 11, 12 and 17 have no more).
      if (!refused && request.length > 8) frames.set(request, Buffer.from(request, 'hex'));
    }
  }
  return [...frames.values()];
}

describe('tshark', () => {
  it.skipIf(!TSHARK).each(['pico', 'esp32'])(
    `finds nothing wrong with what %s says to the vectors${TSHARK ? '' : ' (needs tshark)'}`,
    async (board) => {
      const frames = await exchanged(board);
      mkdirSync('out/interop', { recursive: true });
      writeFileSync(FILE, capture(frames));
      const text = dissect(FILE);
      expect(text.match(/^Frame \d+:/gm)).toHaveLength(frames.length);
      expect(text.match(/\[correct\]|CRC-16: 0x[0-9a-f]{4}/gi)?.length).toBeGreaterThanOrEqual(frames.length);
      expect(text.match(/.*(?:incorrect|malformed|too short|bogus|expert info \((?:error|warning)).*/gi) ?? []).toEqual([]);
      // The dissector is awake: it complains about a frame whose CRC is wrong.
      const spoiled = (frames[0] ?? new Uint8Array(8)).slice();
      spoiled[spoiled.length - 1] = (spoiled[spoiled.length - 1] ?? 0) ^ 0xff;
      writeFileSync(`${FILE}.spoiled`, capture([spoiled]));
      expect(dissect(`${FILE}.spoiled`)).toMatch(/incorrect/i);
    },
  );
});
