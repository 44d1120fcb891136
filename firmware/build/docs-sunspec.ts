/** The generated page docs/sunspec.md: the SunSpec map, its signs, and what states and faults are in it. */
import { RESERVE_S } from '../model/control.js';
import { FAULTS } from '../model/faults.js';
import { SUNSPEC_START, SUNSPEC_MODELS, pointWords } from '../model/sunspec.js';
import type { SunspecModel, SunspecPoint } from '../model/sunspec.js';
import { BATTERY_EVENTS, FLOW_EVENTS, SUNSPEC_STATES, faultEvents } from '../model/sunspec-events.js';
import { STATES, stateCode } from '../model/states.js';
import { code, table } from './docs-table.js';

/** First register of the first model. */
const MODELS_START = SUNSPEC_START + 2;

function sourceWords(p: SunspecPoint): string {
  if (p.source === 'absent') return p.doc || 'not implemented';
  if (p.source === 'worked') return p.doc;
  if ('copied' in p.source) return p.doc || code(p.source.copied);
  const value = p.source.fixed === '@board' ? '' : String(p.source.fixed);
  const shown = value === '' || (p.source.fixed === 0 && p.writable) ? '' : `always ${code(value)}`;
  return [shown, p.doc].filter((t) => t !== '').join(': ');
}

function pointRows(points: readonly SunspecPoint[], model: SunspecModel, first: number): string[][] {
  let at = first;
  return points.map((p) => {
    const exponent = [...model.points].find((q) => q.name === p.scale)?.source;
    const factor = typeof exponent === 'object' && 'fixed' in exponent ? `10^${exponent.fixed}` : '';
    const row = [
      String(at),
      code(p.name),
      p.size > 2 ? `${p.type}, ${p.size} registers` : p.type,
      p.source === 'absent' ? '' : factor,
      p.mandatory ? 'yes' : '',
      p.writable ? `${p.writable[0]} … ${p.writable[1]}` : '',
      sourceWords(p),
    ];
    at += p.size;
    return row;
  });
}

const HEAD = ['Offset', 'Point', 'Type', 'Factor', 'Mandatory', 'May be written', 'What it is'];

function modelSection(m: SunspecModel): string {
  const words = pointWords(m.points);
  const module = pointWords(m.module);
  const where = m.profile === 'full' ? ', boards of profile `full`' : '';
  const length = module > 0 ? `${words} + ${module} for each module` : String(words);
  const modules =
    module > 0
      ? `

A module is a single cell where single cells are measured (parameter \`singleCells\`, as it was at the start), else the whole battery. Offsets within the module:

${table(HEAD, pointRows(m.module, m, 0))}`
      : '';
  return `## Model ${m.id}: ${m.title}

Length ${length}${where}. Offsets count from the model's id.

${table(HEAD, pointRows(m.points, m, 2))}${modules}`;
}

/** Where the models begin on boards of profile `core`. */
function coreLayout(): string {
  let at = MODELS_START;
  const parts = SUNSPEC_MODELS.filter((m) => m.profile === 'core').map((m) => {
    const text = `${m.id} at ${at}`;
    at += 2 + pointWords(m.points);
    return text;
  });
  return `${parts.join(', ')}, end at ${at}`;
}

function eventRows(): string[][] {
  return faultEvents().map((f) => {
    const battery = BATTERY_EVENTS[f.battery];
    const flow = FLOW_EVENTS[f.flow];
    const name = FAULTS.find((row) => row.id === f.id)?.name ?? '';
    const vendor = f.number < 32 ? `EvtVnd1 bit ${f.number - 1}` : f.number > 32 ? `EvtVnd2 bit ${f.number - 33}` : '';
    return [f.id, name, battery.title, String(battery.alarm), String(battery.warning), flow.title, vendor];
  });
}

