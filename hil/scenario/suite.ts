/**
 * Runs scenario files one after the other and writes the report.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LiquidusError } from '../../host/error.js';
import { differences, readBaseline } from '../report/baseline.js';
import { junit } from '../report/junit.js';
import { reportPage } from '../report/page.js';
import { resultJson } from '../report/result-json.js';
import { refuseOnTarget, refuseUnsupported } from './board-fit.js';
import type { BundleUnderTest } from './bundle-file.js';
import { progressLine, suiteTable } from './console.js';
import { addUp } from './cover.js';
import { parseScenario } from './parse.js';
import type { RunResult } from './result.js';
import { runScenario } from './runner.js';
import type { TargetName } from '../target/target.js';
import type { Scenario } from './scenario.js';
import type { SuiteFacts } from './suite-facts.js';
import { type Hardware, TargetShop } from './targets.js';

export interface SuiteOptions {
  /** Scenario files, or folders of them. */
  readonly files: readonly string[];
  readonly target: TargetName;
  /** Folder for report.html, junit.xml and result.json; absent: nothing is written. */
  readonly out?: string;
  /** Bundle for scenarios that name no board. Default: what the build left for the board `pico`. */
  readonly bundle?: BundleUnderTest;
  /** Samples of every scenario that leaves something open, the plain run among them; default 1. */
  readonly samples?: number;
  /** Only the sample of this number, of every scenario that leaves something open. */
  readonly sample?: number;
  /** `result.json` of an earlier run, to compare with. */
  readonly baseline?: string;
  /** Options that a command needs to run one of these scenarios in the same way again; none by default. */
  readonly again?: readonly string[];
  /** Makes targets on real boards. */
  readonly hardware?: Hardware;
  /** Gets a line when a scenario is over. */
  readonly onProgress?: (line: string) => void;
}

export interface SuiteResult {
  readonly results: readonly RunResult[];
  readonly facts: SuiteFacts;
  /** Table and failures for the console. */
  readonly table: string;
  /** Files that were written. */
  readonly written: readonly string[];
}

/** Scenario files behind paths: a folder stands for the .yaml files in it. Throws `usage.file` for a path that does not exist. */
export function scenarioFiles(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    let folder: boolean;
    try {
      folder = statSync(path).isDirectory();
    } catch (error) {
      throw new LiquidusError(
        'usage.file',
        `There is no file or folder "${path}"; give scenario files, for example hil/scenarios/leak-during-freeze.yaml.`,
        { cause: error },
      );
    }
    if (!folder) return [path];
    const found = readdirSync(path)
      .filter((name) => name.endsWith('.yaml'))
      .sort();
    if (found.length === 0) throw new LiquidusError('usage.file', `There is no .yaml file in "${path}"; give a folder with scenarios.`);
    return found.map((name) => join(path, name));
  });
}

/**
 * Parses all files first, so that a mistake in the last one shows at once: the plain run of each, and as many samples as `numbers` names of those that
 * leave something open. Throws on the first malformed one, and on an id that two files share.
 */
export function loadScenarios(files: readonly string[], numbers: readonly number[] = [0]): Scenario[] {
  const byId = new Map<string, string>();
  return files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const plain = parseScenario(file, text);
    const scenarios = plain.decided.length === 0 ? [plain] : numbers.map((number) => (number === 0 ? plain : parseScenario(file, text, number)));
    for (const { id } of scenarios) {
      const other = byId.get(id);
      if (other !== undefined)
        throw new LiquidusError('usage.scenario', `${file} has the id "${id}", which ${other} has too; give one of them another id.`);
      byId.set(id, file);
    }
    return scenarios;
  });
}

/**
 * Runs the suite. Throws `usage.*` before anything runs when a file is missing or malformed, when there is no bundle, or when a scenario does not
 * support the target; a red scenario is a result, not an error.
 */
export function runSuite(options: SuiteOptions): SuiteResult {
  const { samples = 1, sample } = options;
  const numbers = sample === undefined ? Array.from({ length: samples }, (_, number) => number) : [sample];
  const scenarios = loadScenarios(scenarioFiles(options.files), numbers);
  refuseOnTarget(scenarios, options.target);
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  const shop = new TargetShop(options.target, options.bundle, options.hardware);
  for (const scenario of scenarios) refuseUnsupported(scenario, shop.bundle(scenario.board).board);
  const startedIso = new Date().toISOString();
  const started = performance.now();
  const results = scenarios.map((scenario, index) => {
    const target = shop.make(scenario.board);
    try {
      const result = runScenario(scenario, target);
      options.onProgress?.(progressLine(result, index, scenarios.length));
      return result;
    } finally {
      target.close();
    }
  });
  const red = results.filter((result) => result.verdict === 'red').length;
  const facts: SuiteFacts = {
    target: options.target,
    again: options.again ?? [],
    startedIso,
    bundles: shop.used.map(({ board, sha256, bytes }) => ({ board, sha256, bytes })),
    green: results.length - red,
    red,
    simSeconds: results.reduce((sum, result) => sum + result.simSeconds, 0),
    wallSeconds: (performance.now() - started) / 1000,
    covers: addUp(results.map((result) => result.covers)),
    ...(baseline ? { baseline: { startedIso: baseline.startedIso, differences: differences(baseline, results) } } : {}),
  };
  return { results, facts, table: suiteTable(results, facts), written: options.out === undefined ? [] : writeReports(options.out, results, facts) };
}

/** Throws `usage.out` when the folder cannot be written. */
function writeReports(out: string, results: readonly RunResult[], facts: SuiteFacts): string[] {
  const write = (name: string, text: string): string => {
    const path = join(out, name);
    try {
      mkdirSync(out, { recursive: true });
      writeFileSync(path, text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new LiquidusError('usage.out', `The report could not be written to ${path} (${reason}); choose another folder with --out or make room.`, {
        cause: error,
      });
    }
    return path;
  };
  return [
    write('report.html', reportPage(results, facts)),
    write('junit.xml', junit(results, facts)),
    write('result.json', resultJson(results, facts)),
  ];
}
