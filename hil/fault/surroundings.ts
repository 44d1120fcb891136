/**
 * Faults of the cell itself and of the room around it.
 */
import type { ArgonFault } from '../plant/fault-port.js';
import { CELL_WIRES } from '../plant/single-cells.js';
import { MOST_CELLS } from '../target/wires.js';
import { define, needing, valueOf, type FaultDefinition, type FaultStage, type FaultValues, type Undo } from './definition.js';

/** Sends the room to another temperature; the answer sends it back where it was going, as fast as before. */
function room({ plant }: FaultStage, to: number, rate: number): Undo {
  const { faults } = plant;
  const before = { ambientTarget: faults.ambientTarget, ambientRate: faults.ambientRate };
  faults.ambientTarget = to;
  faults.ambientRate = rate;
  return () => void Object.assign(faults, before);
}

type NumberKey =
  | 'asrFactor'
  | 'siphon'
  | 'ocvOffset'
  | 'internalShort'
  | 'lineLossFactor'
  | 'lineAmbientOffset'
  | 'leakResistance'
  | 'catholyteLeakResistance'
  | 'catholyteTankPressure'
  | 'metalLost'
  | 'roomHydrogenSource'
  | 'toxicGasSource';

function number(key: NumberKey, name: string, scale = 1) {
  return ({ plant }: FaultStage, values: FaultValues): Undo => {
    const before = plant.faults[key];
    plant.faults[key] = valueOf(values, name) * scale;
    return () => void (plant.faults[key] = before);
  };
}

/** Takes the chiller from its thermostat. */
function chiller(runs: 0 | 1) {
  return ({ plant }: FaultStage): Undo => {
    const before = plant.faults.chillerStuck;
    plant.faults.chillerStuck = runs;
    return () => void (plant.faults.chillerStuck = before);
  };
}

/** Breaks the argon supply in one way. */
function argon<K extends keyof ArgonFault>(key: K, value: (values: FaultValues) => ArgonFault[K]) {
  return ({ plant }: FaultStage, values: FaultValues): Undo => {
    const before = plant.faults.argon[key];
    plant.faults.argon[key] = value(values);
    return () => void (plant.faults.argon[key] = before);
  };
}

const CELL = { name: 'cell', unit: '', min: 1, max: MOST_CELLS, doc: 'number of the cell in the stack' } as const;

