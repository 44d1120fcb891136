/**
 * Steps of a scenario: what each kind may say, and how it reads.
 */
import { isSeq, type Node } from 'yaml';
import { AS_IS, COMMISSIONING } from '../../firmware/model/commissioning.js';
import { BOARDS, boardRow } from '../../firmware/model/boards.js';
import { COMMANDS, RESULTS } from '../../firmware/model/commands.js';
import { FAULTS } from '../../firmware/model/faults.js';
import { MOST_LOOPS } from '../../firmware/model/loop-registers.js';
import { STATES } from '../../firmware/model/states.js';
import { unsupported } from '../fault/definition.js';
import { findFault, listFaults } from '../fault/library.js';
import { regulationOf } from './converter-step.js';
import { ExpressionError, parseCondition, parseNumber, type Condition, type NumberTree, type Vocabulary } from './expression.js';
import { formatDuration, formatValue, parseQuantity, convert } from './quantity.js';
import type { Sample } from './sample.js';
import type { FaultUse, Step } from './scenario.js';
import { SET_QUANTITIES } from './settings.js';
import { SIGNAL_UNITS } from './signals.js';
import { SUNSPEC_POINTS } from './sunspec-points.js';
import type { Fields, Source } from './source.js';
import { hint } from './suggest.js';

/** Kinds of steps, by the key that says the kind, with the keys that may stand beside it. */
export const STEP_KEYS = {
  command: ['result', 'within', 'ttl'],
  inject: ['with', 'as', 'for'],
  clear: [],
  set: [],
  converter: [],
  sunspec: ['exception'],
  wait: [],
  until: ['within'],
  expect: ['within', 'hold'],
  never: ['for'],
  event: ['within', 'loop'],
  save: [],
  mark: [],
  serial: ['within'],
  parallel: ['within'],
  oneOf: ['within'],
} as const;
type StepKind = keyof typeof STEP_KEYS;
const KINDS = Object.keys(STEP_KEYS) as StepKind[];

/** What the steps so far have named. */
export interface StepScope {
  readonly source: Source;
  readonly sample: Sample;
  /** Board of the scenario; empty: any. */
  readonly board: string;
  /** Labels of injects and marks; the value tells whether `clear` can take it back. */
  readonly labels: Map<string, FaultUse | undefined>;
  /** Units of saved values by name. */
  readonly saved: Map<string, string>;
}

const FAULT_IDS = FAULTS.map((row) => row.id);
/** What a scenario without a board can count on. */
const CORE_BOARDS = BOARDS.filter((row) => row.profile === 'core');
const DAY = { min: 0, max: 7 * 86_400_000 };

function vocabularyOf(scope: StepScope): Vocabulary {
  return {
    unitOf: (name) => (name.startsWith('saved.') ? scope.saved.get(name.slice(6)) : SIGNAL_UNITS.get(name)),
    signals: [...SIGNAL_UNITS.keys(), ...[...scope.saved.keys()].map((name) => `saved.${name}`)],
    states: STATES,
    faults: FAULT_IDS,
  };
}

function located<T>(scope: StepScope, node: Node, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return scope.source.fail(node, error.message, error.offset + scope.source.quoteOf(node));
  }
}

/** Condition that a node holds. */
export function conditionOf(scope: StepScope, node: Node): Condition {
  const text = scope.source.string(node, 'a condition');
  return located(scope, node, () => parseCondition(text, vocabularyOf(scope)));
}

/** Number that a node holds: a signal, or a sum of some. */
export function numberOf(scope: StepScope, node: Node): NumberTree {
  const text = scope.source.string(node, 'a signal');
  return located(scope, node, () => parseNumber(text, vocabularyOf(scope)));
}

/** Label of an earlier step that a node names. */
export function labelOf(scope: StepScope, node: Node): string {
  const label = scope.source.string(node, 'a label');
  if (!scope.labels.has(label))
    scope.source.fail(node, `no step has the label "${label}"; ${hint(label, [...scope.labels.keys()], 'the steps above')}`);
  return label;
}

/** Steps of a scenario in order. */
export function parseSteps(scope: StepScope, node: Node): Step[] {
  return scope.source.items(node, '"steps"').flatMap((item) => parseStep(scope, item));
}

