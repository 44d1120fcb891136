/**
 * The published JSON schema of scenario files, built from the same tables as the parser, so that editors complete what the parser accepts.
 * `hil/scenario/scenario.schema.json` is its text; a test keeps the two equal.
 */
import { COMMANDS, RESULTS } from '../../firmware/model/commands.js';
import { FAULTS } from '../../firmware/model/faults.js';
import { BOARDS } from '../../firmware/model/boards.js';
import { MOST_LOOPS } from '../../firmware/model/loop-registers.js';
import { PARAMETERS } from '../../firmware/model/parameters.js';
import { REQUIREMENTS } from '../../firmware/model/requirements.js';
import { STATES } from '../../firmware/model/states.js';
import { listFaults } from '../fault/library.js';
import { ALLOYS, ALLOY_NAMES } from '../plant/alloys.js';
import { LOOP_KINDS } from '../plant/cell-stack.js';
import { PRESETS } from '../plant/options.js';
import { COUPLES, COUPLE_NAMES } from '../plant/couples.js';
import type { FaultDefinition } from '../fault/definition.js';
import { CONVERTER_FORMS, CONVERTER_PATTERN } from './converter-step.js';
import { LINE_STATES, PLANT_FIELDS, type SCENARIO_KEYS } from './parse.js';
import { STEP_KEYS } from './parse-step.js';
import { formatValue } from './quantity.js';
import { TARGET_NAMES } from '../target/target.js';
import { SET_QUANTITIES } from './settings.js';
import { SUNSPEC_POINTS } from './sunspec-points.js';

type Schema = Record<string, unknown>;

const NUMBER = '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?';
/** A name under `vary` stands where a value may stand. */
const VARIABLE = '\\$[a-z][A-Za-z0-9]*';
const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
const text = (description: string): Schema => ({ type: 'string', minLength: 1, description });

/** A number with a unit; a plain number where the unit is empty. */
function quantity(description: string, unit: string): Schema {
  if (unit === '') return { description, anyOf: [{ type: 'number' }, { type: 'string', pattern: `^(${NUMBER}\\s*%?|${VARIABLE})$` }] };
  return { description: `${description}, for example "${formatValue(1, unit)}"`, type: 'string', pattern: `^(${NUMBER}\\s*\\S+|${VARIABLE})$` };
}

function object(properties: Record<string, Schema>, required: readonly string[] = [], description?: string): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    properties,
    ...(required.length > 0 ? { required } : {}),
    ...(description === undefined ? {} : { description }),
  };
}

/** One word of a list, each with its own description in the editor. */
function choice(rows: readonly (readonly [string, string])[]): Schema {
  return { oneOf: rows.map(([value, description]) => ({ const: value, description })) };
}

function list(item: Schema, description: string): Schema {
  return { description, anyOf: [item, { type: 'array', items: item }] };
}

function faultHelp(fault: FaultDefinition): string {
  const parameters = fault.parameters.map(({ name, unit, min, max, doc, fallback }) => {
    const standard = fallback === undefined ? '' : `, default ${formatValue(fallback, unit)}`;
    return `${name}: ${doc}, ${formatValue(min, unit)} … ${formatValue(max, unit)}${standard}`;
  });
  return [fault.doc, ...parameters].join('\n');
}

/** What stands beside a step's own key. */
const EXTRA: Readonly<Record<string, Schema>> = {
  result: {
    description: 'result that the command must have; default done; ignored: not even an answer is waited for',
    enum: [...RESULTS, 'any', 'ignored'],
  },
  ttl: quantity('life of the set-point', 's'),
  with: { type: 'object', description: 'parameters of the fault, with units' },
  as: text('label, for clear and detections; default the id of the fault'),
  for: quantity('how long', 's'),
  within: quantity('longest wait', 's'),
  hold: quantity('must then stay so for', 's'),
  loop: {
    type: 'integer',
    minimum: 1,
    maximum: MOST_LOOPS,
    description: 'NaK loop that the record in front of the trip names, as the controller counts them; default: any, or none',
  },
  exception: {
    type: 'integer',
    minimum: 1,
    maximum: 255,
    description: 'Modbus exception with which the write must be refused; default: it must be accepted',
  },
};

