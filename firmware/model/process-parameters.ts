/**
 * Parameters 80–119: the process around the cell. Only boards of profile `full` have them. Defaults describe the plant of the bench
 * (docs/physics.md, "Balance of plant").
 */
import type { ParameterRow } from './parameters.js';
import type { RegisterType } from './types.js';

function row(
  offset: number,
  name: string,
  type: RegisterType,
  unit: string,
  scale: number,
  min: number,
  fallback: number,
  max: number,
  doc: string,
): ParameterRow {
  return { offset, name, type, unit, scale, min, max, fallback, profile: 'full', doc };
}

export const PROCESS_PARAMETERS: readonly ParameterRow[] = [
  row(
    80,
    'saturationTemp',
    'i16',
    '°C',
    0.1,
    -50,
    114,
    250,
    'Temperature at which the catholyte crystallises: 11.4 °C for 0.6 mol/kg of ferrocyanide',
  ),
  row(81, 'nakPressureSpan', 'u16', 'kPa', 0.1, 100, 2000, 10000, 'NaK pressure at 20 mA; 0 at 4 mA'),
  row(82, 'catholytePressureSpan', 'u16', 'kPa', 0.1, 100, 2000, 10000, 'Catholyte pressure at 20 mA; 0 at 4 mA'),
  row(83, 'blanketPressureSpan', 'u16', 'kPa', 0.1, 100, 400, 1000, 'Blanket pressure at 20 mA; 0 at 4 mA'),
  row(84, 'levelSpan', 'u32', 'mL', 0.01, 100, 5000, 10000000, 'NaK in the loop that the level adds from 4 to 20 mA'),
  row(86, 'levelZero', 'i16', 'mL', 0.1, -30000, 0, 30000, 'NaK in the loop when the level shows 4 mA'),
  row(87, 'inletLevel', 'u16', '%', 0.01, 0, 1500, 2000, 'Level at which the pump inlet begins to draw gas, of the anchored volume'),
  row(88, 'nakLineFull', 'u16', 'kPa', 0.1, 10, 120, 5000, 'Pressure along the fresh NaK line at full pump command'),
  row(89, 'nakMotorFull', 'u16', 'A', 0.001, 10, 500, 3000, 'Current of the NaK pump at full command on the fresh line'),
  row(90, 'nakMotorIdle', 'u16', 'A', 0.001, 0, 100, 2000, 'Current of the NaK pump just above standstill'),
  row(91, 'catholyteMotorFull', 'u16', 'A', 0.001, 10, 500, 3000, 'Current of the catholyte pump at full command on the fresh line'),
  row(92, 'catholyteMotorIdle', 'u16', 'A', 0.001, 0, 100, 2000, 'Current of the catholyte pump just above standstill'),
  row(93, 'oxygenSpan', 'u16', 'ppm', 1, 10, 1000, 10000, 'Oxygen at 20 mA; 0 at 4 mA'),
  row(94, 'hydrogenSpan', 'u16', 'vol%', 0.01, 50, 400, 1000, 'Hydrogen in the blanket at 20 mA; 0 at 4 mA'),
  row(95, 'toxicSpan', 'u16', 'ppm', 0.1, 10, 300, 1000, 'Toxic gas at 20 mA; 0 at 4 mA'),
  row(
    96,
    'bumpTestDue',
    'u16',
    'h',
    1,
    0,
    2160,
    65000,
    'Running hours at which the gas sensors are due for a bump test; write the next ones after each test',
  ),
  row(
    97,
    'oxygenFloor',
    'u16',
    'ppm',
    0.1,
    0,
    10,
    100,
    'Oxygen that argon always shows: a cell that reads less for a minute is dead; 0 turns this off',
  ),
  row(98, 'catholyteReserveLeast', 'i16', 'K', 0.1, 40, 40, 150, 'Trip level of P07 above `saturationTemp`; the warning comes 2 K before'),
  row(99, 'catholyteHot', 'i16', '°C', 0.1, 400, 580, 580, 'Trip level of P08; the warning comes 6 K before'),
  row(
    100,
    'membraneLimit',
    'u16',
    'kPa',
    0.1,
    90,
    180,
    180,
    'Trip level of P25, for the strength of the ceramic fitted; the warning comes 8 kPa before',
  ),
  row(101, 'blanketLow', 'u16', 'kPa', 0.01, 20, 20, 300, 'Trip level of P26 towards vacuum; the warning comes 0.8 kPa before'),
  row(102, 'blanketHigh', 'u16', 'kPa', 0.01, 1100, 2500, 2500, 'Trip level of P26 below the relief valve; the warning comes 10 kPa before'),
  row(103, 'oxygenLimit', 'u16', 'ppm', 0.1, 850, 1000, 1000, 'Trip level of P27; the warning comes 80 ppm before'),
  row(104, 'hydrogenLimit', 'u16', 'vol%', 0.001, 650, 1000, 1000, 'Trip level of P28 in the blanket; the warning comes 0.6 vol% before'),
  row(105, 'roomHydrogenLimit', 'u16', '% LEL', 0.1, 160, 250, 250, 'Trip level of P28 in the room; the warning comes 15 % before'),
  row(106, 'toxicLimit', 'u16', 'ppm', 0.01, 240, 470, 470, 'Trip level of P29; the warning comes 2.2 ppm before'),
  row(107, 'levelDeficitMost', 'u16', '%', 0.01, 600, 1000, 1000, 'Trip level of P33, of the anchored volume; the warning comes 5 % before'),
  row(108, 'levelReserveLeast', 'u16', '%', 0.01, 1000, 1000, 4000, 'Trip level of P34 above the pump inlet; the warning comes 10 % before'),
];
