/**
 * The Modbus map. Conventions: big-endian words, high word first, two's complement, one unit per physical kind, reserved registers read 0
 * and refuse writes, 32-bit values at even addresses.
 */
import { ESTIMATION_ROWS } from './estimation-registers.js';
import { LOOP_ROWS } from './loop-registers.js';
import { CELL_ROWS, PROCESS_ROWS } from './process-registers.js';
import type { Access, Profile, RegisterRow, RegisterType } from './types.js';
import { registerCount } from './types.js';

/** Map version: a master of another major version must not write. */
export const MAP_MAJOR = 1;
export const MAP_MINOR = 1;

/** Registers in the live block: one FC04 request and the reply fit the smallest board's transmit buffer of 128 bytes. */
export const LIVE_COUNT = 60;
/** First register of the extension block. */
export const EXTENSION_START = 64;
/** Registers in the extension block. */
export const EXTENSION_COUNT = 36;
/** Registers of the input image of profile `core`: live block, four reserved registers, extension. */
export const IMAGE_COUNT = EXTENSION_START + EXTENSION_COUNT;
/** First holding register of the control area, and its size. */
export const CONTROL_START = 1000;
export const CONTROL_COUNT = 21;
/** First input register of the event window and its size: eight records, the first one that of the event whose number is in `eventCursor`. */
export const EVENT_WINDOW_START = 200;
export const EVENT_WINDOW_COUNT = 64;
/** First input register of the history window; its size is `HISTORY_REGISTERS`. */
export const HISTORY_WINDOW_START = 300;
/** First holding register of the parameter shadow. */
export const PARAMETER_START = 2000;

function row(
  address: number,
  name: string,
  type: RegisterType,
  unit: string,
  scale: number,
  optional: boolean,
  doc: string,
  access: Access = 'ro',
  profile: Profile = 'core',
): RegisterRow {
  return { address, name, type, unit, scale, access, profile, optional, doc };
}

