/** The guided commissioning on a virtual rig with an empty memory: by a file of answers, and by a person at a real pseudo-terminal. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CommissioningRecord } from '../../host/cli/commission/record.js';
import { stepsOf } from '../../host/cli/commission/order.js';
import type { OpenRig } from './rig-here.js';
import { json, liquidus, openRig } from './rig-here.js';

const ROOT = join(import.meta.dirname, '..', '..');
const socat = spawnSync('socat', ['-V']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'liquidus-commission-'));
const ANSWERS = 'person: 7\nname: first shift\nfill: { sodium: 22, mass: 20 }\nitems:\n';
const ITEMS = ['currentZero: 0', 'currentGain: as-is', 'nakTempA: as-is', 'nakTempB: as-is', 'cellTemp: as-is', 'nakFlow: 0', 'resistance: as-is'];

/** The order of docs/commissioning.md for the channels of the Pico. */
const ORDER = ['currentZero', 'currentGain', 'nakTempA', 'nakTempB', 'cellTemp', 'nakFlow', 'fill', 'resistance'];

function readRecord(path: string): CommissioningRecord {
  return JSON.parse(readFileSync(path, 'utf8')) as CommissioningRecord;
}

/** SHA-256 over a record without its last field, as docs/commissioning.md has it. */
function sealOf({ sha256: _, ...content }: CommissioningRecord): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

function answers(name: string, items: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, ANSWERS + items.map((item) => `  ${item}\n`).join(''));
  return path;
}

describe('the order of a commissioning', () => {
  it('is that of the page, and has every item of both profiles', () => {
    expect(stepsOf('core').map(({ row }) => row.name)).toEqual(ORDER);
    expect(stepsOf('full')).toHaveLength(15);
  });
});

describe('a commissioning by answers', () => {
  let rig: OpenRig;
  beforeAll(async () => {
    rig = await openRig({ blank: true, speed: 20 });
  });
  afterAll(() => rig.close());

  it('sends nothing when an answer is missing, and says which', async () => {
    const { code, err } = await liquidus(
      'commission',
      '--answers',
      answers('few.yaml', ITEMS.slice(1)),
      '--tcp',
      rig.tcp,
      '--record',
      join(folder, 'few.json'),
    );
    expect([code, err]).toEqual([1, expect.stringMatching(/lack currentZero; nothing was sent/)]);
    expect(json((await liquidus('commission', '--tcp', rig.tcp, '--json')).out)).toMatchObject({ signed: false });
  });

  it('does the items in their order, signs, and leaves a sealed record', async () => {
    const record = join(folder, 'answered.json');
    const { code, out, err } = await liquidus('commission', '--answers', answers('all.yaml', ITEMS), '--tcp', rig.tcp, '--record', record, '--json');
    expect([code, err]).toEqual([0, '']);
    const written = readRecord(record);
    expect(json(out)).toEqual(written);
    expect(written.items.map(({ name }) => name)).toEqual(ORDER);
    expect(written.signature).toMatchObject({ person: 7, name: 'first shift' });
    expect(written.items.find(({ name }) => name === 'fill')?.reference).toBe('22 wt% Na, 20 g');
    expect(written.sha256).toBe(sealOf(written));
    expect(json((await liquidus('commission', '--tcp', rig.tcp, '--json')).out)).toMatchObject({ signed: true, signer: 7 });
  }, 60_000);

  it('says that it is complete, measures an item again on demand, and leaves a signed record alone', async () => {
    const all = join(folder, 'all.yaml');
    const flags = ['commission', '--answers', all, '--tcp', rig.tcp];
    expect((await liquidus(...flags, '--record', join(folder, 'more.json'))).err).toContain('person 7 signed');
    expect((await liquidus(...flags, '--again', 'nakTempA', '--record', join(folder, 'answered.json'))).err).toContain('holds a signed record');
    const again = await liquidus(...flags, '--again', 'nakTempA', '--record', join(folder, 'again.json'));
    expect(again.code, again.err).toBe(0);
    expect(readRecord(join(folder, 'again.json')).items.filter(({ reference }) => reference !== null)).toMatchObject([{ name: 'nakTempA' }]);
  }, 60_000);

  it('takes no record that was edited', async () => {
    const edited = join(folder, 'edited.json');
    writeFileSync(edited, readFileSync(join(folder, 'again.json'), 'utf8').replace('"person": 7', '"person": 8'));
    const { code, err } = await liquidus(
      'commission',
      '--answers',
      join(folder, 'all.yaml'),
      '--again',
      'nakFlow',
      '--tcp',
      rig.tcp,
      '--record',
      edited,
    );
    expect([code, err]).toEqual([1, expect.stringContaining('was edited after it was written')]);
  });
});

