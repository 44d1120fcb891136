/**
 * Measures how fast each fault is answered: every scenario that times a detection runs many times, with another noise and with its fault at
 * another moment of the controller's second.
 */
import { checksOf, faultRow } from '../../firmware/model/faults.js';
import { boardRow } from '../../firmware/model/boards.js';
import { uniform } from './random.js';
import { runScenario } from './runner.js';
import type { DetectionResult } from './result.js';
import type { TargetName } from '../target/target.js';
import type { Scenario } from './scenario.js';
import { loadScenarios, scenarioFiles } from './suite.js';
import { TargetShop } from './targets.js';

/** The slow checks of the controller run once a second: the moment of a fault is spread over that long, ms. */
const PHASE_MS = 1_000;

export interface TimesOptions {
  /** Scenario files, or folders of them. */
  readonly files: readonly string[];
  readonly target: TargetName;
  /** Runs of each scenario. */
  readonly runs: number;
  /** Seed of the series: the same seed gives the same figures. */
  readonly seed: number;
  readonly onProgress?: (line: string) => void;
}

/** What was measured of one detection of one scenario. Times in ms. */
export interface DetectionTimes {
  readonly fault: string;
  readonly name: string;
  readonly scenario: string;
  /** What was timed: the reaction on the pins, or the alarm bit where the fault only warns. */
  readonly timed: 'reaction' | 'alarm';
  /** Debounces of the checks of this fault, shortest and longest, from the firmware's rows. */
  readonly debounceMs: readonly [number, number];
  /** Deadline of the scenario. */
  readonly deadlineMs: number;
  readonly medianMs: number;
  readonly worstMs: number;
  readonly runs: number;
  /** Runs in which it was missed, late or too early. */
  readonly bad: number;
}

/** The scenario with another noise, and with its first step put off by `shiftMs`, a whole number of its plant steps. */
function varied(scenario: Scenario, seed: number, shiftMs: number): Scenario {
  const ms = Math.round(shiftMs / scenario.stepMs) * scenario.stepMs;
  return {
    ...scenario,
    seed,
    plant: { ...scenario.plant, options: { ...scenario.plant.options, seed } },
    steps: [{ kind: 'wait', ms, line: 0, text: `wait ${ms} ms` }, ...scenario.steps],
  };
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

function debounces(fault: string, board: string, warning: boolean): readonly [number, number] {
  const times = checksOf(boardRow(board))
    .filter((check) => check.fault === fault && (warning ? check.warn : check.trip) !== null)
    .map((check) => (warning ? check.warnMs : check.tripMs));
  return [Math.min(...times), Math.max(...times)];
}

function summary(scenario: Scenario, board: string, measured: readonly DetectionResult[]): DetectionTimes | undefined {
  const first = measured[0];
  if (first === undefined) return undefined;
  const warning = first.fault.endsWith(' warning');
  const id = first.fault.replace(/ warning$/, '');
  const timed = first.reaction === '' ? 'alarm' : 'reaction';
  const times = measured.map((d) => (timed === 'alarm' ? d.alarmMs : d.reactionMs)).sort((a, b) => a - b);
  const seen = times.filter((t) => !Number.isNaN(t));
  return {
    fault: first.fault,
    name: faultRow(id).name,
    scenario: scenario.id,
    timed,
    debounceMs: debounces(id, board, warning),
    deadlineMs: timed === 'alarm' ? first.alarmLimitMs : first.reactionLimitMs,
    medianMs: median(seen),
    worstMs: seen[seen.length - 1] ?? NaN,
    runs: measured.length,
    bad: measured.filter((d) => !d.good).length,
  };
}

/** Measures the detections of all scenarios, in the order of the files. Throws `usage.*` as a run of the suite does. */
export function measureTimes(options: TimesOptions): DetectionTimes[] {
  const scenarios = loadScenarios(scenarioFiles(options.files)).filter(
    (scenario) => scenario.detections.length > 0 && scenario.targets.includes(options.target),
  );
  const shop = new TargetShop(options.target);
  const next = uniform(options.seed);
  return scenarios.flatMap((scenario, index) => {
    const measured: DetectionResult[][] = scenario.detections.map(() => []);
    for (let run = 0; run < options.runs; run++) {
      const target = shop.make(scenario.board);
      try {
        const { detections } = runScenario(varied(scenario, 1 + Math.floor(next() * 1e9), next() * PHASE_MS), target);
        detections.forEach((d, i) => measured[i]?.push(d));
      } finally {
        target.close();
      }
    }
    options.onProgress?.(`${index + 1}/${scenarios.length}  ${scenario.id}`);
    return measured.map((m) => summary(scenario, shop.bundle(scenario.board).board, m)).filter((row) => row !== undefined);
  });
}
