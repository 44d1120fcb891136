/**
 * A plan as a scenario file: what a campaign runs can be saved, read, changed and run by hand.
 */
import { FAULTS } from '../../firmware/model/faults.js';
import { fault } from '../fault/library.js';
import { parseScenario } from '../scenario/parse.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Plan, PlannedFault } from './plan.js';

interface Entry {
  readonly atS: number;
  readonly lines: readonly string[];
}

function quantity(value: number, unit: string): string {
  return unit === '' ? String(value) : `${value} ${unit}`;
}

function inject(planned: PlannedFault, label: string): string[] {
  const { parameters } = fault(planned.id);
  const values = parameters.map(({ name, unit }) => `${name}: ${quantity(planned.values[name] ?? NaN, unit)}`);
  return [
    `  - inject: ${planned.id}`,
    ...(values.length > 0 ? [`    with: { ${values.join(', ')} }`] : []),
    `    as: ${label}`,
    ...(planned.forS === null ? [] : [`    for: ${planned.forS} s`]),
  ];
}

/** Steps in the order of their times, with the waits between them. Times of a plan have 4 digits; the bench steps by 50 ms. */
function steps(plan: Plan): string[] {
  const entries: Entry[] = [
    ...plan.commands.map(({ command, atS }) => ({ atS, lines: [`  - command: ${command}`, '    result: ignored'] })),
    ...plan.faults.map((planned, i) => ({ atS: planned.atS, lines: inject(planned, faultLabel(i)) })),
  ]
    .filter(({ atS }) => atS <= plan.horizonS)
    .sort((a, b) => a.atS - b.atS);
  const lines: string[] = [];
  let now = 0;
  const waitUntil = (ms: number): void => {
    if (ms > now) lines.push(`  - wait: ${ms - now} ms`);
    now = Math.max(now, ms);
  };
  for (const entry of entries) {
    waitUntil(Math.round(entry.atS * 1000));
    lines.push(...entry.lines);
  }
  waitUntil(Math.round(plan.horizonS * 1000));
  return lines;
}

/** Label of the fault at a place of the plan. */
export function faultLabel(place: number): string {
  return `fault${place + 1}`;
}

/** The scenario file of a plan. `id` is that of the run. Any trip is allowed: hazards, misses and false trips are judged by the campaign. */
export function scenarioText(plan: Plan, id: string): string {
  const every = FAULTS.map((row) => row.id).join(', ');
  return [
    `id: campaign-${id.replace(/[^a-z0-9]+/g, '-')}`,
    `title: Run ${id} of a campaign`,
    `about: Drawn by liquidus hil campaign. Only hazards and errors of the controller count here; what latches at the end is not judged.`,
    `requirements: []`,
    `faults: []`,
    `board: ${plan.board}`,
    `seed: ${plan.noiseSeed}`,
    `plant: { sodium: ${plan.sodiumWt} wt%, metal: ${plan.metalMass} g, oxidised: ${plan.oxidisedFraction}, temperature: ${plan.temperature} °C, ambient: ${plan.ambient} °C, ageing: ${plan.ageing} }`,
    `start: ready`,
    `steps:`,
    ...steps(plan),
    `outcome: { tripped: [], mayTrip: [${every}], latched: [], mayLatch: [${every}], line: disturbed }`,
    '',
  ].join('\n');
}

/** The scenario of a plan. */
export function scenarioOf(plan: Plan, id: string): Scenario {
  return parseScenario(`campaign run ${id}`, scenarioText(plan, id));
}
