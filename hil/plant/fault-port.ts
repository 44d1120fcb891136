/**
 * Through this object the bench breaks the plant, at any moment between two steps. Everything is plain data in physical units;
 * `reset` makes it whole again. What stands here is the state of the world, not of the controller.
 */
import { ANALOG_ROLES, DIGITAL_ROLES, MOST_CELLS, PULSE_ROLES } from '../target/wires.js';
import type { AnalogRole, DigitalRole, PulseRole } from '../target/wires.js';
import type { ContactorFault } from './contactor.js';
import { PROCESS_ROLES } from './process-channels.js';
import type { ProcessRole } from './process-channels.js';
import type { Regulation } from './regulation.js';

/**
 * What an analog channel can suffer. `value` is in the channel's unit (V, A, °C, Ω, mL/min, kPa, mL, ppm, vol%, %LEL):
 * - `none`
 * - `open` broken wire, `short` shorted wire: the electrical signature of the front end; `value` ignored
 * - `stuck` the converter repeats its last code, without noise; `value` ignored
 * - `offset` adds `value`; `gain` multiplies by `value`
 * - `drift` adds `value` per second since the fault began
 * - `noise` adds Gaussian noise of `value` rms
 * - `fixed` the quantity reads `value`, with the usual noise
 * - `spike` adds `value` to one conversion every `period` seconds
 * - `delayed` reads what was true `value` seconds ago
 * - `intermittent` the wire is open for `value` of every `period` seconds
 * - `quantised` reads whole multiples of `value`
 *
 * `offset` and `fixed` come and go at `slew` per second; Infinity = at once.
 */
export type AnalogFaultKind =
  'none' | 'open' | 'short' | 'stuck' | 'offset' | 'gain' | 'drift' | 'noise' | 'fixed' | 'spike' | 'delayed' | 'intermittent' | 'quantised';

export interface AnalogFault {
  kind: AnalogFaultKind;
  value: number;
  slew: number;
  /** Seconds, of a fault that comes again and again. */
  period: number;
}

/** What a pulse input can suffer: pulses do not arrive (`lost`), or come at `rate` per second whatever the plant does (`spurious`). */
export interface PulseFault {
  kind: 'none' | 'lost' | 'spurious';
  rate: number;
}

/** What a pump can suffer. */
export interface PumpFault {
  /** The rotor stands still. */
  stalled: boolean;
  /** The drive runs at full speed whatever the duty says. A stall outranks it. */
  stuckOn: boolean;
  /** Speed relative to the commanded one, 0..2. */
  speed: number;
  /** Flow relative to a fresh pump at the same speed, 0..1.5. */
  efficiency: number;
  /** Blocked share of the line, 0 free .. 1 shut. */
  blockage: number;
  /** The pump has lost its liquid: it turns and moves nothing. */
  dry: boolean;
  /** Flow relative to that of a pump that turns the right way, −1..1: below 0 it moves the other way. */
  turned: number;
  /** Time that the drive takes from rest to full speed, and back, s; 0 = sound. */
  ramp: number;
}

/** What the argon supply can suffer. */
export interface ArgonFault {
  /** Leak of the gas space to the room, mL/s per kPa. */
  leak: number;
  /** The bottle is empty. */
  empty: boolean;
  /** The regulator stands open. */
  stuckOpen: boolean;
  /** Oxygen that gets in, ppm/s, and hydrogen, vol%/s. */
  oxygen: number;
  hydrogen: number;
}

/** What the heater circuit can suffer: two switches in series feed the element. */
export interface HeaterFault {
  /** The switch of the PWM output is welded: full power while the enable switch is closed. */
  dutyWelded: boolean;
  /** The enable switch is welded: the PWM output alone decides. */
  enableWelded: boolean;
  /** The element is burnt out: no heat. */
  broken: boolean;
  /** Heat relative to a sound heater, 0..3. */
  gain: number;
  /** Time that its driver takes from nothing to full power, and back, s; 0 = sound. The enable switch acts at once. */
  ramp: number;
}

/** Switched outputs of the process whose devices can stand in one position whatever the board says. */
export const STUCK_ROLES = ['isolationValves', 'argonPurge', 'enclosureFan', 'scrubber'] as const;
export type StuckRole = (typeof STUCK_ROLES)[number];

/** What the contacts of the power contactor can suffer besides being welded or stuck. */
export interface ContactFault {
  /** Added to their travel both ways, ms. */
  slowMs: number;
  /** For so long after they have closed they open again for half of every `bounceEveryMs`, ms; 0 = they do not. */
  bounceMs: number;
  bounceEveryMs: number;
}

