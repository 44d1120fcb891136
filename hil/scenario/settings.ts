/**
 * Conditions of the plant that a scenario may set at any time and that are not faults: the room, the weather at the line, the age of the cell.
 */
import type { FaultPort } from '../plant/fault-port.js';

interface SetQuantity {
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly doc: string;
  readonly apply: (faults: FaultPort, value: number) => void;
}

export const SET_QUANTITIES: Readonly<Record<string, SetQuantity>> = {
  ambient: {
    unit: '°C',
    min: -30,
    max: 60,
    doc: 'room temperature, at once',
    apply: (faults, value) => {
      faults.ambientTarget = value;
      faults.ambientRate = Infinity;
    },
  },
  lineLoss: {
    unit: '',
    min: 0,
    max: 20,
    doc: 'heat loss of the coldest NaK line relative to sound insulation',
    apply: (faults, value) => void (faults.lineLossFactor = value),
  },
  lineAmbient: {
    unit: 'K',
    min: -40,
    max: 20,
    doc: 'added to the room temperature at the coldest NaK line',
    apply: (faults, value) => void (faults.lineAmbientOffset = value),
  },
  resistance: {
    unit: '',
    min: 0.1,
    max: 10,
    doc: 'cell resistance relative to the commissioned one',
    apply: (faults, value) => void (faults.asrFactor = value),
  },
};
