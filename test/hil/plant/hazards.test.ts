import { describe, expect, it } from 'vitest';
import { HAZARDS } from '../../../hil/plant/hazard-rows.js';
import { type Hazard, HazardOracle, describeHazard } from '../../../hil/plant/hazards.js';
import { LabCell } from '../../../hil/plant/lab-cell.js';
import { PlantTruth } from '../../../hil/plant/truth.js';
import { board, PUMPING, run } from './bench.js';

const DT = 50;

/** A plant in safe service. */
function safe(change: Partial<PlantTruth> = {}): PlantTruth {
  const sound: Partial<PlantTruth> = {
    sodiumWt: 30,
    sodiumWtHighest: 30,
    sodiumWtLowest: 30,
    liquidus: -2.3,
    margin: 37,
    maxTemperature: 41,
    ambient: 20,
    current: 0.4,
    nakFlow: 10,
    catholyteFlow: 30,
    nakPumpSpeed: 750,
    heaterPower: 20,
    contactorClosed: 1,
  };
  return Object.assign(new PlantTruth(), sound, change);
}

/** Hazards after `truth` has been seen for `ms` (time 0 is the first look) between two safe stretches. */
function judge(truth: PlantTruth, ms: number): string[] {
  const oracle = new HazardOracle();
  for (let t = 0; t < 1000; t += DT) oracle.observe(DT, safe());
  for (let t = 0; t <= ms; t += DT) oracle.observe(DT, truth);
  for (let t = 0; t < 60_000; t += DT) oracle.observe(DT, safe());
  return oracle.hazards.map((hazard) => hazard.id);
}

interface Case {
  readonly id: string;
  /** Just beyond the limit. */
  readonly beyond: Partial<PlantTruth>;
  /** Just inside the limit, or without the circumstance. */
  readonly inside: readonly Partial<PlantTruth>[];
  /** Longest time that is still allowed, ms. */
  readonly allowedMs: number;
}

