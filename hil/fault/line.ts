/**
 * Faults of the RS-485 line: of the cable, of the master, of other units on it. What the line does with them: hil/line.
 */
import { WAYS } from '../line/damage.js';
import { babble } from '../line/noise.js';
import { define, valueOf, type FaultDefinition, type FaultParameter, type FaultStage, type FaultValues, type Undo } from './definition.js';

const EVERY: FaultParameter = { name: 'every', unit: '', min: 1, max: 1000, fallback: 1, doc: 'one frame out of so many' };
const WAY: FaultParameter = { name: 'way', unit: '', min: 1, max: 3, fallback: WAYS.both, doc: '1 requests, 2 answers, 3 both' };

type DamageKind = 'crc' | 'duplicate' | 'late' | 'gap' | 'unit';

/** Damages frames on their way; `settings`: what the kind needs besides. */
function damaged(kind: DamageKind, settings: (values: FaultValues) => object = () => ({})) {
  return ({ line }: FaultStage, values: FaultValues): Undo => {
    const row = line.damage[kind];
    const before = { ...row };
    Object.assign(row, settings(values), { every: Math.round(valueOf(values, 'every')), passed: 0 });
    if (values['way'] !== undefined) row.way = Math.round(values['way']);
    return () => void Object.assign(row, before);
  };
}

export const LINE_FAULTS: readonly FaultDefinition[] = [
  define('line.silence', 'The master says nothing any more: no poll, no heartbeat, no command.', [], ({ master }) => {
    master.silent = true;
    return () => void (master.silent = false);
  }),
  define('line.heartbeatLost', 'The master goes on polling, but its heartbeat has stopped.', [], ({ master }) => {
    master.heartbeats = false;
    return () => void (master.heartbeats = true);
  }),
  define('line.cut', 'The cable to the board is broken: nothing comes through, neither way.', [], ({ line }) => {
    line.cut = true;
    return () => void (line.cut = false);
  }),
  define(
    'line.noise',
    'Random bytes come over the line in bursts, whoever else talks.',
    [
      { name: 'bytes', unit: '', min: 1, max: 64, fallback: 7, doc: 'length of a burst' },
      { name: 'every', unit: 'ms', min: 50, max: 60_000, fallback: 700, doc: 'distance of the bursts' },
    ],
    ({ line }, values) => babble(line, Math.round(valueOf(values, 'bytes')), valueOf(values, 'every')),
  ),
  define('line.garbage', 'Random bytes fill the line without a pause.', [], ({ line }) => babble(line, 64, 0)),
  define('line.crc', 'A bit of a frame turns over on its way, so that its CRC is wrong.', [EVERY, WAY], damaged('crc')),
  define(
    'line.duplicate',
    'A frame comes twice: a repeater or a radio link sends it again.',
    [EVERY, WAY, { name: 'after', unit: 'ms', min: 0, max: 5000, fallback: 20, doc: 'from the end of the frame to its second start' }],
    damaged('duplicate', (values) => ({ afterMs: valueOf(values, 'after') })),
  ),
  define(
    'line.late',
    'A frame comes late: something between master and board keeps it.',
    [EVERY, WAY, { name: 'by', unit: 'ms', min: 1, max: 10_000, doc: 'delay' }],
    damaged('late', (values) => ({ byMs: valueOf(values, 'by') })),
  ),
  define(
    'line.gap',
    'A frame stops in its middle for a while and goes on: a converter that sends in packets.',
    [
      EVERY,
      WAY,
      { name: 'behind', unit: '', min: 1, max: 255, fallback: 3, doc: 'characters before the pause' },
      { name: 'for', unit: 'ms', min: 0.1, max: 5000, doc: 'length of the pause' },
    ],
    damaged('gap', (values) => ({ after: Math.round(valueOf(values, 'behind')), forMs: valueOf(values, 'for') })),
  ),
  define(
    'line.wrongUnit',
    'Answers carry the address of another unit, with a CRC that fits: two units were given each other’s address.',
    [EVERY, { name: 'unit', unit: '', min: 1, max: 247, fallback: 2, doc: 'address in the answers' }],
    damaged('unit', (values) => ({ way: WAYS.fromBoard, address: Math.round(valueOf(values, 'unit')) })),
  ),
  define('line.stuckTransmit', 'Another unit on the line keeps its driver switched on: what the others send is spoilt.', [], ({ line }) => {
    const port = line.join('rude');
    port.stuck = true;
    return () => line.leave(port);
  }),
  define(
    'line.ownTransmitStuck',
    'The transmit enable of the board itself is stuck: it hears nothing, and what the others send is spoilt.',
    [],
    ({ line }) => {
      line.boardStuck = true;
      return () => void (line.boardStuck = false);
    },
  ),
];