const STEP: Readonly<Record<keyof typeof STEP_KEYS, Schema>> = {
  command: {
    type: 'string',
    description: `mailbox command with its argument: ${COMMANDS.map((row) => row.name).join(', ')}`,
    pattern: `^(${COMMANDS.map((row) => row.name).join('|')})( .+)?$`,
  },
  inject: ref('libraryFault'),
  clear: text('label of an injected fault'),
  set: object(
    Object.fromEntries(Object.entries(SET_QUANTITIES).map(([name, row]) => [name, quantity(row.doc, row.unit)])),
    [],
    'a condition of the plant',
  ),
  converter: {
    type: 'string',
    description: `charger or load regulates by itself within what the board allows: ${CONVERTER_FORMS}`,
    pattern: CONVERTER_PATTERN,
  },
  sunspec: object(
    Object.fromEntries(Object.entries(SUNSPEC_POINTS).map(([name, row]) => [name, quantity(row.doc, '')])),
    [],
    'writes a point of SunSpec model 802',
  ),
  wait: quantity('lets time pass', 's'),
  until: { ...ref('condition'), description: 'waits for the condition; the run ends when it does not come in time' },
  expect: { ...ref('condition'), description: 'must be so now, or within a time, and hold' },
  never: { ...ref('condition'), description: 'must not be so at any moment of the time' },
  event: { ...ref('fault'), description: 'the event log of the controller, read over the line, holds a trip of this fault with its level' },
  save: {
    type: 'object',
    minProperties: 1,
    additionalProperties: { type: 'string' },
    description: 'remembers values: name and signal; used as saved.name',
  },
  mark: text('label for detections'),
  serial: { type: 'array', items: ref('step'), description: 'steps one after the other, with one deadline for all' },
  parallel: { ...ref('branches'), description: 'branches that run side by side; over when the last one is' },
  oneOf: { ...ref('branches'), description: 'branches of which the sample takes one: the first in a plain run' },
};

function stepSchema(kind: keyof typeof STEP_KEYS): Schema {
  const extra = Object.fromEntries(STEP_KEYS[kind].map((key) => [key, EXTRA[key] ?? {}]));
  const required: string[] = [kind];
  if (kind === 'until') required.push('within');
  if (kind === 'never') required.push('for');
  return object({ [kind]: STEP[kind], ...extra }, required);
}

