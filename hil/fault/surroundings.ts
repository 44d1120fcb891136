/**
 * Faults of the cell itself and of the room around it.
 */
import { define, valueOf, type FaultDefinition, type FaultStage, type FaultValues, type Undo } from './definition.js';

/** Sends the room to another temperature; the answer sends it back where it was going, as fast as before. */
function room({ plant }: FaultStage, to: number, rate: number): Undo {
  const { faults } = plant;
  const before = { ambientTarget: faults.ambientTarget, ambientRate: faults.ambientRate };
  faults.ambientTarget = to;
  faults.ambientRate = rate;
  return () => void Object.assign(faults, before);
}

function number(key: 'asrFactor' | 'ocvOffset' | 'lineLossFactor' | 'lineAmbientOffset' | 'leakResistance', name: string, scale = 1) {
  return ({ plant }: FaultStage, values: FaultValues): Undo => {
    const before = plant.faults[key];
    plant.faults[key] = valueOf(values, name) * scale;
    return () => void (plant.faults[key] = before);
  };
}

const TO = { name: 'to', unit: '°C', min: -30, max: 80, doc: 'temperature of the room' } as const;

export const SURROUNDING_FAULTS: readonly FaultDefinition[] = [
  define(
    'nakTray.leak',
    'Metal lies in the NaK tray: the resistance of the leak loop falls.',
    [{ name: 'resistance', unit: 'kΩ', min: 0, max: 100, fallback: 0.1, doc: 'resistance of the loop; below 20 kΩ the tray is wet' }],
    number('leakResistance', 'resistance', 1000),
  ),
  define(
    'cell.resistance',
    'The resistance of the cell changes: contact lost above 1, cracked ceramic below.',
    [{ name: 'factor', unit: '', min: 0.05, max: 20, doc: 'multiplies the resistance' }],
    number('asrFactor', 'factor'),
  ),
  define(
    'cell.voltage',
    'The open-circuit voltage of the cell changes: negative when both liquids have met.',
    [{ name: 'by', unit: 'V', min: -3.3, max: 1, doc: 'added voltage' }],
    number('ocvOffset', 'by'),
  ),
  define(
    'nakLine.heatLoss',
    'The insulation of the coldest NaK line is damaged.',
    [{ name: 'factor', unit: '', min: 0, max: 20, doc: 'heat loss relative to sound insulation' }],
    number('lineLossFactor', 'factor'),
  ),
  define(
    'nakLine.draught',
    'A draught cools the coldest NaK line.',
    [{ name: 'by', unit: 'K', min: -40, max: 20, doc: 'added to the room temperature at the line' }],
    number('lineAmbientOffset', 'by'),
  ),
  define('ambient.step', 'The room jumps to another temperature.', [TO], (stage, values) => room(stage, valueOf(values, 'to'), Infinity)),
  define(
    'ambient.ramp',
    'The room goes to another temperature at a constant rate.',
    [TO, { name: 'rate', unit: 'K/min', min: 0.01, max: 60, doc: 'speed of the change, always positive' }],
    (stage, values) => room(stage, valueOf(values, 'to'), valueOf(values, 'rate')),
  ),
];