/** Loss of the mains, and what the uninterruptible supply behind it does then. */
export interface MainsFault {
  lost: boolean;
  /** How long a full UPS carries what hangs on it, s. */
  bridgeS: number;
  /** Whether heater and pump drives hang on it; board, sensors and contactor coil always do, the converter never does. */
  heater: boolean;
  pumps: boolean;
  /** How fast the control supply falls once the UPS is empty, V/s. */
  fall: number;
}

/** Loop resistance of a dry tray, Ω: its end-of-line resistor (docs/wiring.md). */
export const DRY_LEAK_LOOP = 100e3;

/** Voltage of a sound control supply, V. */
export const SUPPLY_VOLTAGE = 24;

/** Loop resistance below which a tray is wet, Ω (docs/physics.md, section 8). */
export const WET_LEAK_LOOP = 20e3;

function each<Role extends string, Row>(roles: readonly Role[], row: () => Row): Record<Role, Row> {
  return Object.fromEntries(roles.map((role) => [role, row()])) as Record<Role, Row>;
}

export class FaultPort {
  /** Sensor faults by channel. */
  readonly analog: Record<AnalogRole, AnalogFault> = each(ANALOG_ROLES, soundChannel);
  /** Pulse faults by input. */
  readonly pulses: Record<PulseRole, PulseFault> = each(PULSE_ROLES, () => ({ kind: 'none', rate: 0 }));
  /** What a digital input reads whatever the contact does (wire or contact fault); null = the truth. */
  readonly digital: Record<DigitalRole, 0 | 1 | null> = each<DigitalRole, 0 | 1 | null>(DIGITAL_ROLES, () => null);
  /** Sensor faults by channel of the process. */
  readonly process: Record<ProcessRole, AnalogFault> = each(PROCESS_ROLES, soundChannel);
  /** The plugs of the first NaK temperature and of the cell temperature are in each other's sockets. */
  temperaturesSwapped = false;
  readonly nakPump: PumpFault = soundPump();
  readonly catholytePump: PumpFault = soundPump();
  readonly heater: HeaterFault = { dutyWelded: false, enableWelded: false, broken: false, gain: 1, ramp: 0 };
  contactor: ContactorFault = 'none';
  readonly contacts: ContactFault = soundContacts();
  /** The output stage of the contactor's coil has failed closed: the coil is on while its supply is. */
  contactorDriven = false;
  /** Current of the converter per commanded current; 1 = sound. */
  converterGain = 1;
  /** Time that the converter takes from no current to its full scale, and back, s; 0 = sound. */
  converterRamp = 0;
  /** Current that the converter adds while the contactor is closed, A; discharge positive. */
  converterOffset = 0;
  /** What the charger or load holds by itself within what the board allows; undefined: it follows the board's command. Not a fault. */
  regulation: Regulation | undefined = undefined;
  /** What the converter holds without asking the board, within its full scale; undefined: sound. */
  wilful: Regulation | undefined = undefined;
  /** Multiplies the cell resistance: 1 sound, above 1 contact lost, below 1 cracked ceramic. */
  asrFactor = 1;
  /** Added to the open-circuit voltage, V: negative = both liquids have met. */
  ocvOffset = 0;
  /** Resistance of a path through the ceramic from metal to catholyte, Ω; Infinity = a sound ceramic. */
  internalShort = Infinity;
  /** Resistance of the leak loop itself, Ω: 100 kΩ dry, below 20 kΩ wet. A broken wire is a fault of the channel, not of the tray. */
  leakResistance = DRY_LEAK_LOOP;
  /** Heat loss of the coldest NaK line relative to its sound insulation; 1 sound, 10 bare in a draught. */
  lineLossFactor = 1;
  /** NaK that flows on by itself through its open and liquid loop, mL/min: a siphon; 0 = none. */
  siphon = 0;
  /** The chiller runs, 1, or stands, 0, whatever its thermostat says; undefined: it obeys. */
  chillerStuck: 0 | 1 | undefined = undefined;
  /** Added to the ambient temperature at the coldest NaK line, K: a draught from a door. */
  lineAmbientOffset = 0;
  /** Ambient temperature that the room goes to, °C. */
  ambientTarget: number;
  /** How fast it goes there, K/min; Infinity = at once. */
  ambientRate = Infinity;
  readonly argon: ArgonFault = soundArgon();
  /** Hydrogen that gets into the room, %LEL/s, and toxic gas, ppm/s. */
  roomHydrogenSource = 0;
  toxicGasSource = 0;
  /** Resistance of the leak loop in the catholyte tray, Ω. */
  catholyteLeakResistance = DRY_LEAK_LOOP;
  /** Added to the voltage of each single cell, V. */
  readonly cellOffsets = new Float64Array(MOST_CELLS);
  /** Resistance of each single cell beyond that of the others, as a share of it. */
  readonly cellExcess = new Float64Array(MOST_CELLS);
  /** Wires of the single cells, codes of `CELL_WIRES`. */
  readonly cellsBroken = new Uint8Array(MOST_CELLS);
  /** Devices of the process that stand in one position, 0 off or shut, 1 on or open, whatever the board says; undefined: they obey. */
  readonly stuck: Record<StuckRole, 0 | 1 | undefined> = obedient();
  /** The smoke detector has opened. */
  smoke = false;
  /** Control supply, V. */
  supplyVoltage = SUPPLY_VOLTAGE;
  readonly mains: MainsFault = soundMains();
  /** Pressure of the catholyte tank above the blanket, kPa: a blocked vent. */
  catholyteTankPressure = 0;
  /** Share of the metal's volume at the start that has run out of the loop, 0..1. What has run out does not come back. */
  metalLost = 0;
  /** The pre-charge switch does not close. */
  preChargeBroken = false;
  /** Resistance that loads the converter's bus, Ω; 0 = none. */
  busLeak = 0;
  /** Emergency-stop button: true = pressed, both channels open. Not a fault; hands of the bench. */
  eStopPressed = false;
  /** Local reset button: true = pressed. */
  resetPressed = false;