/** Input registers 0–59: one consistent snapshot, its sequence number at both ends. */
export const LIVE_ROWS: readonly RegisterRow[] = [
  row(0, 'mapVersion', 'u16', '', 1, false, 'Map version, major × 256 + minor'),
  row(1, 'mapHash', 'u16', '', 1, false, 'CRC-16 of the register table'),
  row(2, 'firmwareVersion', 'u16', '', 1, false, 'Firmware version, major × 256 + minor'),
  row(3, 'variant', 'u16', '', 1, false, 'Board number × 256 + profile (0 core, 1 full)'),
  row(4, 'uptime', 'u32', 's', 1, false, 'Time since the start of the controller'),
  row(6, 'sequence', 'u16', '', 1, false, 'Snapshot number; equal to register 59 in a whole snapshot'),
  row(7, 'heartbeatEcho', 'u16', '', 1, false, 'Last controller heartbeat received'),
  row(8, 'state', 'u16', '', 1, false, 'State of the sequencer'),
  row(9, 'reason', 'u16', '', 1, false, 'Number of the fault that holds the present state, 0 for none'),
  row(10, 'modeBits', 'bits16', '', 1, false, 'Mode bits'),
  row(11, 'heartbeatLeft', 'u16', 's', 1, false, 'Time until a missing controller heartbeat trips; 65535 while none is needed'),
  row(12, 'alarmsActive', 'bits64', '', 1, false, 'Faults whose trip condition is present; bit = fault number − 1'),
  row(16, 'alarmsLatched', 'bits64', '', 1, false, 'Faults that act until they are reset'),
  row(20, 'warnings', 'bits64', '', 1, false, 'Faults whose warn level is reached'),
  row(24, 'firstOut', 'u16', '', 1, false, 'Number of the fault that tripped first since the last time that none acted'),
  row(25, 'ackSequence', 'u16', '', 1, false, 'Sequence number of the last command taken from the mailbox'),
  row(26, 'current', 'i32', 'A', 0.001, true, 'Cell current, discharge positive'),
  row(28, 'cellVoltage', 'i16', 'V', 0.001, true, 'Terminal voltage of the cell'),
  row(29, 'irFreeVoltage', 'i16', 'V', 0.001, true, 'Cell voltage with the ohmic drop taken out'),
  row(30, 'nakTempA', 'i16', '°C', 0.1, true, 'First sensor at the coldest NaK point'),
  row(31, 'nakTempB', 'i16', '°C', 0.1, true, 'Second sensor at the coldest NaK point'),
  row(32, 'cellTemp', 'i16', '°C', 0.1, true, 'Cell body'),
  row(33, 'coldestTemp', 'i16', '°C', 0.1, true, 'Coldest wetted point after worst-case substitution'),
  row(34, 'composition', 'u16', 'wt% Na', 0.01, true, 'Sodium in the metal'),
  row(35, 'compositionBand', 'u16', 'wt% Na', 0.01, true, 'Half width of the uncertainty of the composition'),
  row(36, 'liquidus', 'i16', '°C', 0.1, true, 'Highest liquidus temperature over the uncertainty band'),
  row(37, 'margin', 'i16', 'K', 0.1, true, 'Coldest temperature minus liquidus'),
  row(
    38,
    'runChargeLeft',
    'i32',
    'Ah',
    0.001,
    true,
    'Charge that may still be discharged until the run limit at the present temperature; negative: to be charged back',
  ),
  row(40, 'parkChargeLeft', 'i32', 'Ah', 0.001, true, 'The same until the park limit at the coldest credible ambient'),
  row(42, 'oxidisedFraction', 'i16', '%', 0.01, true, 'Oxidised fraction of the catholyte'),
  row(43, 'ackResult', 'u16', '', 1, false, 'Result of the last command'),
  row(44, 'netCharge', 'i32', 'Ah', 0.001, true, 'Net charge discharged since the composition was anchored'),
  row(46, 'nakFlow', 'i16', 'mL/min', 0.1, true, 'NaK flow'),
  row(47, 'catholyteFlow', 'i16', 'mL/min', 0.1, true, 'Catholyte flow'),
  row(48, 'nakPumpDuty', 'u16', '%', 0.01, false, 'NaK pump output'),
  row(49, 'catholytePumpDuty', 'u16', '%', 0.01, false, 'Catholyte pump output'),
  row(50, 'chargeLimit', 'u32', 'A', 0.001, false, 'Charge current allowed now; 0 without a signed commissioning'),
  row(52, 'dischargeLimit', 'u32', 'A', 0.001, false, 'Discharge current allowed now; 0 without a signed commissioning'),
  row(54, 'heaterDuty', 'u16', '%', 0.01, false, 'Heater output'),
  row(55, 'leakResistance', 'i16', 'kΩ', 0.1, true, 'Resistance of the leak loop in the NaK tray'),
  row(56, 'inputs', 'bits16', '', 1, false, 'Digital inputs'),
  row(57, 'outputs', 'bits16', '', 1, false, 'Switched outputs'),
  row(58, 'worstTick', 'u16', 'ms', 1, false, 'Longest time between two ticks since the snapshot before'),
  row(59, 'sequenceCopy', 'u16', '', 1, false, 'Copy of register 6'),
];

/** Input registers 64–99: identity and slow values. */
export const EXTENSION_ROWS: readonly RegisterRow[] = [
  row(64, 'bundleHash', 'bits64', '', 1, false, 'First 64 bits of the SHA-256 of the bundle in flash'),
  row(68, 'nakPumpSpeed', 'u16', 'rpm', 1, false, 'NaK pump speed from its tachometer'),
  row(69, 'catholytePumpSpeed', 'u16', 'rpm', 1, false, 'Catholyte pump speed from its tachometer'),
  row(70, 'freeVariables', 'u16', '', 1, false, 'Free interpreter variables'),
  row(71, 'restarts', 'u16', '', 1, false, 'Restarts since the counters were cleared'),
  ...ESTIMATION_ROWS,
  row(90, 'badChannels', 'bits16', '', 1, false, 'Channels without a value'),
  row(91, 'badSeconds', 'u16', 's', 1, false, 'For how long some channel has been without a value, 0 when all have one'),
  row(92, 'newestEvent', 'u16', '', 1, false, 'Number of the newest event record, 0 for none yet'),
  row(
    93,
    'resetFlags',
    'u16',
    '',
    1,
    false,
    "Flags of the processor's last reset, as its reset register shows them; 0 where no such register is known",
  ),
  row(94, 'chargedEnergy', 'u32', 'Wh', 0.001, false, 'Energy taken up since the counters were cleared'),
  row(96, 'dischargedEnergy', 'u32', 'Wh', 0.001, false, 'Energy given off since the counters were cleared'),
  row(
    98,
    'copiesLeft',
    'u16',
    '',
    1,
    false,
    'Parameter copies that their file takes before it is full; 0: commit is refused until the board was flashed again',
  ),
  row(
    99,
    'recordsLeft',
    'u16',
    '',
    1,
    false,
    'Records of counters and events that Storage takes before it is full, on a board without FRAM (X12); 0 on the others',
  ),
];

