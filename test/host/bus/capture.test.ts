import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBus } from '../../../host/bus/connection.js';
import type { Direction } from '../../../host/bus/pcap.js';
import { PcapFile, readPcap } from '../../../host/bus/pcap.js';
import type { Slave } from './slave.js';
import { frame, startSlave } from './slave.js';

const TSHARK = spawnSync('tshark', ['--version']).error === undefined;
let folder: string;
let slave: Slave;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liquidus-capture-'));
  slave = await startSlave();
});
afterEach(async () => {
  await slave.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A read that is answered late, another one, and a write, all captured. */
async function talk(): Promise<{ direction: Direction; hex: string }[]> {
  const seen: { direction: Direction; hex: string }[] = [];
  const file = new PcapFile(join(folder, 'talk.pcap'), 'rtu');
  const bus = await openBus({ kind: 'rtuTcp', host: '127.0.0.1', port: slave.port }, { timeoutMs: 400, silenceMs: 600 }, (direction, captured) => {
    seen.push({ direction, hex: Buffer.from(captured.bytes).toString('hex') });
    file.add(direction, captured);
  });
  slave.script.push((reply) => [{ afterMs: 550, bytes: reply }]);
  await expect(bus.readInput(1, 10, 2)).rejects.toThrow(/No answer/);
  await bus.readInput(1, 20, 1);
  await bus.writeRegister(1, 5, 77);
  await bus.close();
  file.close();
  return seen;
}

const hex = (...body: number[]): string => Buffer.from(frame(...body)).toString('hex');

describe('a capture', () => {
  it('holds every frame of the line: requests, replies, and the late one that nobody was given', async () => {
    const seen = await talk();
    expect(seen).toEqual([
      { direction: 'sent', hex: hex(1, 4, 0, 10, 0, 2) },
      { direction: 'received', hex: hex(1, 4, 4, 3, 242, 3, 243) },
      { direction: 'sent', hex: hex(1, 4, 0, 6, 0, 3) },
      { direction: 'received', hex: hex(1, 4, 6, 3, 238, 3, 239, 3, 240) },
      { direction: 'sent', hex: hex(1, 4, 0, 20, 0, 1) },
      { direction: 'received', hex: hex(1, 4, 2, 3, 252) },
      { direction: 'sent', hex: hex(1, 6, 0, 5, 0, 77) },
      { direction: 'received', hex: hex(1, 6, 0, 5, 0, 77) },
    ]);
    const { framing, frames } = readPcap(readFileSync(join(folder, 'talk.pcap')), 'talk.pcap');
    expect(framing).toBe('rtu');
    expect(frames.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).toEqual(seen.map((one) => one.hex));
    expect(frames.every(({ timeUs }, k) => k === 0 || timeUs >= (frames[k - 1]?.timeUs ?? 0))).toBe(true);
    expect(Math.abs((frames[0]?.timeUs ?? 0) / 1000 - Date.now())).toBeLessThan(5000);
  });

  it.skipIf(!TSHARK)('is read by tshark, which finds every CRC good (needs tshark)', async () => {
    await talk();
    const dlt = 'uat:user_dlts:"User 0 (DLT=147)","mbrtu","0","","0",""';
    const args = ['-r', join(folder, 'talk.pcap'), '-o', dlt, '-o', 'mbrtu.crc_verification:TRUE', '-T', 'fields'];
    const { stdout } = spawnSync('tshark', [...args, '-e', 'mbrtu.crc16.status', '-e', 'modbus.func_code', '-e', 'mbrtu.unit_id'], {
      encoding: 'utf8',
    });
    expect(stdout.trim().split('\n')).toEqual([...new Array<string>(6).fill('1\t4\t1'), ...new Array<string>(2).fill('1\t6\t1')]);
  });

  it.skipIf(!TSHARK)('of Modbus TCP is read by tshark without a setting (needs tshark)', () => {
    const file = new PcapFile(join(folder, 'tcp.pcap'), 'mbap');
    file.add('sent', { timeUs: 1_700_000_000_250_000, bytes: Uint8Array.of(0, 1, 0, 0, 0, 6, 1, 4, 0, 37, 0, 1) });
    file.add('received', { timeUs: 1_700_000_000_260_000, bytes: Uint8Array.of(0, 1, 0, 0, 0, 5, 1, 4, 2, 0, 123) });
    file.close();
    const args = [
      '-r',
      file.path,
      '-T',
      'fields',
      '-e',
      'frame.time_epoch',
      '-e',
      'mbtcp.trans_id',
      '-e',
      'modbus.reference_num',
      '-e',
      'modbus.regval_uint16',
    ];
    const { stdout } = spawnSync('tshark', args, { encoding: 'utf8' });
    expect(stdout.trim().split('\n')).toEqual(['1700000000.250000000\t1\t37\t', '1700000000.260000000\t1\t\t123']);
    expect(readPcap(readFileSync(file.path), 'x').frames[1]?.bytes.at(-1)).toBe(123);
  });

  it('that cannot be written, or is none, is refused with a sentence', () => {
    expect(() => new PcapFile(join(folder, 'not', 'there.pcap'), 'rtu')).toThrow(/cannot be written: ENOENT; choose a file/);
    writeFileSync(join(folder, 'text'), 'no capture at all, but long enough');
    expect(() => readPcap(readFileSync(join(folder, 'text')), 'text')).toThrow(/text is no capture that can be read here/);
  });

  it('on a full disk ends with the frames before, and says so', () => {
    // The device that is always full.
    expect(() => new PcapFile('/dev/full', 'rtu')).toThrow(/the disk is full; free some room/);
  });
});
