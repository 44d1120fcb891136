/**
 * The commissioning page: a board at a USB or Bluetooth console of this computer is identified, checked, and gets the program. It runs the flasher of
 * `liquidus flash` (host/flash), with its rules: a closed console, outputs that are not off, another board, too little memory are refused.
 */
import type { BoardRow } from '../../firmware/model/boards.js';
import { BOARDS, boardRow } from '../../firmware/model/boards.js';
import { HASH_DIGITS } from '../../firmware/model/bundle-record.js';
import { pause } from '../bytes.js';
import type { Inspection } from '../console/inspect.js';
import { inspectConsole } from '../console/inspect.js';
import type { ConsoleStream } from '../console/uart.js';
import { LiquidusError } from '../error.js';
import { Dialogue } from '../flash/dialogue.js';
import { checkBoard, mustReplace } from '../flash/fit.js';
import type { Bundle, Step } from '../flash/flash.js';
import { flash } from '../flash/flash.js';
import { Pace } from '../flash/pace.js';
import { stepWords } from '../flash/step-words.js';
import type { Survey } from '../flash/survey.js';
import { survey } from '../flash/survey.js';
import { trialBy } from '../flash/trial.js';
import { bundleFor } from './board/bundles.js';
import type { Way } from './board/connection.js';
import { obstacle, openBoard } from './board/connection.js';
import { DownloadedBackup } from './board/download.js';
import type { Witness } from './board/witness.js';
import { lookAt, witnesses } from './board/witness.js';
import { Client } from './client.js';
import { askToken, confirmed, followTheme, sentence } from './dialogs.js';
import { byId, el } from './dom.js';
import { figure, spaced } from './words.js';

/**
 * Longest wait for one answer of the board, ms. A line of the upload takes 30 values over Bluetooth, each acknowledged at the next turn of the radio,
 * which may be 100 ms away.
 */
const ANSWER_MS = { 'Web Serial': 3000, 'Web Bluetooth': 10_000 } as const;
/** Longest wait for a board that restarts or comes back, ms. */
const PATIENCE_MS = 60_000;
/** Values of the first snapshot that tell whether the sensors are there. */
const SHOWN: readonly (readonly [string, string, number])[] = [
  ['cellTemp', '°C', 1],
  ['nakTempA', '°C', 1],
  ['nakTempB', '°C', 1],
  ['cellVoltage', 'V', 3],
  ['current', 'A', 3],
];

const client = new Client(askToken);
const row = byId<HTMLSelectElement>('row');
const any = byId<HTMLInputElement>('any');
const go = byId<HTMLButtonElement>('go');
const cancel = byId<HTMLButtonElement>('cancel');
const witness = byId<HTMLSelectElement>('witness');

/** The board that is connected. */
interface Connected {
  readonly way: Way;
  readonly stream: ConsoleStream;
  readonly found: Survey;
}
let connected: Connected | undefined;
let units: readonly Witness[] = [];

function say(place: string, text: string, good: boolean): void {
  byId(place).textContent = text;
  byId(place).className = good ? 'good' : 'bad';
}

