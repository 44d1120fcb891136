/**
 * The dashboard: one unit at a time, live from the daemon.
 */
import type {
  AlarmShape,
  CommandResult,
  CommandShape,
  EventShape,
  LinkShape,
  LiveMessage,
  RegistersShape,
  RigRequest,
  RigStanding,
  Session,
  Snapshot,
  State,
} from '../daemon/api.js';
import type { InferOutput } from 'valibot';
import { Client, Refusal } from './client.js';
import { askToken, confirmed, followTheme, sentence } from './dialogs.js';
import { byId, el } from './dom.js';
import { drawAlarms, drawBanner } from './view/alarms.js';
import { CommandPanel, type Asked } from './view/commands.js';
import { drawEvents, MOST_EVENTS } from './view/events.js';
import { drawFigures, drawLimits } from './view/figures.js';
import { drawLoops } from './view/loops.js';
import { drawNakLoops } from './view/nak-loops.js';
import { PhaseDiagram } from './view/phase.js';
import { RigPanel } from './view/rig.js';
import { TrendPanel } from './view/trends.js';
import { clock, signed, spaced } from './words.js';

/** States in which current may flow, and those on the way. */
const LIVE = ['ready', 'charge', 'discharge', 'rescue'];
const BAD = ['fault', 'eStop'];
const RIG_EVERY_MS = 1000;

const client = new Client(askToken);
let session: Session | undefined;
let unit: string | undefined;
let snapshot: Snapshot | undefined;
let alarms: readonly AlarmShape[] = [];
let events: EventShape[] = [];
let connected = false;
let hasRig = false;

const phase = new PhaseDiagram(byId('phase'), byId('phase-words'));
const commands = new CommandPanel(byId('commands'), (asked) => void send(asked));
const trends = new TrendPanel(byId('trends'), client, () => unit);
const rig = new RigPanel(byId('rig-body'), (request) => void changeRig(request));

function say(text: string, good: boolean): void {
  const place = byId('command-result');
  place.textContent = text;
  place.className = good ? 'good' : 'bad';
}

async function send({ shape, values }: Asked): Promise<void> {
  const words = `${spaced(shape.command)} ${values.join(' ')}`.trim();
  if (shape.confirm && !(await confirmed(`Send “${words}”?`, shape.doc))) return;
  say(`${words} …`, true);
  try {
    const { snapshot: after } = await client.post<InferOutput<typeof CommandResult>>('commands', {
      unit,
      command: shape.command,
      ...(values.length > 0 ? { argument: values } : {}),
    });
    say(`✓ ${words}: done, state ${spaced(after.state)}.`, true);
  } catch (error) {
    say(`✗ ${words}: ${sentence(error)}`, false);
  }
}

async function changeRig(request: RigRequest): Promise<void> {
  try {
    rig.update(await client.post<RigStanding>('rig/faults', { unit, ...request }));
  } catch (error) {
    say(`✗ ${sentence(error)}`, false);
  }
}

function drawHeader(link: LinkShape | undefined): void {
  const state = byId('state');
  const name = connected ? (snapshot?.state ?? 'no value yet') : 'no connection to the daemon';
  const kind = !connected || BAD.includes(name) ? 'bad' : LIVE.includes(name) ? 'live' : name === 'cold' ? '' : 'busy';
  state.textContent = `${{ bad: '■', live: '●', busy: '◐', '': '○' }[kind] ?? ''} ${spaced(name)}`;
  state.className = `state ${kind}`;
  byId('margin').replaceChildren('margin ', el('b', {}, signed(snapshot?.values.margin, 1, 'K')));
  document.body.classList.toggle('stale', !connected || link?.up === false);
  document.title = `${alarms.some((alarm) => alarm.active || alarm.latched) ? 'TRIP ' : ''}${spaced(name)} – Liquidus`;
  if (link !== undefined) drawLink(link);
}

function drawLink(link: LinkShape): void {
  const place = byId('link');
  const quality = link.quality === null ? '' : ` ${(100 * link.quality).toFixed(0)} %`;
  place.className = link.up && connected ? 'link' : 'link lost';
  place.textContent = link.up
    ? `${link.title}${quality}, ${link.meanMs.toFixed(0)} ms`
    : `lost since ${clock(link.since)}: ${link.error?.message ?? 'no answer'}`;
  place.title = `${link.requests} requests, ${link.replies} replies, ${link.timeouts} without an answer, ${link.corrupt} damaged, ${link.exceptions} refused`;
}