/** Limits and times typed from docs/physics.md, table "Hazard limits". */
const CASES: readonly Case[] = [
  {
    id: 'frozenPump',
    beyond: { solidFraction: 0.0201, nakPumpSpeed: 15.1 },
    inside: [
      { solidFraction: 0.0199, nakPumpSpeed: 750 },
      { solidFraction: 0.5, nakPumpSpeed: 14.9 },
    ],
    allowedMs: 20_000,
  },
  {
    id: 'currentWithoutFlow',
    beyond: { current: -0.0251, nakFlow: 0.99 },
    inside: [
      { current: 0.5, nakFlow: 1.01 },
      { current: 0.0249, nakFlow: 0 },
    ],
    allowedMs: 4500,
  },
  {
    id: 'currentAfterLeak',
    beyond: { leakWet: 1, current: -0.0051, heaterPower: 0, nakFlow: 0 },
    inside: [
      { leakWet: 1, current: 0.0049, heaterPower: 0, nakFlow: 0 },
      { leakWet: 0, current: 0.5 },
    ],
    allowedMs: 500,
  },
  {
    id: 'heaterAfterLeak',
    beyond: { leakWet: 1, current: 0, heaterPower: 0.1, nakFlow: 0 },
    inside: [
      { leakWet: 1, current: 0, heaterPower: 0, nakFlow: 0 },
      { leakWet: 0, heaterPower: 45 },
    ],
    allowedMs: 500,
  },
  {
    id: 'pumpAfterLeak',
    beyond: { leakWet: 1, current: 0, heaterPower: 0, nakFlow: 1.01 },
    inside: [
      { leakWet: 1, current: 0, heaterPower: 0, nakFlow: 0.99 },
      { leakWet: 0, nakFlow: 20 },
    ],
    allowedMs: 3000,
  },
  { id: 'overTemperature', beyond: { maxTemperature: 65.01 }, inside: [{ maxTemperature: 64.99 }], allowedMs: -DT },
  {
    id: 'catholyteBoils',
    beyond: { catholyteTemperature: 58.81, catholyteBoils: 58.8 },
    inside: [{ catholyteTemperature: 58.79, catholyteBoils: 58.8 }, { catholyteTemperature: 64 }],
    allowedMs: 10_000,
  },
  { id: 'overCurrent', beyond: { current: -0.751 }, inside: [{ current: 0.749 }], allowedMs: 300 },
  {
    id: 'dischargeBelowLiquidus',
    beyond: { margin: -0.01, current: 0.0251, nakPumpSpeed: 0 },
    inside: [
      { margin: 0.01, current: 0.5 },
      { margin: -3, current: 0.0249 },
      { margin: -3, current: -0.5 },
    ],
    allowedMs: 20_000,
  },
  {
    id: 'chargeBelowLiquidus',
    beyond: { margin: -5, marginPotassiumRich: -0.01, current: -0.0251 },
    inside: [
      { margin: 0.01, marginPotassiumRich: 0.01, current: -0.5 },
      { margin: -3, marginPotassiumRich: -3, current: -0.0249 },
      { margin: -3, marginPotassiumRich: NaN, current: -0.5 },
      { margin: -3, marginPotassiumRich: 0.01, current: -0.5 },
    ],
    allowedMs: 20_000,
  },
  {
    id: 'sodiumRich',
    beyond: { sodiumWtHighest: 58.01, current: 0.0051 },
    inside: [
      { sodiumWtHighest: 57.99, current: 0.5 },
      { sodiumWtHighest: 60, current: -0.5 },
      { sodiumWtHighest: 60, current: 0.0049 },
    ],
    allowedMs: 3000,
  },
  {
    id: 'potassiumRich',
    beyond: { sodiumWtLowest: 9.49, current: -0.0051 },
    inside: [
      { sodiumWtLowest: 9.51, current: -0.5 },
      { sodiumWtLowest: 8, current: 0.5 },
      { sodiumWtLowest: 8, current: -0.0049 },
    ],
    allowedMs: 3000,
  },
  {
    id: 'currentAfterEStop',
    beyond: { eStopOpen: 1, current: 0.0051 },
    inside: [
      { eStopOpen: 1, current: 0.0049 },
      { eStopOpen: 0, current: 0.5 },
    ],
    allowedMs: 200,
  },
  {
    id: 'membranePressure',
    beyond: { membranePressure: -21.1, catholytePumpSpeed: 15.1, nakPumpSpeed: 0 },
    inside: [{ membranePressure: 20.9 }, { membranePressure: 40, nakPumpSpeed: 14.9, catholytePumpSpeed: 14.9 }],
    allowedMs: 3000,
  },
  {
    id: 'pumpWithoutBlanket',
    beyond: { blanketPressure: 0.09 },
    inside: [{ blanketPressure: 0.11 }, { blanketPressure: -1, nakPumpSpeed: 14.9 }],
    allowedMs: 5000,
  },
  {
    id: 'pumpDrawsGas',
    beyond: { nakVolumeShare: 14.9 },
    inside: [{ nakVolumeShare: 15.1 }, { nakVolumeShare: 3, nakPumpSpeed: 14.9 }],
    allowedMs: 12_000,
  },
  {
    id: 'currentAfterCatholyteLeak',
    beyond: { catholyteTrayWet: 1, current: 0.0051, catholyteFlow: 0 },
    inside: [{ catholyteTrayWet: 1, current: 0.0049 }, { catholyteTrayWet: 0 }],
    allowedMs: 1500,
  },
  {
    id: 'pumpAfterCatholyteLeak',
    beyond: { catholyteTrayWet: 1, current: 0, catholyteFlow: 3.01 },
    inside: [
      { catholyteTrayWet: 1, catholyteFlow: 2.99 },
      { catholyteTrayWet: 0, catholyteFlow: 100 },
    ],
    allowedMs: 4000,
  },
  {
    id: 'currentAfterSmoke',
    beyond: { smoke: 1, current: -0.0051 },
    inside: [{ smoke: 1, current: 0.0049 }, { smoke: 0 }],
    allowedMs: 1000,
  },
  {
    id: 'airToFire',
    beyond: { smoke: 1, current: 0, fanOn: 1 },
    inside: [{ smoke: 1, fanOn: 0 }, { leakWet: 1, fanOn: 0 }, { fanOn: 1 }],
    allowedMs: 1000,
  },
  {
    id: 'sparkInHydrogen',
    beyond: { roomHydrogen: 60.1, heaterPower: 0 },
    inside: [{ roomHydrogen: 59.9 }, { roomHydrogen: 100, contactorClosed: 0, heaterPower: 0 }],
    allowedMs: 20_000,
  },
  {
    id: 'currentInBrownOut',
    beyond: { supplyVoltage: 19.9, current: 0.0051 },
    inside: [{ supplyVoltage: 20.1 }, { supplyVoltage: 5, current: 0.0049 }],
    allowedMs: 400,
  },
  { id: 'inrush', beyond: { inrushCurrent: 0.751 }, inside: [{ inrushCurrent: 0.749 }], allowedMs: -DT },
];