/** Text of docs/sunspec.md. */
export function sunspecPage(): string {
  return `<!-- Generated from the rows of firmware/model by \`npm run docs\`. Do not edit: change the rows. -->

# SunSpec

The mark "SunS" stands at holding register ${SUNSPEC_START}, the models behind it: ${SUNSPEC_MODELS.map((m) => m.id).join(', ')}, then the end marker. Boards of profile \`core\` leave out 807: ${coreLayout()}. On the others a master
finds the models by their lengths. Any piece of the map may be read, 125 registers at most at once; one read is one snapshot. Writes by functions 6 and 16.

Source of the models: <https://github.com/sunspec/models> and the Device Information Model Specification 1.1. This project has no certificate of the SunSpec Alliance, and its name is not registered there.

**Signs.** A and W are positive while the battery discharges, as the native map has it; SunSpec leaves the sign of model 802 open. Scale factors never change. A value that is too large for its register shows the largest one, a negative one in an
unsigned register 0. What is not known shows the "not implemented" value of its type: 0xFFFF, 0x8000 signed, all zeros in a text.

**State of charge** is the oxidised fraction of the catholyte. What the composition of the metal still allows does not show in it, but in the current limits \`AChaMax\` and \`ADisChaMax\`.

## Writing

- \`SoCRsvMin\` and \`SocRsvMax\` are a live floor and a live ceiling: at the floor the limit of the discharge is 0, at the ceiling that of the charge. They act through the same current limits as everything else, so a current that reaches them ends and the state goes to *ready*. A write counts for
  ${RESERVE_S} s and is held in memory only: a master that is gone, or a restart, brings the limits of the catholyte back (5 and 95 %). They take no remote control and need no heartbeat. Values beyond the limits of the catholyte change nothing. A rescue is not held up by them.
- \`SetOp\` 1 does what the command \`start\` does, in state *cold*; where the plant is connected, or on the way, it is taken and does nothing. \`SetOp\` 2 does what \`stop\` does while the plant is connected or on the way, and nothing otherwise: it never ends the cooling that a stop has begun. Charge and discharge
  have no point here; they go through the mailbox.
- \`AlmRst\` 1 takes back every latch that a master may reset and whose cause is gone. While a latch is held that only the button at the board resets, it is refused and nothing is reset.
- \`CtrlHb\` is the controller heartbeat, register 1008 under another name.
- \`DA\` is stored like a commit of this one parameter and counts from the next start on. It is refused while the NaK pump runs, in other states than *cold* and *fault*, and when Storage has no room.

Refusals: exception 2 for a point that may not be written, 3 for a value that it never takes, 4 for one that is right and cannot be taken as things are (\`SetOp\` 1 in a state that does not start, \`AlmRst\` with a local latch, \`DA\` as above). 4 is what the Modbus application
protocol has for a request that is well formed and could not be carried out; so a master can tell "never" from "not now". A write of several registers is done whole or not at all.

${SUNSPEC_MODELS.map(modelSection).join('\n\n')}

## States

${table(
  ['State of the sequencer', '`StateVnd`', '`State`', '`SetOp` reads', '`SetInvState` reads'],
  STATES.map((name) => {
    const s = SUNSPEC_STATES[name];
    const words = { 1: '1 DISCONNECTED', 2: '2 INITIALIZING', 3: '3 CONNECTED', 6: '6 SUSPENDING', 99: '99 FAULT' };
    return [code(name), String(stateCode(name)), words[s.state], s.op < 2 ? '1 CONNECT' : '2 DISCONNECT', String(s.converter)];
  }),
)}

## Events

A fault that acts, or is latched, sets the bit of its alarm, one whose warn level is reached that of its warning. 807 has no bits for an imbalance of temperatures: there it counts as OTHER. Over-current sets the bits of both directions, because its size counts. The vendor words carry the numbers of
the faults; their highest bit stays 0, because it would say that the word is not implemented, so fault 32 shows by its other bits only.

${table(['Fault', 'Name', '`Evt1`', 'Alarm bit', 'Warning bit', '`Evt2` of 807', 'Vendor bit'], eventRows())}
`;
}
