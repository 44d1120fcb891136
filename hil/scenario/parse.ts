/**
 * Scenario files to scenarios. Everything that can be known without running is checked here, with line and column.
 */
import { createHash } from 'node:crypto';
import type { Node } from 'yaml';
import { FAULTS } from '../../firmware/model/faults.js';
import { BOARDS, boardRow } from '../../firmware/model/boards.js';
import { PARAMETERS, parametersOf } from '../../firmware/model/parameters.js';
import { REQUIREMENTS } from '../../firmware/model/requirements.js';
import { STATES } from '../../firmware/model/states.js';
import { ALLOY_NAMES } from '../plant/alloys.js';
import { COUPLE_NAMES } from '../plant/couples.js';
import { LOOP_KINDS } from '../plant/cell-stack.js';
import { loopFills, toldFills } from '../plant/fills.js';
import { LAB_CELL_OPTIONS, PRESETS, completeOptions, type LabCellOptions, type NumberOption } from '../plant/options.js';
import { conditionOf, labelOf, numberOf, parseSteps, type StepScope } from './parse-step.js';
import { canonicalUnit } from './quantity.js';
import { decideVariables, Sample } from './sample.js';
import { TARGET_NAMES } from '../target/target.js';
import { type Cover, type Detection, type Invariant, type Outcome, type ParameterSetting, type PlantSetup, type Scenario } from './scenario.js';
import { Source, type Fields } from './source.js';

/** Keys of a scenario file, in the order in which they are usually written. */
export const SCENARIO_KEYS = [
  'id',
  'title',
  'about',
  'requirements',
  'faults',
  'targets',
  'board',
  'seed',
  'step',
  'poll',
  'vary',
  'plant',
  'parameters',
  'commission',
  'start',
  'startWithin',
  'steps',
  'invariants',
  'cover',
  'detections',
  'outcome',
] as const;

const FAULT_IDS = FAULTS.map((row) => row.id);
const BOARD_IDS = BOARDS.map((row) => row.id);
/** What the line may be like in a run. */
export const LINE_STATES = ['clean', 'disturbed'] as const;
const REQUIREMENT_IDS = REQUIREMENTS.map((row) => row.id);

/** Keys of `plant`, with the option of the lab cell that each one sets and its unit. Bounds and defaults are those of the option. */
export const PLANT_FIELDS = {
  sodium: ['sodiumWt', 'wt%', 'Sodium in the metal'],
  metal: ['metalMass', 'g', 'Metal in the loop at that composition'],
  oxidised: ['oxidisedFraction', '', 'Oxidised fraction of the catholyte'],
  catholyte: ['catholyteVolume', 'L', 'Catholyte'],
  concentration: ['catholyteConcentration', 'mol/L', 'Concentration of the redox couple'],
  temperature: ['temperature', '°C', 'Temperature of every part'],
  ambient: ['ambient', '°C', 'Room temperature'],
  cells: ['cells', '', 'Cells of a stack'],
  spread: ['spread', '', 'Standard deviation of the resistance from cell to cell'],
  offLoop: ['offLoop', '', 'NaK loop of a stack that is filled with another alloy, from 1; 0: none'],
  offSodium: ['offSodium', 'wt%', 'Sodium in the metal of that loop'],
  ageing: ['ageing', '', 'Cell resistance relative to the commissioned one'],
  noise: ['noise', '', 'Noise of the analog channels relative to the usual'],
  chiller: ['chiller', 'W', 'Heat that a chiller on the catholyte takes at full power, of 25 cm²; 0: none is fitted'],
  chillerAbove: ['chillerAbove', '°C', 'Catholyte above which the chiller runs'],
  safetyHardware: ['safetyHardware', '', '1: the hardware that acts without the board (docs/wiring.md) is fitted'],
} as const satisfies Record<string, readonly [NumberOption, string, string]>;

/**
 * Reads a scenario file's text; `number`: the sample of what it leaves open. Throws `ScenarioError` with file, line and column of the first thing
 * that is wrong.
 */