/** Breaks the wire of one cell. */
function cellWire(state: number) {
  return ({ plant }: FaultStage, values: FaultValues): Undo => {
    const k = Math.round(valueOf(values, 'cell')) - 1;
    plant.faults.cellsBroken[k] = state;
    return () => void (plant.faults.cellsBroken[k] = CELL_WIRES.sound);
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
  ...needing(
    'catholyteLeakLoop',
    define(
      'catholyteTray.leak',
      'Catholyte lies in its tray: the resistance of the leak loop falls.',
      [{ name: 'resistance', unit: 'kΩ', min: 0, max: 100, fallback: 0.1, doc: 'resistance of the loop; below 20 kΩ the tray is wet' }],
      number('catholyteLeakResistance', 'resistance', 1000),
    ),
  ),
  define(
    'nakLoop.loss',
    'Metal has run out of the loop, past the tray. What is gone does not come back.',
    [{ name: 'share', unit: '', min: 0, max: 1, doc: 'share of the volume of the start' }],
    number('metalLost', 'share'),
  ),
  define(
    'nakLine.siphon',
    'Metal flows on by itself while its loop is open and liquid: the return stands lower than the reservoir. Isolation valves stop it.',
    [{ name: 'flow', unit: 'mL/min', min: 0, max: 20, doc: 'what flows without the pump' }],
    number('siphon', 'flow'),
  ),
  define('chiller.stuckOn', 'The chiller of the catholyte runs whatever its thermostat says; nothing where the plant has none.', [], chiller(1)),
  define('chiller.stuckOff', 'The chiller of the catholyte does not run; nothing where the plant has none.', [], chiller(0)),
  ...needing(
    'catholytePressure',
    define(
      'catholyteTank.pressure',
      'The catholyte tank stands above the blanket: a blocked vent.',
      [{ name: 'by', unit: 'kPa', min: -30, max: 60, doc: 'pressure above the blanket' }],
      number('catholyteTankPressure', 'by'),
    ),
  ),
  ...needing(
    'blanketPressure',
    define(
      'argon.empty',
      'The argon bottle is empty: nothing makes up for what leaks.',
      [],
      argon('empty', () => true),
    ),
  ),
  ...needing(
    'blanketPressure',
    define(
      'argon.stuckOpen',
      'The argon regulator stands open: the relief valve alone holds the pressure.',
      [],
      argon('stuckOpen', () => true),
    ),
  ),
  ...needing(
    'blanketPressure',
    define(
      'argon.leak',
      'The gas space leaks to the room.',
      [{ name: 'conductance', unit: 'mL/s/kPa', min: 0, max: 50, doc: 'flow per pressure; the regulator holds against about 2' }],
      argon('leak', (values) => valueOf(values, 'conductance')),
    ),
  ),
  ...needing(
    'blanketPressure',
    define(
      'argon.oxygen',
      'Air gets into the blanket.',
      [{ name: 'rate', unit: 'ppm/s', min: 0, max: 1000, doc: 'rise of the oxygen' }],
      argon('oxygen', (values) => valueOf(values, 'rate')),
    ),
  ),
  ...needing(
    'blanketPressure',
    define(
      'argon.hydrogen',
      'Hydrogen gets into the blanket: water has met metal.',
      [{ name: 'rate', unit: 'vol%/min', min: 0, max: 60, doc: 'rise of the hydrogen' }],
      argon('hydrogen', (values) => valueOf(values, 'rate') / 60),
    ),
  ),
  ...needing(
    'roomHydrogen',
    define(
      'room.hydrogen',
      'Hydrogen gets into the enclosure.',
      [{ name: 'rate', unit: '%LEL/min', min: 0, max: 600, doc: 'rise without any exhaust' }],
      number('roomHydrogenSource', 'rate', 1 / 60),
    ),
  ),
  ...needing(
    'toxicGas',
    define(
      'room.toxicGas',
      'Hydrogen cyanide or bromine gets into the enclosure.',
      [{ name: 'rate', unit: 'ppm/s', min: 0, max: 10, doc: 'rise without any exhaust' }],
      number('toxicGasSource', 'rate'),
    ),
  ),
  ...needing(
    'smoke',
    define('smoke.detected', 'The smoke detector has opened, or its wire is broken.', [], ({ plant }) => {
      plant.faults.smoke = true;
      return () => void (plant.faults.smoke = false);
    }),
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
    'cell.internalShort',
    'A path through the ceramic shorts the cell inside: it discharges itself, and no current shows at its terminals.',
    [{ name: 'resistance', unit: 'Ω', min: 0.001, max: 10_000, fallback: 0.01, doc: 'of the path' }],
    number('internalShort', 'resistance'),
  ),
  ...needing(
    'cells',
    define(
      'singleCell.voltage',
      'One cell of a stack has another voltage than the others: worn, short of reactant, or cracked.',
      [CELL, { name: 'by', unit: 'V', min: -5, max: 2, doc: 'added voltage' }],
      ({ plant }, values) => {
        const k = Math.round(valueOf(values, 'cell')) - 1;
        plant.faults.cellOffsets[k] = valueOf(values, 'by');
        return () => void (plant.faults.cellOffsets[k] = 0);
      },
    ),
  ),
  ...needing(
    'cells',
    define(
      'singleCell.resistance',
      'One cell of a stack has another resistance than the others: contact lost above 1, cracked ceramic below.',
      [CELL, { name: 'factor', unit: '', min: 0.05, max: 20, doc: 'multiplies the resistance' }],
      ({ plant }, values) => {
        const k = Math.round(valueOf(values, 'cell')) - 1;
        plant.faults.cellExcess[k] = valueOf(values, 'factor') - 1;
        return () => void (plant.faults.cellExcess[k] = 0);
      },
    ),
  ),
  ...needing('cells', define('singleCell.open', 'The wire of one cell of a stack is open: it reads 0 V.', [CELL], cellWire(CELL_WIRES.open))),
  ...needing(
    'cells',
    define(
      'singleCell.lost',
      'The front end of one cell of a stack is at its lower rail, below every voltage of a cell.',
      [CELL],
      cellWire(CELL_WIRES.short),
    ),
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