function parseStep(scope: StepScope, node: Node): Step[] {
  const { source } = scope;
  const all = [...KINDS, ...new Set(Object.values(STEP_KEYS).flat())];
  const loose = source.fields(node, 'a step', all);
  const kinds = loose.names().filter((name): name is StepKind => name in STEP_KEYS);
  const [kind] = kinds;
  if (kind === undefined) return source.fail(node, `a step needs one of: ${KINDS.join(', ')}`);
  if (kinds.length > 1) source.fail(loose.keyPlace(kinds[1] ?? ''), `a step does one thing: "${kinds[1] ?? ''}" belongs in a step of its own`);
  const allowed: readonly string[] = STEP_KEYS[kind];
  for (const name of loose.names()) {
    if (name !== kind && !allowed.includes(name)) {
      source.fail(
        loose.keyPlace(name),
        `"${name}" does not go with "${kind}"; ${allowed.length > 0 ? `allowed: ${allowed.join(', ')}` : 'nothing does'}`,
      );
    }
  }
  const line = source.lineOf(node);
  const value = loose.need(kind);
  const duration = (key: string, fallback: number): number => loose.quantity(key, 'ms', fallback, DAY);
  switch (kind) {
    case 'command':
      return [commandStep(scope, value, loose, line)];
    case 'inject':
      return [injectStep(scope, value, loose, line)];
    case 'clear': {
      const label = labelOf(scope, value);
      const use = scope.labels.get(label);
      if (!use) return source.fail(value, `"${label}" is a mark, not a fault; only an injected fault can be cleared`);
      if (!use.definition.clearable) source.fail(value, `${use.definition.id} is over by itself; there is nothing to clear`);
      return [{ kind, label, line, text: `clear ${label}` }];
    }
    case 'set':
      return setSteps(scope, value, line);
    case 'converter':
      return [converterStep(scope, value, line)];
    case 'sunspec':
      return sunspecSteps(scope, value, loose, line);
    case 'wait': {
      const ms = source.quantity(value, '"wait"', 'ms', DAY);
      return [{ kind, ms, line, text: `wait ${formatDuration(ms)}` }];
    }
    case 'until': {
      const condition = conditionOf(scope, value);
      loose.need('within');
      const withinMs = duration('within', 0);
      return [{ kind, condition, withinMs, line, text: `until ${condition.text}` }];
    }
    case 'expect': {
      const condition = conditionOf(scope, value);
      return [{ kind, condition, withinMs: duration('within', 0), holdMs: duration('hold', 0), line, text: `expect ${condition.text}` }];
    }
    case 'never': {
      const condition = conditionOf(scope, value);
      loose.need('for');
      return [{ kind, condition, forMs: duration('for', 0), line, text: `never ${condition.text}` }];
    }
    case 'event': {
      const fault = source.string(value, 'the id of a fault');
      if (!FAULT_IDS.includes(fault)) source.fail(value, `there is no fault "${fault}"; ${hint(fault, FAULT_IDS, 'docs/registers.md')}`);
      const loop = loose.quantity('loop', '', 0, { min: 1, max: MOST_LOOPS });
      const withinMs = duration('within', 5000);
      return [{ kind, fault, loop, withinMs, line, text: `event ${fault}${loop > 0 ? ` of loop ${loop}` : ''}` }];
    }
    case 'save':
      return saveSteps(scope, value, line);
    case 'mark':
      return [markStep(scope, value, line)];
    case 'serial':
      return [{ kind, steps: parseSteps(scope, value), withinMs: duration('within', Infinity), line, text: 'serial' }];
    case 'parallel':
      return [{ kind, branches: branches(scope, value, 'parallel'), withinMs: duration('within', Infinity), line, text: 'parallel' }];
    case 'oneOf':
      return [chosenStep(scope, value, duration('within', Infinity), line)];
  }
}

/** Branches of a block, each a step or a list of steps. No branch knows what another one names. */
function branches(scope: StepScope, node: Node, kind: 'parallel' | 'oneOf'): Step[][] {
  const { source } = scope;
  const items = source.items(node, `"${kind}"`);
  if (items.length < 2) source.fail(node, `"${kind}" needs two branches or more, each a step or a list of steps`);
  const scopes = items.map((): StepScope => ({ ...scope, labels: new Map(scope.labels), saved: new Map(scope.saved) }));
  const found = items.map((item, i) => (isSeq(item) ? parseSteps(scopes[i] ?? scope, item) : parseStep(scopes[i] ?? scope, item)));
  const taken = new Set(scope.labels.keys());
  for (const [i, branch] of scopes.entries()) {
    for (const [label, use] of branch.labels) {
      if (scope.labels.has(label)) {
        if (!taken.has(label) && kind === 'parallel')
          source.fail(items[i] ?? node, `two branches that run side by side have the label "${label}"; give one of them another with "as"`);
        continue;
      }
      // Of a choice, only what every branch names is there afterwards.
      if (kind === 'parallel' || scopes.every(({ labels }) => labels.has(label))) scope.labels.set(label, use);
    }
    for (const [name, unit] of branch.saved)
      if (kind === 'parallel' || scopes.every(({ saved }) => saved.get(name) === unit)) scope.saved.set(name, unit);
  }
  return found;
}