describe('hazard oracle', () => {
  it('has a case for every row', () => {
    expect(CASES.map((row) => row.id).sort()).toEqual(HAZARDS.map((row) => row.id).sort());
  });

  it('finds nothing in safe service', () => {
    expect(judge(safe(), 100_000)).toEqual([]);
  });

  for (const { id, beyond, inside, allowedMs } of CASES) {
    it(`finds ${id} when it lasts too long`, () => {
      expect(judge(safe(beyond), allowedMs + DT)).toEqual([id]);
    });

    it(`is silent on ${id} just inside the limit, however long`, () => {
      for (const change of inside) expect(judge(safe(change), 120_000)).not.toContain(id);
    });

    if (allowedMs > 0) {
      it(`is silent on ${id} that ends in time`, () => {
        expect(judge(safe(beyond), allowedMs)).toEqual([]);
      });
    }
  }

  it('takes the inrush of contacts that weld shut on an empty bus for unavoidable, and that of contacts that were told to close for avoidable', () => {
    const avoidable = (contactorUncontrollable: 0 | 1): boolean[] => {
      const oracle = new HazardOracle();
      oracle.observe(DT, safe({ inrushCurrent: 2, contactorUncontrollable }));
      return oracle.hazards.map((hazard) => hazard.avoidable);
    };
    expect([avoidable(1), avoidable(0)]).toEqual([[false], [true]]);
  });

  it('starts the time anew after an interruption', () => {
    const oracle = new HazardOracle();
    for (let i = 0; i < 100; i++) {
      for (let t = 0; t < 3900; t += DT) oracle.observe(DT, safe({ nakFlow: 0 }));
      oracle.observe(DT, safe());
    }
    expect(oracle.hazards).toEqual([]);
  });

  it('reports first time and worst value once', () => {
    const oracle = new HazardOracle();
    const truth = safe();
    for (let i = 1; i <= 200; i++) {
      truth.timeMs = i * DT;
      truth.nakFlow = i < 20 ? 10 : i < 150 ? 0.8 : 0.2;
      oracle.observe(DT, truth);
    }
    expect(oracle.hazards).toHaveLength(1);
    // Seen from step 20 on; more than 4500 ms have passed in step 111.
    expect(oracle.hazards[0]).toMatchObject({ id: 'currentWithoutFlow', firstMs: 5550, worst: 0.2, limit: 1, unit: 'mL/min', avoidable: true });
  });

  it('says in one line what happened', () => {
    const oracle = new HazardOracle();
    for (let i = 0; i < 20; i++) oracle.observe(DT, safe({ timeMs: 1500, current: 0.8 }));
    expect(oracle.hazards.map(describeHazard)).toEqual(['over-current: current 0.8 A, limit 0.75 A (above) for more than 0.3 s, first at 1.50 s']);
  });

  it('marks what no controller can avoid, until one could', () => {
    const unavoidable = (change: Partial<PlantTruth>): boolean => {
      const oracle = new HazardOracle();
      for (let i = 0; i < 1000; i++) oracle.observe(DT, safe(change));
      return oracle.hazards.length > 0 && oracle.hazards.every((hazard) => !hazard.avoidable);
    };
    expect(unavoidable({ maxTemperature: 70, heaterUncontrollable: 1 })).toBe(true);
    expect(unavoidable({ maxTemperature: 70, ambient: 60 })).toBe(true);
    expect(unavoidable({ maxTemperature: 70, currentUncontrollable: 1 })).toBe(true);
    expect(unavoidable({ maxTemperature: 70 })).toBe(false);
    expect(unavoidable({ solidFraction: 0.3, nakPumpUncontrollable: 1 })).toBe(true);
    expect(unavoidable({ solidFraction: 0.3 })).toBe(false);
    expect(unavoidable({ eStopOpen: 1, currentUncontrollable: 1 })).toBe(true);
    expect(unavoidable({ current: 0.9, currentUncontrollable: 1 })).toBe(true);
    expect(unavoidable({ leakWet: 1, current: 0, nakFlow: 0, heaterUncontrollable: 1 })).toBe(true);
    expect(unavoidable({ membranePressure: 30, catholytePumpSpeed: 450, catholytePumpUncontrollable: 1 })).toBe(true);
    expect(unavoidable({ membranePressure: 30, nakPumpUncontrollable: 1 })).toBe(true);
    expect(unavoidable({ membranePressure: 30 })).toBe(false);
    expect(unavoidable({ roomHydrogen: 90, heaterUncontrollable: 1 })).toBe(true);
    expect(unavoidable({ smoke: 1, current: 0, fanOn: 1, fanUncontrollable: 1 })).toBe(true);
    expect(unavoidable({ smoke: 1, current: 0, fanOn: 1 })).toBe(false);
    expect(unavoidable({ roomHydrogen: 90, contactorUncontrollable: 1 })).toBe(true);
    expect(unavoidable({ roomHydrogen: 90 })).toBe(false);
    expect(unavoidable({ supplyVoltage: 15, currentUncontrollable: 1 })).toBe(true);
    const oracle = new HazardOracle();
    const truth = safe({ current: 0.9, currentUncontrollable: 1 });
    for (let i = 0; i < 100; i++) oracle.observe(DT, truth);
    expect(oracle.hazards[0]?.avoidable).toBe(false);
    expect(describeHazard(oracle.hazards[0] as never)).toContain('no controller could have avoided it');
    truth.currentUncontrollable = 0;
    oracle.observe(DT, truth);
    expect(oracle.hazards[0]?.avoidable).toBe(true);
  });
});