/** A guide on a pseudo-terminal of its own. */
class Terminal {
  text = '';
  readonly #child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<number | null>;

  constructor(command: string) {
    this.#child = spawn('socat', ['-', `SYSTEM:"${command}; echo code=\\$?",pty,setsid,ctty,stderr,echo=0`], { cwd: ROOT });
    this.#child.stdout.on('data', (bytes: Buffer) => (this.text += bytes.toString()));
    this.ended = new Promise((done) => this.#child.once('exit', done));
  }

  /** Waits for a text that has not been waited for yet. */
  async sees(what: string | RegExp): Promise<void> {
    await vi.waitFor(() => expect(this.text).toMatch(what), { timeout: 40_000, interval: 50 });
    this.text = this.text.slice(this.text.search(what) + 1);
  }

  types(text: string): void {
    this.#child.stdin.write(text);
  }
}

describe.skipIf(!socat)('a commissioning at a terminal (needs socat)', () => {
  let rig: OpenRig;
  beforeAll(async () => {
    rig = await openRig({ blank: true, speed: 20 });
  });
  afterAll(() => rig.close());
  const record = join(folder, 'guided.json');
  const guide = (): Terminal =>
    new Terminal(`${process.execPath} --no-warnings dist/host/cli/main.js commission --guide --tcp ${rig.tcp} --record ${record}`);

  it('asks item by item, asks again after a refusal, is left by Ctrl-C, and goes on where it stopped until it is signed', async () => {
    // The first item wants the pump off for 30 s: 50 s of the rig's own time.
    await new Promise((done) => setTimeout(done, 2500));
    const first = guide();
    await first.sees('0 of 8 items are done');
    await first.sees(/\[1\/8\] currentZero[\s\S]*in A/);
    first.types('0\n');
    await first.sees('done, found');
    await first.sees('in A');
    first.types('as-is\n');
    await first.sees(/nakTempA[\s\S]*in °C/);
    first.types('warm\n');
    await first.sees('missing or wrong ("warm")');
    await first.sees('in °C');
    first.types('60\n');
    await first.sees('refused "calibrate"');
    await first.sees('in °C');
    first.types('\u0003');
    await first.sees('The commissioning was left');
    await first.sees('code=1');
    await first.ended;
    expect(readRecord(record).items.map(({ name }) => name)).toEqual(['currentZero', 'currentGain']);
    expect(readRecord(record).signature).toBeNull();

    const second = guide();
    await second.sees('2 of 8 items are done');
    for (let k = 0; k < 4; k++) {
      await second.sees('as-is: by certificate');
      second.types('as-is\n');
    }
    await second.sees('wt%:');
    second.types('22\n');
    await second.sees('g:');
    second.types('20\n');
    await second.sees('as-is: by certificate');
    second.types('as-is\n');
    await second.sees('Number of the person');
    second.types('12\n');
    await second.sees('Name');
    second.types('\n');
    await second.sees('yes/no');
    second.types('yes\n');
    await second.sees('Signed by person 12');
    await second.sees('code=0');
    await second.ended;
    const signed = readRecord(record);
    expect(signed.items.map(({ name }) => name)).toEqual(ORDER);
    expect(signed.items.find(({ name }) => name === 'currentZero')?.reference).toBe('0');
    expect([signed.signature?.person, signed.sha256]).toEqual([12, sealOf(signed)]);
  }, 120_000);
});