/** The branch that the sample decides for. */
function chosenStep(scope: StepScope, node: Node, withinMs: number, line: number): Step {
  const found = branches(scope, node, 'oneOf');
  const chosen = scope.sample.choose(found.length);
  const text = `branch ${chosen + 1} of ${found.length}`;
  scope.sample.decided.push(`line ${line}: ${text}`);
  return { kind: 'serial', steps: found[chosen] ?? [], withinMs, line, text };
}

function newLabel(scope: StepScope, node: Node, label: string, use?: FaultUse): string {
  if (!/^[A-Za-z][A-Za-z0-9.-]*$/.test(label)) scope.source.fail(node, `"${label}" is no label; use letters, digits, dots and hyphens`);
  if (scope.labels.has(label)) scope.source.fail(node, `the label "${label}" is taken; give this step another one with "as"`);
  scope.labels.set(label, use);
  return label;
}

function markStep(scope: StepScope, node: Node, line: number): Step {
  const label = newLabel(scope, node, scope.source.string(node, '"mark"'));
  return { kind: 'mark', label, line, text: `mark ${label}` };
}

function saveSteps(scope: StepScope, node: Node, line: number): Step[] {
  const { source } = scope;
  const fields = source.fields(node, '"save"', Object.keys((node as { toJSON(): object }).toJSON() ?? {}));
  return fields.names().map((name): Step => {
    if (!/^[a-z][A-Za-z0-9]*$/.test(name)) source.fail(fields.keyPlace(name), `"${name}" is no name for a saved value; use letters and digits`);
    const valueNode = fields.need(name);
    const tree = numberOf(scope, valueNode);
    scope.saved.set(name, tree.unit);
    return { kind: 'save', name, tree, line, text: `save ${name}` };
  });
}

function setSteps(scope: StepScope, node: Node, line: number): Step[] {
  const { source } = scope;
  const fields = source.fields(node, '"set"', Object.keys(SET_QUANTITIES));
  return fields.names().map((quantity): Step => {
    const row = SET_QUANTITIES[quantity];
    const valueNode = fields.need(quantity);
    if (!row) return source.fail(valueNode, `"${quantity}" cannot be set`);
    const value = source.quantity(valueNode, `"${quantity}"`, row.unit, row);
    return { kind: 'set', quantity, value, line, text: `set ${quantity} to ${formatValue(value, row.unit)}` };
  });
}

function converterStep({ source }: StepScope, node: Node, line: number): Step {
  const said = source.string(node, '"converter"').trim();
  try {
    return { kind: 'converter', regulation: regulationOf(said), line, text: `converter: ${said}` };
  } catch (error) {
    return source.fail(node, error instanceof Error ? error.message : String(error));
  }
}

function sunspecSteps(scope: StepScope, node: Node, beside: Fields, line: number): Step[] {
  const { source } = scope;
  const fields = source.fields(node, '"sunspec"', Object.keys(SUNSPEC_POINTS));
  const exception = beside.quantity('exception', '', 0, { min: 0, max: 255 });
  return fields.names().map((name): Step => {
    const point = SUNSPEC_POINTS[name];
    const valueNode = fields.need(name);
    if (!point) return source.fail(valueNode, `"${name}" cannot be written`);
    const value = source.quantity(valueNode, `"${name}"`, '', point);
    const text = `write SunSpec ${name} ${value}${exception > 0 ? `, refused with exception ${exception}` : ''}`;
    return { kind: 'sunspec', address: point.address, value: Math.round(value * point.steps), exception, line, text };
  });
}

