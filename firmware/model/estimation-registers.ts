/** Rows of the map for estimation and diagnosis: what the controller works out beyond the live block. */
import type { RegisterRow, RegisterType } from './types.js';

function row(address: number, name: string, type: RegisterType, unit: string, scale: number, optional: boolean, doc: string): RegisterRow {
  return { address, name, type, unit, scale, access: 'ro', profile: 'core', optional, doc };
}

/**
 * What the operator should do about the composition, by code: nothing; charge, or discharge, what the park limit is passed by
 * (`parkChargeLeft`, `parkRechargeLeft`), before the metal falls below its liquidus; anchor a composition that is lost or known to 3 wt% only; fill NaK loops that lie
 * beyond the park limit on both sides anew, because no charge brings all of them back.
 */
export const ADVICE = ['none', 'recharge', 'discharge', 'anchor', 'refill'] as const;

/** Input registers 72–91. */
export const ESTIMATION_ROWS: readonly RegisterRow[] = [
  row(
    72,
    'runRechargeLeft',
    'i32',
    'Ah',
    0.001,
    true,
    'Charge that may still be charged until the potassium-rich run limit at the present temperature; negative: to be discharged',
  ),
  row(74, 'parkRechargeLeft', 'i32', 'Ah', 0.001, true, 'The same until the potassium-rich park limit at the planned ambient'),
  row(76, 'runTimeLeft', 'u16', 'min', 1, true, 'Time to the run limit at the present current, in its direction; missing without current'),
  row(77, 'parkTimeLeft', 'u16', 'min', 1, true, 'Time to the park limit, likewise'),
  row(
    78,
    'advice',
    'u16',
    '',
    1,
    false,
    'What to do about the composition: 0 nothing, 1 charge and 2 discharge what the park limit is passed by, 3 anchor it, 4 fill NaK loops beyond both park limits anew',
  ),
  row(79, 'dischargeFloor', 'u16', '%', 0.01, false, 'Oxidised fraction at which discharge ends: what a master holds by SunSpec, else 5 %'),
  row(80, 'chargeCeiling', 'u16', '%', 0.01, false, 'Oxidised fraction at which charge ends: likewise, else 95 %'),
  row(
    84,
    'plannedAmbient',
    'i16',
    '°C',
    0.1,
    false,
    'Ambient that the limits are planned for: the forecast while it is renewed, else the parameter parkAmbient',
  ),
  row(85, 'resistance', 'u16', 'Ω·cm²', 0.01, true, 'Area-specific resistance at the last current pulse; boards of profile full only'),
  row(86, 'resistanceRatio', 'u16', '', 0.001, true, 'The same relative to the model at the commissioned cell'),
  row(87, 'modelVoltage', 'i16', 'V', 0.001, true, 'Open-circuit voltage that composition, catholyte and temperature explain'),
  row(88, 'voltageError', 'i16', 'V', 0.001, true, 'IR-free voltage minus that'),
];