function pairs(place: string, entries: readonly (readonly [string, string])[]): void {
  byId(place).replaceChildren(...entries.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

async function connect(way: Way): Promise<void> {
  for (const button of ['usb', 'bluetooth']) byId<HTMLButtonElement>(button).disabled = true;
  await connected?.stream.close();
  connected = undefined;
  go.disabled = true;
  say('connect-result', 'Choose the board in the browser’s list …', true);
  let stream: ConsoleStream | undefined;
  try {
    stream = await openBoard(way);
    say('connect-result', 'Connected; asking the board …', true);
    const dialogue = new Dialogue(stream, ANSWER_MS[way]);
    const found = await survey(dialogue);
    const seen = await inspectConsole(stream);
    connected = { way, stream, found };
    stream.on('end', (reason) => say('connect-result', `✗ The board is gone: ${reason}.`, false));
    say('connect-result', `✓ Connected over ${way}.`, true);
    showBoard(found, seen);
    await showWitnesses();
    await check();
  } catch (error) {
    await stream?.close();
    say('connect-result', `✗ ${sentence(error)}`, false);
  } finally {
    enableWays();
  }
}

function showBoard(found: Survey, seen: Inspection): void {
  const { program, record } = found;
  const held = program === null ? 'no program' : program.whole ? `a program of ${program.bytes} bytes` : 'an unfinished program';
  pairs('board', [
    ['Board', found.board],
    ['Interpreter', found.interpreter],
    ['Memory', seen.variables ? `${seen.variables.total} variables, ${seen.variables.used} in use` : `${found.variables} variables`],
    ['Storage', `${found.free} bytes free`],
    ['Holds', record === null ? held : `${held}, SHA-256 ${record.slice(0, HASH_DIGITS)}`],
    ['Files', found.files.join(' ') || 'none'],
    ...(seen.pins.length === 0
      ? []
      : [
          [
            'Inputs',
            seen.pins
              .filter(({ value }) => value !== null)
              .map(pinWords)
              .join(', '),
          ] as const,
        ]),
  ]);
  const known = BOARDS.find((candidate) => candidate.interpreter === found.board);
  byId('row-choice').hidden = known !== undefined;
  if (known) row.value = known.id;
}

const pinWords = ({ role, pin, value }: Inspection['pins'][number]): string =>
  `${spaced(role)} ${pin} ${figure(value, Number.isInteger(value) ? 0 : 2)}`;

/** Rows of checks: what was looked at, and what came of it. */
async function check(): Promise<void> {
  go.disabled = true;
  if (!connected) return;
  const { found } = connected;
  const board = boardRow(row.value);
  const lines: HTMLElement[] = [];
  const passed = (text: string): void => void lines.push(el('li', { class: 'good' }, `✓ ${text}`));
  try {
    checkBoard(board, found, any.checked);
    passed(any.checked ? `Trial: the program for ${board.title} on ${found.board}` : `Board: ${found.board} is ${board.title}`);
    passed(`Interpreter ${found.interpreter}, memory ${found.variables} variables`);
    const bundle = await bundleFor(board);
    passed(`Program: ${bundle.bytes.length} bytes, SHA-256 ${bundle.sha256}`);
    const inPlace = mustReplace(bundle.bytes.length, new Map(), found);
    passed(inPlace ? 'Storage: the new program takes the place of the old one' : 'Storage: there is room beside the old program');
    go.disabled = false;
  } catch (error) {
    lines.push(el('li', { class: 'bad' }, `✗ ${sentence(error)}`));
  }
  byId('fit').replaceChildren(...lines);
}

/** Units of the daemon. The one that shows the board's program is this board. */
async function showWitnesses(): Promise<void> {
  units = await witnesses(client).catch(() => []);
  const hash = connected?.found.record?.slice(0, HASH_DIGITS) ?? '';
  const nobody = el('option', { value: '' }, 'none (no way back by itself)');
  witness.replaceChildren(nobody, ...units.map(({ unit, title }) => el('option', { value: unit }, title)));
  witness.value = units.find(({ bundleHash }) => bundleHash !== null && hash.startsWith(bundleHash))?.unit ?? '';
}

/** The same board again after its line was lost; a browser opens devices at a click only. */
async function again(way: Way): Promise<ConsoleStream> {
  const button = byId<HTMLButtonElement>('again');
  button.hidden = false;
  try {
    const click = new Promise<'click'>((done) => button.addEventListener('click', () => done('click'), { once: true }));
    if ((await Promise.race([click, pause(PATIENCE_MS)])) !== 'click') throw new LiquidusError('link.console', 'The board was not connected again.');
    return await openBoard(way);
  } finally {
    button.hidden = true;
  }
}

async function put(): Promise<void> {
  if (!connected) return;
  const { way, stream, found } = connected;
  const board = boardRow(row.value);
  if (
    !(await confirmed(`Put the program on ${found.board}?`, 'Its outputs are off from now until the new program has started. Do not cut its power.'))
  )
    return;
  const stop = new AbortController();
  cancel.onclick = () => stop.abort();
  cancel.hidden = false;
  go.disabled = true;
  byId('log').replaceChildren();
  byId('first').textContent = 'None yet.';
  byId('values').replaceChildren();
  try {
    await work(board, await bundleFor(board), { way, stream, found }, stop.signal);
  } catch (error) {
    log(`✗ ${sentence(error)}`, 'bad');
  } finally {
    cancel.hidden = true;
    byId('progress').hidden = true;
    byId('pace').textContent = '';
    connected = undefined;
    await stream.close();
    say('connect-result', 'The board is not connected any more.', true);
  }
}

async function work(board: BoardRow, bundle: Bundle, { way, stream }: Connected, signal: AbortSignal): Promise<void> {
  const seen = witness.value === '' ? undefined : lookAt(client, witness.value);
  let opened = false;
  const result = await flash({
    open: () => {
      if (opened) return again(way);
      opened = true;
      return Promise.resolve(stream);
    },
    row: board,
    bundle,
    backup: new DownloadedBackup((link) => byId('backup').replaceChildren('Backup of the board, in your downloads: ', link)),
    anyBoard: any.checked,
    restart: true,
    ...(seen ? { trial: trialBy(seen.look, bundle.sha256) } : {}),
    signal,
    answerMs: ANSWER_MS[way],
    patienceMs: PATIENCE_MS,
    onStep: follow(),
  });
  if (!result.written) return log('✓ The board holds exactly this program already; nothing was written.', 'good');
  log(`✓ Verified: length, CRC-32 and hash read back from flash, SHA-256 ${bundle.sha256}.`, 'good');
  const snapshot = seen?.last();
  if (!result.confirmed || !snapshot) {
    say('first', 'The new program was started, and nobody looked: see it with "liquidus identify" or in the dashboard.', true);
    return;
  }
  say('first', `✓ State ${spaced(snapshot.state)}, ${snapshot.uptime} s after its start.`, true);
  pairs(
    'values',
    SHOWN.filter(([name]) => name in snapshot.values).map(
      ([name, unit, digits]) => [spaced(name), figure(snapshot.values[name], digits, unit)] as const,
    ),
  );
}

function log(text: string, kind = ''): void {
  byId('log').append(el('li', { class: kind }, text));
}

/** Shows the steps as they come: bytes as a bar, the rest as lines. */
function follow(): (step: Step) => void {
  const pace = new Pace();
  const bar = byId<HTMLProgressElement>('progress');
  return (step) => {
    if (step.name !== 'backup' && step.name !== 'upload') {
      bar.hidden = true;
      byId('pace').textContent = '';
      return log(stepWords(step).join(': '));
    }
    bar.hidden = false;
    bar.value = step.done / step.total;
    const rate = pace.words(step.done, step.total);
    byId('pace').textContent =
      `${step.name === 'upload' ? 'Uploading' : 'Copying the board'}: ${step.done} of ${step.total} bytes${rate && `, ${rate}`}`;
  };
}

function enableWays(): void {
  for (const [id, way] of [
    ['usb', 'Web Serial'],
    ['bluetooth', 'Web Bluetooth'],
  ] as const) {
    const why = obstacle(way);
    byId<HTMLButtonElement>(id).disabled = why !== undefined;
    byId(id).title = why ?? '';
  }
}

function start(): void {
  followTheme();
  row.append(...BOARDS.filter(({ tooSmall }) => tooSmall !== true).map(({ id, title }) => el('option', { value: id }, title)));
  enableWays();
  const why = obstacle('Web Serial');
  if (why !== undefined) say('connect-result', why, false);
  byId('usb').addEventListener('click', () => void connect('Web Serial'));
  byId('bluetooth').addEventListener('click', () => void connect('Web Bluetooth'));
  row.addEventListener('change', () => void check());
  any.addEventListener('change', () => void check());
  go.addEventListener('click', () => void put());
}

start();