function injectStep(scope: StepScope, node: Node, fields: Fields, line: number): Step {
  const { source } = scope;
  const id = source.string(node, '"inject"');
  const definition = findFault(id);
  if (!definition) {
    return source.fail(
      node,
      `there is no fault "${id}" in the library; ${hint(
        id,
        listFaults().map((fault) => fault.id),
        'docs/scenarios.md',
      )}`,
    );
  }
  const refusal = unsupported(definition, scope.board === '' ? CORE_BOARDS : [boardRow(scope.board)]);
  if (refusal !== undefined) source.fail(node, `${refusal}${scope.board === '' ? '; name one with "board"' : ''}`);
  const given = fields.get('with');
  const parameters = given
    ? source.fields(
        given,
        `fault ${id}`,
        definition.parameters.map((parameter) => parameter.name),
      )
    : undefined;
  const values: Record<string, number> = {};
  for (const parameter of definition.parameters) {
    const valueNode = parameters?.get(parameter.name);
    if (valueNode) values[parameter.name] = source.quantity(valueNode, `"${parameter.name}"`, parameter.unit, parameter);
    else if (parameter.fallback !== undefined) values[parameter.name] = parameter.fallback;
    else
      source.fail(
        node,
        `fault ${id} needs "with: { ${parameter.name}: … }": ${parameter.doc}, ${formatValue(parameter.min, parameter.unit)} … ${formatValue(parameter.max, parameter.unit)}`,
      );
  }
  const forNode = fields.get('for');
  if (forNode && !definition.clearable) source.fail(fields.keyPlace('for'), `${id} cannot be taken back, so "for" has no meaning here`);
  const use: FaultUse = { definition, values };
  const as = fields.get('as');
  const label = newLabel(scope, as ?? node, as ? source.string(as, '"as"') : id, use);
  const shown = definition.parameters
    .map((parameter) => `${parameter.name} ${formatValue(values[parameter.name] ?? NaN, parameter.unit)}`)
    .join(', ');
  const forMs = fields.quantity('for', 'ms', Infinity, { min: 1, max: DAY.max });
  const text = `inject ${id}${shown === '' ? '' : ` (${shown})`}${Number.isFinite(forMs) ? ` for ${formatDuration(forMs)}` : ''}`;
  return { kind: 'inject', use, label, forMs, line, text };
}

function commandStep(scope: StepScope, node: Node, fields: Fields, line: number): Step {
  const { source } = scope;
  const text = source.string(node, '"command"').trim();
  const [name = '', ...rest] = text.split(/\s+/);
  if (!COMMANDS.some((row) => row.name === name)) {
    source.fail(
      node,
      `there is no command "${name}"; ${hint(
        name,
        COMMANDS.map((row) => row.name),
        'docs/registers.md',
      )}`,
    );
  }
  const { argument, argument32 } = commandArguments(source, node, name, rest.join(' '));
  const result = fields.get('result');
  return {
    kind: 'command',
    name,
    argument,
    argument32,
    ttlS: Math.round(fields.quantity('ttl', 's', 0, { min: 0, max: 65_535 })),
    result: result ? source.oneOf(result, '"result"', [...RESULTS, 'any', 'ignored'] as const) : 'done',
    withinMs: fields.quantity('within', 'ms', 5000, DAY),
    line,
    text: `command ${text}`,
  };
}

function commandArguments(source: Source, node: Node, name: string, rest: string): { argument: number; argument32: number } {
  const refuse = (example: string): never => source.fail(node, `"${name}" is followed by "${rest}"; write for example "${example}"`);
  const number = (text: string, unit: string, example: string): number => {
    const quantity = parseQuantity(text);
    return (quantity && convert(quantity, unit)) ?? refuse(example);
  };
  switch (name) {
    case 'charge':
    case 'discharge':
    case 'rescue':
      return { argument: 0, argument32: Math.round(number(rest, 'mA', `${name} 0.25 A`)) };
    case 'reset': {
      const row = FAULTS.find((fault) => fault.id === rest);
      return rest === 'all' ? { argument: 0, argument32: 0 } : { argument: row?.number ?? refuse('reset P13" or "reset all'), argument32: 0 };
    }
    case 'reanchor': {
      const match = /^(.*wt%)\s+(.*)$/.exec(rest);
      const example = 'reanchor 22 wt% 20 g';
      return {
        argument: Math.round(number(match?.[1] ?? '', 'wt%', example) * 100),
        argument32: Math.round(number(match?.[2] ?? '', 'g', example) * 1000),
      };
    }
    case 'calibrate': {
      const [item = '', ...value] = rest.split(/\s+/);
      const row = COMMISSIONING.find((candidate) => candidate.name === item && candidate.parameter !== '');
      if (!row) return refuse('calibrate currentZero 0 A');
      const reference = value.join(' ');
      if (reference === 'as is') return { argument: row.item, argument32: AS_IS };
      return { argument: row.item, argument32: Math.round(number(reference, row.unit, `calibrate ${item} 1 ${row.unit}" or "… as is`) / row.step) };
    }
    case 'sign':
      return { argument: Math.round(number(rest, '', 'sign 7')), argument32: 0 };
    default:
      if (rest !== '') source.fail(node, `"${name}" takes no argument; "${rest}" is too much`);
      return { argument: 0, argument32: 0 };
  }
}