  /** `ambient` in °C is where the room starts and where `reset` sends it back to. */
  constructor(private readonly ambient: number) {
    this.ambientTarget = ambient;
  }

  /** Makes everything sound again: faults, hands and room. */
  reset(): void {
    for (const role of ANALOG_ROLES) Object.assign(this.analog[role], soundChannel());
    for (const role of PROCESS_ROLES) Object.assign(this.process[role], soundChannel());
    for (const role of PULSE_ROLES) Object.assign(this.pulses[role], { kind: 'none', rate: 0 });
    for (const role of DIGITAL_ROLES) this.digital[role] = null;
    Object.assign(this.nakPump, soundPump());
    Object.assign(this.catholytePump, soundPump());
    Object.assign(this.heater, { dutyWelded: false, enableWelded: false, broken: false, gain: 1, ramp: 0 });
    this.temperaturesSwapped = false;
    this.contactor = 'none';
    Object.assign(this.contacts, soundContacts());
    this.contactorDriven = false;
    this.converterGain = 1;
    this.converterOffset = 0;
    this.converterRamp = 0;
    this.regulation = undefined;
    this.wilful = undefined;
    this.asrFactor = 1;
    this.ocvOffset = 0;
    this.internalShort = Infinity;
    this.leakResistance = DRY_LEAK_LOOP;
    this.lineLossFactor = 1;
    this.siphon = 0;
    this.chillerStuck = undefined;
    this.lineAmbientOffset = 0;
    this.ambientTarget = this.ambient;
    this.ambientRate = Infinity;
    Object.assign(this.argon, soundArgon());
    this.roomHydrogenSource = 0;
    this.toxicGasSource = 0;
    this.catholyteLeakResistance = DRY_LEAK_LOOP;
    this.cellOffsets.fill(0);
    this.cellExcess.fill(0);
    this.cellsBroken.fill(0);
    Object.assign(this.stuck, obedient());
    this.smoke = false;
    this.supplyVoltage = SUPPLY_VOLTAGE;
    Object.assign(this.mains, soundMains());
    this.catholyteTankPressure = 0;
    this.metalLost = 0;
    this.preChargeBroken = false;
    this.busLeak = 0;
    this.eStopPressed = false;
    this.resetPressed = false;
  }
}

function soundChannel(): AnalogFault {
  return { kind: 'none', value: 0, slew: Infinity, period: 0 };
}

function soundPump(): PumpFault {
  return { stalled: false, stuckOn: false, speed: 1, efficiency: 1, blockage: 0, dry: false, turned: 1, ramp: 0 };
}

function soundArgon(): ArgonFault {
  return { leak: 0, empty: false, stuckOpen: false, oxygen: 0, hydrogen: 0 };
}

function soundMains(): MainsFault {
  return { lost: false, bridgeS: 1800, heater: true, pumps: true, fall: 2 };
}

function soundContacts(): ContactFault {
  return { slowMs: 0, bounceMs: 0, bounceEveryMs: 100 };
}

function obedient(): Record<StuckRole, 0 | 1 | undefined> {
  return { isolationValves: undefined, argonPurge: undefined, enclosureFan: undefined, scrubber: undefined };
}
