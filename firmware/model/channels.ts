/**
 * Channels: every wire between the controller and the plant, by its permanent name. A board's row says which of them it has and where
 * (firmware/model/boards.ts); electrical meaning: docs/wiring.md.
 */

/** Temperatures: PT1000, NTC or thermocouple. The first three are on every board. */
export const TEMPERATURE_CHANNELS = ['nakTempA', 'nakTempB', 'cellTemp', 'catholyteTemp', 'nakInletTemp'] as const;
export type TemperatureChannel = (typeof TEMPERATURE_CHANNELS)[number];

/** Other analog inputs. The first four are on every board. */
export const ANALOG_CHANNELS = [
  'cellVoltage',
  'current',
  'leakLoop',
  'nakFlow',
  'catholyteLeakLoop',
  'supply',
  'adcReference',
  'busVoltage',
  'nakPumpCurrent',
  'catholytePumpCurrent',
  'nakPressure',
  'catholytePressure',
  'blanketPressure',
  'nakLevel',
  'oxygen',
  'hydrogen',
  'roomHydrogen',
  'toxicGas',
] as const;
export type AnalogChannel = (typeof ANALOG_CHANNELS)[number];

/** Pulse inputs, counted through pin watches. */
export const PULSE_CHANNELS = ['nakTach', 'catholyteTach', 'catholyteFlow'] as const;
export type PulseChannel = (typeof PULSE_CHANNELS)[number];

/** Contacts. All but `smoke` (closed = healthy) are on every board. */
export const CONTACT_CHANNELS = ['eStopA', 'eStopB', 'contactorFeedback', 'localReset', 'smoke'] as const;
export type ContactChannel = (typeof CONTACT_CHANNELS)[number];

/**
 * Switched outputs. The first two are on every board. `safetyToggle` changes its level in every tick for an external safety relay;
 * `leakExcitation` reverses the current through the leak loops.
 */
export const SWITCH_CHANNELS = [
  'contactor',
  'heaterEnable',
  'preCharge',
  'isolationValves',
  'argonPurge',
  'enclosureFan',
  'scrubber',
  'traceHeater',
  'safetyToggle',
  'leakExcitation',
] as const;
export type SwitchChannel = (typeof SWITCH_CHANNELS)[number];

/** PWM outputs. The first five are on every board; the limits tell a power converter what it may draw and feed. */
export const PWM_CHANNELS = [
  'heater',
  'nakPump',
  'catholytePump',
  'chargeCurrent',
  'dischargeCurrent',
  'chargeLimitOut',
  'dischargeLimitOut',
] as const;
export type PwmChannel = (typeof PWM_CHANNELS)[number];

export type Channel = TemperatureChannel | AnalogChannel | PulseChannel | ContactChannel | SwitchChannel | PwmChannel;

export const CHANNELS: readonly Channel[] = (
  [...TEMPERATURE_CHANNELS, ...ANALOG_CHANNELS, ...PULSE_CHANNELS, ...CONTACT_CHANNELS, ...SWITCH_CHANNELS, ...PWM_CHANNELS] as const
).slice();