/** Holding registers 1000–1020: key, commands and heartbeat. Unlisted registers of the area read 0 and refuse writes. */
export const CONTROL_ROWS: readonly RegisterRow[] = [
  row(
    1000,
    'unlock',
    'u16',
    '',
    1,
    false,
    'Key of the commands that need one, written alone in two steps: the first word, then what the register shows exclusive-or the key. Anything else locks',
    'rw',
  ),
  row(1002, 'commandCode', 'u16', '', 1, false, 'Mailbox: command code', 'rw'),
  row(1003, 'commandArgument', 'u16', '', 1, false, 'Mailbox: 16-bit argument', 'rw'),
  row(1004, 'commandArgument32', 'i32', '', 1, false, 'Mailbox: 32-bit argument', 'rw'),
  row(1006, 'commandTtl', 'u16', 's', 1, false, 'Mailbox: 0, or the time after which a current set-point ends by itself', 'rw'),
  row(1007, 'commandSequence', 'u16', '', 1, false, 'Mailbox: written last; the command runs once when this differs from register 25', 'rw'),
  row(1008, 'heartbeat', 'u16', '', 1, false, 'Controller heartbeat: a write of a new value re-arms the communication watchdog', 'rw'),
  row(
    1009,
    'forecastAmbient',
    'i16',
    '°C',
    0.1,
    false,
    'Coldest ambient that is forecast; counts for an hour after it was written, above 30 °C as 30 °C',
    'rw',
    'full',
  ),
  row(1020, 'eventCursor', 'u16', '', 1, false, 'Number of the first event in the event window', 'rw'),
];

/** Bits of `modeBits`. `planLimits`: the composition controller holds a current limit down; `forecastInForce`: it plans for a forecast. */
export const MODE_BITS = [
  'remoteControl',
  'compositionAnchored',
  'heatersAllowed',
  'setPointDerated',
  'valuesValid',
  'planLimits',
  'forecastInForce',
  'commissioned',
] as const;
/** Bits of `badChannels`: the channels of every board. What is wrong with one is said by its fault (F01–F11). */
export const CHANNEL_BITS = ['cellVoltage', 'current', 'nakTempA', 'nakTempB', 'cellTemp', 'leakResistance', 'nakFlow'] as const;
/** Bits of `inputs`. */
export const INPUT_BITS = ['eStopA', 'eStopB', 'contactorFeedback', 'localReset'] as const;
/** Bits of `outputs`. */
export const OUTPUT_BITS = ['contactor', 'heaterEnable', 'isolationValves', 'enclosureFan', 'argonPurge', 'scrubber'] as const;

/** Row of a live register. Throws when the name is not on the map. */
export function liveRow(name: string): RegisterRow {
  for (const r of LIVE_ROWS) if (r.name === name) return r;
  throw new Error('no live register "' + name + '"; names are listed in firmware/model/registers.ts');
}

/** Text over which the map hash is taken: every address, name, type and scale in map order. */
export function mapText(): string {
  const all = LIVE_ROWS.concat(EXTENSION_ROWS, PROCESS_ROWS, CELL_ROWS, LOOP_ROWS, CONTROL_ROWS);
  return all.map((r) => [r.address, r.name, r.type, r.scale, registerCount(r.type)].join(':')).join(';');
}