describe('metal that flows backwards', () => {
  it('flows: no current without flow, but a pump that feeds a leak', () => {
    expect(judge(safe({ nakFlow: -10 }), 120_000)).toEqual([]);
    expect(judge(safe({ nakFlow: -0.5 }), 120_000)).toEqual(['currentWithoutFlow']);
    expect(judge(safe({ leakWet: 1, current: 0, heaterPower: 0, nakFlow: -10 }), 120_000)).toEqual(['pumpAfterLeak']);
  });
});

describe('current without flow', () => {
  /** A pump that runs dry, or stands, after 15 s of current with such a meter; the hazard at the end of 30 s more. */
  function lost(fault: Partial<LabCell['faults']['analog']['nakFlow']>, pump: 'dry' | 'stalled' = 'dry'): boolean[] {
    const cell = new LabCell({ noise: 0 });
    const oracle = new HazardOracle();
    const on = board({ contactor: 1, dischargeCurrent: 0.4, ...PUMPING });
    run(cell, 10, on, DT);
    Object.assign(cell.faults.analog.nakFlow, fault);
    run(cell, 15, on, DT);
    cell.faults.nakPump[pump] = true;
    for (let t = 0; t < 30_000; t += DT) {
      cell.step(DT, on);
      oracle.observe(DT, cell.truth);
    }
    return oracle.hazards.filter(({ id }) => id === 'currentWithoutFlow').map((hazard: Hazard) => hazard.avoidable);
  }

  it.each([
    ['drifts up by 13 mL/min a minute', { kind: 'drift', value: 13 / 60 }],
    ['reads 3 mL/min too much', { kind: 'offset', value: 3 }],
    ['stays at its last code', { kind: 'stuck' }],
    ['reads 10 mL/min for ever', { kind: 'fixed', value: 10 }],
  ] as const)('could not be known with a turning pump and a meter that %s', (_, fault) => {
    expect(lost(fault)).toEqual([false]);
  });

  it.each([
    ['is sound', { kind: 'none' }, 'dry'],
    ['reads 2.4 mL/min too much', { kind: 'offset', value: 2.4 }, 'dry'],
    ['picks up the mains', { kind: 'open' }, 'dry'],
    ['lies beside a tachometer that shows a pump at rest', { kind: 'fixed', value: 10 }, 'stalled'],
  ] as const)('is avoidable with a meter that %s', (_, fault, pump) => {
    expect(lost(fault, pump)).toEqual([true]);
  });
});