export function parseScenario(file: string, text: string, number = 0): Scenario {
  const source = new Source(file, text);
  const fields = source.fields(source.root(), 'a scenario', SCENARIO_KEYS);
  const idNode = fields.need('id');
  const id = source.string(idNode, '"id"');
  if (!/^[a-z][a-z0-9-]*$/.test(id)) source.fail(idNode, `"id" is "${id}"; use small letters, digits and hyphens`);
  const seed = fields.quantity('seed', '', 1, { min: 0, max: 0xffffffff - number });
  const sample = new Sample(number, seed);
  decideVariables(source, fields, sample);
  const commission = fields.get('commission');
  const boardNode = fields.get('board');
  const board = boardNode ? source.oneOf(boardNode, '"board"', BOARD_IDS) : '';
  const scope: StepScope = { source, sample, board, labels: new Map(), saved: new Map() };
  const parameters = parseParameters(source, fields, board);
  const stepsNode = fields.need('steps');
  const steps = parseSteps(scope, stepsNode);
  const plant = parsePlant(source, fields, seed + number, board);
  const invariants = parseInvariants(scope, fields.get('invariants'));
  const covers = parseCovers(scope, fields.get('cover'));
  const scenario: Scenario = {
    file,
    hash: createHash('sha256').update(text).digest('hex'),
    id: sample.decided.length > 0 && number > 0 ? `${id}.${number}` : id,
    title: source.string(fields.need('title'), '"title"'),
    about: optionalText(source, fields, 'about'),
    requirements: words(source, fields, 'requirements', REQUIREMENT_IDS),
    faults: words(source, fields, 'faults', FAULT_IDS),
    targets: fields.get('targets') ? words(source, fields, 'targets', TARGET_NAMES) : [...TARGET_NAMES],
    board,
    seed: seed + number,
    sample: number,
    decided: sample.decided,
    stepMs: stepOf(source, fields),
    pollMs: fields.quantity('poll', 'ms', 1000, { min: 100, max: 60_000 }),
    plant,
    parameters,
    commission: commission ? source.oneOf(commission, '"commission"', ['yes', 'no'] as const) === 'yes' : true,
    start: source.oneOf(fields.need('start'), '"start"', ['cold', 'ready'] as const),
    startWithinMs: fields.quantity('startWithin', 'ms', 7_200_000, { min: 1000, max: 86_400_000 }),
    steps,
    invariants,
    covers: [...covers, ...invariants.flatMap(asked)],
    detections: parseDetections(scope, fields.get('detections')),
    outcome: parseOutcome(source, fields),
  };
  source.allUsed();
  return scenario;
}

function optionalText(source: Source, fields: Fields, key: string): string {
  const node = fields.get(key);
  return node ? source.string(node, `"${key}"`) : '';
}

function words<T extends string>(source: Source, fields: Fields, key: string, known: readonly T[]): T[] {
  const node = fields.get(key);
  return node ? source.words(node, `"${key}"`, known) : [];
}

function stepOf(source: Source, fields: Fields): number {
  const ms = fields.quantity('step', 'ms', 50, { min: 1, max: 100 });
  if (100 % ms !== 0) source.fail(fields.need('step'), `"step" of ${ms} ms does not divide the controller's tick of 100 ms; use 10 ms or 50 ms`);
  return ms;
}