/** The schema as a value. */
export function scenarioSchema(): Schema {
  const properties: Record<(typeof SCENARIO_KEYS)[number], Schema> = {
    id: { type: 'string', pattern: '^[a-z][a-z0-9-]*$', description: 'unique name of the scenario' },
    title: text('one line for tables'),
    about: text('what is proved, with the source of its numbers'),
    requirements: list(choice(REQUIREMENTS.map((row) => [row.id, row.text])), 'requirements that the scenario proves'),
    faults: list(ref('fault'), 'faults of the protection table that the scenario is about'),
    targets: list({ enum: TARGET_NAMES }, 'targets that can run it; default all'),
    board: { description: 'board whose bundle the scenario needs; default the board of the run', enum: BOARDS.map((row) => row.id) },
    seed: { type: 'integer', minimum: 0, description: 'seed of the noise; default 1' },
    step: quantity('step of the plant, a divisor of 100 ms; default 50 ms', 'ms'),
    poll: quantity('distance of live-block reads; default 1 s', 's'),
    vary: {
      type: 'object',
      minProperties: 1,
      description:
        'what the file leaves open: a name, used as $name, and its values; a plain run takes the middle of a range and the first of a list',
      additionalProperties: {
        anyOf: [
          { type: 'array', minItems: 2, items: { type: ['string', 'number'] }, description: 'one of these' },
          object({ from: { type: ['string', 'number'] }, to: { type: ['string', 'number'] } }, ['from', 'to'], 'any value between'),
        ],
      },
    },
    plant: object(
      {
        preset: { enum: PRESETS, description: 'one cell of 25 cm², or a stack of 1 kW of which every quantity is per 25 cm²; default lab-cell' },
        loops: {
          enum: LOOP_KINDS,
          description: 'NaK loops of a stack: isolated with cells in series, or shared with cells in parallel; default isolated',
        },
        alloy: {
          description: 'liquid metal; default na-k; the bundle must be built for it',
          ...choice(ALLOY_NAMES.map((name) => [name, ALLOYS[name].title])),
        },
        couple: { description: 'redox couple of the catholyte; default ferri', ...choice(COUPLE_NAMES.map((name) => [name, COUPLES[name].title])) },
        ...Object.fromEntries(Object.entries(PLANT_FIELDS).map(([name, [, unit, doc]]) => [name, quantity(doc, unit)])),
      },
      [],
      'what the cell is filled with and where it stands',
    ),
    parameters: object(
      Object.fromEntries(
        PARAMETERS.filter((row) => row.group !== 'record').map((row) => [
          row.name,
          { type: ['string', 'number'], description: `${row.doc}, ${row.unit}` },
        ]),
      ),
      [],
      'parameters of the controller, written and committed before the start',
    ),
    commission: { enum: ['yes', 'no'], description: 'whether the controller is told what is in the cell before the start; default yes' },
    start: { enum: ['cold', 'ready'], description: 'cold: the steps begin in state cold; ready: after start-up and soak' },
    startWithin: quantity('longest start-up; default 2 h', 's'),
    steps: { type: 'array', items: ref('step') },
    invariants: {
      type: 'array',
      items: {
        anyOf: [
          object(
            {
              always: ref('condition'),
              until: { ...ref('condition'), description: 'what ends it, and must come' },
              from: text('label from which it holds'),
            },
            ['always'],
          ),
          object(
            {
              whenever: { ...ref('condition'), description: 'each time that this comes true' },
              then: { ...ref('condition'), description: 'this must be so' },
              within: quantity('time for it', 's'),
              from: text('label from which it holds'),
            },
            ['whenever', 'then', 'within'],
          ),
        ],
      },
      description: 'what must hold at every step of the plant',
    },
    cover: {
      type: 'array',
      description: 'what runs should meet, in buckets whose hits add up over a run of the suite',
      items: {
        anyOf: [
          object(
            {
              of: text('signal, or a sum of some'),
              buckets: { type: 'array', minItems: 1, items: quantity('border between two buckets', 's'), description: 'borders, rising' },
              when: { ...ref('condition'), description: 'counts each time that this comes true; default: whenever the value enters a bucket' },
              as: text('name; covers of one name add up'),
            },
            ['of', 'buckets'],
          ),
          object({ when: { ...ref('condition'), description: 'counts each time that this comes true' }, as: text('name') }, ['when']),
        ],
      },
    },
    detections: {
      type: 'array',
      description: 'faults whose answer is timed',
      items: object(
        {
          fault: ref('fault'),
          warning: ref('fault'),
          since: text('label of a step, or a condition that comes true'),
          reaction: ref('condition'),
          within: quantity('limit for the reaction', 's'),
          notBefore: quantity('an earlier answer is a false trip', 's'),
          alarmWithin: quantity('limit for the bit in the live block', 's'),
        },
        ['since'],
      ),
    },
    outcome: object(
      {
        state: { enum: STATES },
        tripped: list(ref('fault'), 'faults that must trip; any other trip is a failure'),
        mayTrip: list(ref('fault'), 'faults that may trip besides'),
        latched: list(ref('fault'), 'faults latched at the end, exactly'),
        mayLatch: list(ref('fault'), 'faults that may be latched at the end besides'),
        restarts: { type: 'integer', minimum: 0, description: 'restarts of the controller by itself, exactly; default 0' },
        line: { enum: LINE_STATES, description: 'disturbed: damaged answers and unasked bytes belong to the scenario; default clean' },
      },
      ['tripped'],
    ),
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Liquidus scenario',
    ...object(properties, ['id', 'title', 'start', 'steps', 'outcome']),
    $defs: {
      fault: choice(FAULTS.map((row) => [row.id, row.name])),
      libraryFault: choice(listFaults().map((fault) => [fault.id, faultHelp(fault)])),
      condition: {
        type: 'string',
        minLength: 1,
        description: 'condition over truth., live., out., pin., line. signals, states and faults; docs/scenarios.md',
      },
      branches: {
        type: 'array',
        minItems: 2,
        items: { anyOf: [ref('step'), { type: 'array', items: ref('step') }] },
      },
      step: { anyOf: (Object.keys(STEP_KEYS) as (keyof typeof STEP_KEYS)[]).map(stepSchema) },
    },
  };
}

/** The text of `scenario.schema.json`. */
export function schemaText(): string {
  return `${JSON.stringify(scenarioSchema(), null, 2)}\n`;
}