describe('hazards in the running plant', () => {
  /** Hazards of a run of `seconds`. */
  const watch = (cell: LabCell, seconds: number, outputs: ReturnType<typeof board>): string[] => {
    const oracle = new HazardOracle();
    for (let ms = 0; ms < seconds * 1000; ms += DT) {
      cell.step(DT, outputs);
      oracle.observe(DT, cell.truth);
    }
    return oracle.hazards.map((hazard) => hazard.id);
  };

  it('shows a careless controller everything it does wrong', () => {
    const discharging = board({ contactor: 1, dischargeCurrent: 0.5, ...PUMPING });
    expect(watch(new LabCell({ sodiumWt: 57, temperature: 15, ambient: 10 }), 60, discharging).sort()).toEqual([
      'dischargeBelowLiquidus',
      'frozenPump',
    ]);

    expect(watch(new LabCell(), 60, board({ contactor: 1, dischargeCurrent: 0.5, catholytePump: 0.3 }))).toEqual(['currentWithoutFlow']);

    const wet = new LabCell();
    run(wet, 10, discharging);
    wet.faults.leakResistance = 1000;
    expect(watch(wet, 10, board({ ...discharging, heaterEnable: 1, heater: 0.3 })).sort()).toEqual([
      'currentAfterLeak',
      'heaterAfterLeak',
      'pumpAfterLeak',
    ]);

    const stopped = new LabCell();
    run(stopped, 10, discharging);
    stopped.faults.eStopPressed = true;
    expect(watch(stopped, 1, discharging)).toEqual(['currentAfterEStop']);

    const wild = new LabCell();
    wild.faults.converterGain = 1.6;
    run(wild, 10, PUMPING_ONLY);
    expect(watch(wild, 10, discharging)).toEqual(['overCurrent']);

    expect(watch(new LabCell({ temperature: 60, ambient: 30 }), 600, board({ heaterEnable: 1, heater: 1, ...PUMPING }))).toEqual(['overTemperature']);

    expect(watch(new LabCell({ sodiumWt: 57.9, metalMass: 1, temperature: 45, ambient: 45 }), 60, discharging)).toEqual(['sodiumRich']);
  });

  it('is content with one that acts in time', () => {
    const cell = new LabCell();
    const discharging = board({ contactor: 1, dischargeCurrent: 0.5, heaterEnable: 1, heater: 0.3, ...PUMPING });
    expect(watch(cell, 60, discharging)).toEqual([]);
    cell.faults.leakResistance = 1000;
    expect(watch(cell, 0.4, discharging)).toEqual([]);
    expect(watch(cell, 60, board())).toEqual([]);
  });
});

const PUMPING_ONLY = board(PUMPING);