function parsePlant(source: Source, fields: Fields, seed: number, board: string): PlantSetup {
  const node = fields.get('plant');
  const given = node ? source.fields(node, '"plant"', ['preset', 'couple', 'alloy', 'loops', ...Object.keys(PLANT_FIELDS)]) : undefined;
  const word = <T extends string>(key: string, known: readonly T[]): T | undefined => {
    const at = given?.get(key);
    return at && source.oneOf(at, `"${key}"`, known);
  };
  const preset = word('preset', PRESETS) ?? 'lab-cell';
  const couple = word('couple', COUPLE_NAMES);
  const alloy = word('alloy', ALLOY_NAMES);
  const loops = word('loops', LOOP_KINDS);
  const numbers: Partial<Record<NumberOption, number>> = { seed };
  for (const [name, [option, unit]] of Object.entries(PLANT_FIELDS)) {
    const row = LAB_CELL_OPTIONS[option];
    if (given?.get(name)) numbers[option] = given.quantity(name, unit, row.fallback, row);
  }
  const options: LabCellOptions = { ...numbers, preset, ...(couple ? { couple } : {}), ...(alloy ? { alloy } : {}), ...(loops ? { loops } : {}) };
  try {
    const complete = completeOptions(options);
    if (preset === 'stack' && !(board !== '' && boardRow(board).cells >= complete.cells))
      source.fail(node ?? 0, `a stack of ${complete.cells} cells needs a "board" that measures as many: ${boardsFor(complete.cells)}`);
    if (preset === 'stack') toldFills(loopFills(complete), boardRow(board).loops);
    return { preset, options: complete };
  } catch (error) {
    if (error instanceof RangeError) return source.fail(node ?? 0, error.message);
    throw error;
  }
}

function boardsFor(cells: number): string {
  const fit = BOARDS.filter((row) => row.cells >= cells).map((row) => `${row.id} (${row.cells})`);
  return fit.join(', ');
}

/** Parameters of the board that the scenario names; without one, of every board. */
function parseParameters(source: Source, fields: Fields, board: string): ParameterSetting[] {
  const node = fields.get('parameters');
  if (!node) return [];
  const fitted = board === '' ? PARAMETERS.filter((row) => row.profile === 'core') : parametersOf(boardRow(board));
  const rows = fitted.filter((row) => row.group !== 'record');
  const given = source.fields(
    node,
    '"parameters"',
    rows.map((row) => row.name),
  );
  return given.names().map((name) => {
    const row = rows.find((candidate) => candidate.name === name);
    const valueNode = given.need(name);
    if (!row) return source.fail(valueNode, `no parameter "${name}"`);
    const unit = canonicalUnit(row.unit.replace(/ Na$/, '')) ?? '';
    const percent = row.unit === '%' ? 100 : 1;
    const range = { min: (row.min * row.scale) / percent, max: (row.max * row.scale) / percent };
    const value = source.quantity(valueNode, `"${name}"`, row.unit === '%' ? '' : unit, range);
    return { name, raw: Math.round((value * percent) / row.scale), line: source.lineOf(valueNode) };
  });
}

function parseInvariants(scope: StepScope, node: Node | undefined): Invariant[] {
  if (!node) return [];
  const { source } = scope;
  return source.items(node, '"invariants"').map((item) => {
    const fields = source.fields(item, 'an invariant', ['always', 'until', 'whenever', 'then', 'within', 'from']);
    const from = fields.get('from');
    const place = { line: source.lineOf(item), from: from ? labelOf(scope, from) : '' };
    const whenever = fields.get('whenever');
    for (const key of whenever ? ['always', 'until'] : ['then', 'within'])
      if (fields.get(key))
        source.fail(fields.keyPlace(key), `"${key}" does not go with "${whenever ? 'whenever' : 'always'}"; docs/scenarios.md has both forms`);
    if (whenever) {
      fields.need('within');
      const withinMs = fields.quantity('within', 'ms', 0, { min: 0, max: 86_400_000 });
      return { ...place, kind: 'whenever', condition: conditionOf(scope, whenever), then: conditionOf(scope, fields.need('then')), withinMs };
    }
    const until = fields.get('until');
    const condition = conditionOf(scope, fields.need('always'));
    return { ...place, kind: 'always', condition, ...(until ? { until: conditionOf(scope, until) } : {}) };
  });
}