function drawCell(): void {
  if (snapshot === undefined) return;
  phase.update(snapshot);
  drawNakLoops(byId('nak-loops'), snapshot.loops);
  drawLoops(byId('loops'), snapshot);
  drawFigures(byId('figures'), snapshot);
  drawLimits(byId('limits'), snapshot);
  commands.update(snapshot.state, connected ? (session?.role ?? null) : null);
}

function drawAlarmList(): void {
  const may = session !== undefined && session.role !== 'viewer';
  drawAlarms(byId('alarms'), alarms, may ? (id) => void resetFault(id) : undefined);
  drawBanner(byId('banner'), alarms);
}

async function resetFault(id: string): Promise<void> {
  try {
    await client.post<InferOutput<typeof CommandResult>>('commands', { unit, command: 'reset', argument: id });
    say(`✓ reset ${id}: done.`, true);
  } catch (error) {
    say(`✗ reset ${id}: ${sentence(error)}`, false);
  }
}

function take(message: LiveMessage): void {
  switch (message.type) {
    case 'hello':
      session = message.session;
      showUnits();
      break;
    case 'snapshot':
      if (message.snapshot.unit !== unit) return;
      snapshot = message.snapshot;
      drawHeader(undefined);
      drawCell();
      break;
    case 'alarm':
      if (message.unit !== unit) return;
      alarms = message.alarms;
      drawAlarmList();
      break;
    case 'event':
      if (message.event.unit !== unit) return;
      events = [...events, message.event].slice(-MOST_EVENTS);
      drawEvents(byId('events'), events);
      break;
    case 'link':
      if (message.link.unit === unit) drawHeader(message.link);
      break;
    case 'command':
      if (message.unit === unit && message.name !== session?.name) say(`${message.name}: ${spaced(message.command)}, ${message.result}`, true);
      break;
    case 'recorder':
      if (!message.recorder.good) say(`Recording has stopped: ${message.recorder.error?.message ?? ''} Supervision goes on.`, false);
      break;
  }
}

function showUnits(): void {
  const select = byId<HTMLSelectElement>('unit');
  const units = session?.units ?? [];
  byId('who').textContent = session === undefined ? '' : `${session.name}, ${session.role}`;
  select.replaceChildren(...units.map(({ unit: id, title }) => el('option', { value: id }, title)));
  select.parentElement?.toggleAttribute('hidden', units.length < 2);
  if (unit === undefined || !units.some(({ unit: id }) => id === unit)) void choose(units[0]?.unit);
  else select.value = unit;
}

/** Shows another unit. */
async function choose(id: string | undefined): Promise<void> {
  if (id === undefined) return;
  unit = id;
  snapshot = undefined;
  phase.clear();
  try {
    const [state, log, last] = await Promise.all([
      client.get<State>('state', { unit }),
      client.get<EventShape[]>('events', { unit, most: MOST_EVENTS }),
      client.get<Snapshot>('snapshot', { unit }).catch((error: unknown) => (error instanceof Refusal ? undefined : Promise.reject(error as Error))),
    ]);
    if (unit !== id) return;
    alarms = state.alarms;
    events = log;
    snapshot = last;
    hasRig = state.rig;
    const { identity } = state;
    byId('identity').textContent =
      identity === null
        ? ''
        : `${identity.board.title ?? 'unknown board'}, firmware ${identity.firmware}, map ${identity.map}, bundle ${identity.bundleHash ?? 'unknown'}`;
    byId('rig').hidden = !hasRig;
    drawEvents(byId('events'), events);
    drawAlarmList();
    drawHeader(state.link);
    drawCell();
    void trends.refresh();
    if (hasRig) void askRig();
  } catch (error) {
    say(sentence(error), false);
  }
}

async function askRig(): Promise<void> {
  if (!hasRig || document.hidden || !connected) return;
  await client
    .get<RigStanding>('rig/faults', { unit })
    .then((standing) => rig.update(standing))
    .catch(() => undefined);
}

async function start(): Promise<void> {
  followTheme();
  byId('unit').addEventListener('change', (event) => void choose((event.target as HTMLSelectElement).value));
  const [tables, shapes] = await Promise.all([client.get<InferOutput<typeof RegistersShape>>('registers'), client.get<CommandShape[]>('commands')]);
  trends.registers = tables.registers;
  commands.shapes = shapes;
  client.listen(
    take,
    () => {
      connected = true;
      if (unit !== undefined) void choose(unit);
      drawHeader(undefined);
    },
    () => {
      connected = false;
      drawHeader(undefined);
      drawCell();
    },
  );
  setInterval(() => void askRig(), RIG_EVERY_MS);
}

/** Until the daemon answers for the first time: the page may have been opened before it. */
function persist(): void {
  start().catch((error: unknown) => {
    byId('state').textContent = sentence(error);
    setTimeout(persist, 2000);
  });
}

persist();