/** What a run must have met for a `whenever` to say anything: its own cover. */
function asked(invariant: Invariant): Cover[] {
  if (invariant.kind === 'always') return [];
  return [{ line: invariant.line, name: `whenever ${invariant.condition.text}`, borders: [], when: invariant.condition }];
}

function parseCovers(scope: StepScope, node: Node | undefined): Cover[] {
  if (!node) return [];
  const { source } = scope;
  return source.items(node, '"cover"').map((item): Cover => {
    const fields = source.fields(item, 'a cover', ['of', 'buckets', 'when', 'as']);
    const [of, when, as] = [fields.get('of'), fields.get('when'), fields.get('as')];
    if (!of && !when) return source.fail(item, 'a cover needs "of" with "buckets", or "when"');
    const tree = of ? numberOf(scope, of) : undefined;
    const borders = tree
      ? source.items(fields.need('buckets'), '"buckets"').map((border) => source.quantity(border, 'a border of "buckets"', tree.unit))
      : [];
    if (borders.some((border, i) => i > 0 && border <= (borders[i - 1] ?? 0)))
      source.fail(fields.keyPlace('buckets'), '"buckets" must rise from border to border');
    const condition = when ? conditionOf(scope, when) : undefined;
    const text = [of ? source.string(of, '"of"') : '', condition ? `when ${condition.text}` : ''].join(' ').trim();
    return {
      line: source.lineOf(item),
      name: as ? source.string(as, '"as"') : text,
      borders,
      ...(tree ? { of: tree } : {}),
      ...(condition ? { when: condition } : {}),
    };
  });
}

function parseDetections(scope: StepScope, node: Node | undefined): Detection[] {
  if (!node) return [];
  const { source } = scope;
  return source.items(node, '"detections"').map((item) => {
    const fields = source.fields(item, 'a detection', ['fault', 'warning', 'since', 'reaction', 'within', 'notBefore', 'alarmWithin']);
    const warning = fields.get('warning');
    const faultNode = fields.get('fault') ?? warning ?? fields.need('fault');
    if (fields.get('fault') && warning) source.fail(warning, 'a detection names "fault" or "warning", not both');
    const since = fields.need('since');
    const isLabel = /^\S+$/.test(source.string(since, '"since"'));
    const reaction = fields.get('reaction');
    if (reaction) fields.need('within');
    else fields.need('alarmWithin');
    const withinMs = fields.quantity('within', 'ms', Infinity, { min: 0, max: 86_400_000 });
    return {
      line: source.lineOf(item),
      fault: source.oneOf(faultNode, '"fault"', FAULT_IDS),
      since: isLabel ? { label: labelOf(scope, since) } : { condition: conditionOf(scope, since) },
      ...(reaction ? { reaction: conditionOf(scope, reaction) } : {}),
      withinMs,
      notBeforeMs: fields.quantity('notBefore', 'ms', 0, { min: 0, max: 86_400_000 }),
      alarmMs: fields.quantity('alarmWithin', 'ms', withinMs + 2000, { min: 0, max: 86_400_000 }),
      warning: warning !== undefined,
    };
  });
}

function parseOutcome(source: Source, fields: Fields): Outcome {
  const given = source.fields(fields.need('outcome'), '"outcome"', ['state', 'tripped', 'mayTrip', 'latched', 'mayLatch', 'restarts', 'line']);
  const list = (key: string): string[] => {
    const node = given.get(key);
    return node ? source.words(node, `"${key}"`, FAULT_IDS) : [];
  };
  const state = given.get('state');
  const wire = given.get('line');
  given.need('tripped');
  return {
    line: source.lineOf(given.node),
    state: state ? source.oneOf(state, '"state"', STATES) : '',
    tripped: list('tripped'),
    mayTrip: list('mayTrip'),
    latched: list('latched'),
    mayLatch: list('mayLatch'),
    restarts: given.quantity('restarts', '', 0, { min: 0, max: 1000 }),
    lineMay: wire ? source.oneOf(wire, '"line"', LINE_STATES) : 'clean',
  };
}
