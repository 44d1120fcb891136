import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse as parseYaml } from 'yaml';
import { describe, expect, it } from 'vitest';
import { boardRow } from '../../../firmware/model/boards.js';
import { CHECKS, FAULTS, checksOf } from '../../../firmware/model/faults.js';
import { REQUIREMENTS } from '../../../firmware/model/requirements.js';
import { SCENARIOS_PAGE, SCHEMA_FILE, withTables } from '../../../hil/scenario/documents.js';
import { parseScenario } from '../../../hil/scenario/parse.js';
import { scenarioSchema, schemaText } from '../../../hil/scenario/schema.js';
import { ScenarioError } from '../../../hil/scenario/source.js';

const root = new URL('../../../', import.meta.url);
const folder = new URL('hil/scenarios/', root);
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
/** Faults that the boards of the suite can raise: the reference boards of both profiles. */
const RAISED = FAULTS.filter((row) => ['pico', 'esp32'].some((id) => checksOf(boardRow(id)).some((check) => check.fault === row.id))).map(
  (row) => row.id,
);
const textOf = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

const GOOD = `id: sample
title: Sample
start: cold
plant: { sodium: 30 wt%, temperature: 40 °C }
parameters: { setTemp: 42.5 °C, catholyteFlowSet: 40 mL/min, anchorOxidised: 60 % }
steps:
  - command: discharge 0.25 A
    ttl: 2 min
  - inject: current.offset
    with: { by: 6 mA }
    as: offset
    for: 350 ms
  - save: { before: live.margin }
  - never: live.margin > saved.before + 0.5 K
    for: 10 s
  - clear: offset
  - expect: "state is cold"
    within: 2 s
    hold: 1 min
detections:
  - fault: F05
    since: offset
    reaction: out.contactor == 0
    within: 6100 ms
outcome: { tripped: F05, latched: [F05] }
`;

/** The sample with one line replaced. */
const withLine = (from: string, to: string): string => {
  expect(GOOD).toContain(from);
  return GOOD.replace(from, to);
};

const refusal = (text: string): ScenarioError => {
  try {
    parseScenario('x.yaml', text);
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
  throw new Error('the scenario was not refused');
};

describe('a scenario file', () => {
  it('becomes values in base units', () => {
    const scenario = parseScenario('x.yaml', GOOD);
    expect(scenario.plant.options).toMatchObject({ sodiumWt: 30, temperature: 40, metalMass: 20, catholyteVolume: 0.2, seed: 1 });
    expect(scenario.parameters.map(({ name, raw }) => [name, raw])).toEqual([
      ['setTemp', 425],
      ['catholyteFlowSet', 400],
      ['anchorOxidised', 6000],
    ]);
    expect(scenario.steps[0]).toMatchObject({ kind: 'command', name: 'discharge', argument32: 250, ttlS: 120, result: 'done' });
    expect(scenario.steps[1]).toMatchObject({ kind: 'inject', label: 'offset', forMs: 350 });
    expect(scenario.steps[1]?.kind === 'inject' && scenario.steps[1].use.values).toEqual({ by: 0.006 });
    expect(scenario.steps[5]).toMatchObject({ kind: 'expect', withinMs: 2000, holdMs: 60_000, line: 17 });
    expect(scenario.detections[0]).toMatchObject({ since: { label: 'offset' }, withinMs: 6100, alarmMs: 8100, notBeforeMs: 0, warning: false });
    expect(scenario).toMatchObject({ stepMs: 50, pollMs: 1000, commission: true, targets: ['emulator', 'espruino', 'board', 'bench-board'] });
    expect(scenario.outcome).toMatchObject({ tripped: ['F05'], mayTrip: [], latched: ['F05'], restarts: 0, state: '' });
  });

  it.each([
    ['start: cold', 'strat: cold', 3, 1, 'did you mean start?'],
    ['start: cold', 'start: warm', 3, 8, '"warm" does not exist'],
    ['start: cold', 'start:', 3, 1, '"start" has no value'],
    ['sodium: 30 wt%', 'sodium: 30', 4, 18, 'has no unit'],
    ['sodium: 30 wt%', 'sodium: 30 g', 4, 18, 'is in g (mass)'],
    ['sodium: 30 wt%', 'sodium: 99 wt%', 4, 18, 'outside 2 wt% … 95 wt%'],
    ['sodium: 30 wt%', 'natrium: 30 wt%', 4, 10, '"plant" has no "natrium"'],
    ['setTemp: 42.5 °C', 'setTemp: 90 °C', 5, 24, 'outside 25 °C … 50 °C'],
    ['setTemp: 42.5 °C', 'settTemp: 42 °C', 5, 15, 'did you mean setTemp?'],
    ['inject: current.offset', 'inject: current.ofset', 9, 13, 'did you mean current.offset?'],
    ['inject: current.offset', 'inject: oxygen.open', 9, 13, 'fault oxygen.open is unsupported on pico, which has no oxygen'],
    ['with: { by: 6 mA }', 'with: { to: 6 mA }', 10, 13, 'fault current.offset has no "to"'],
    ['with: { by: 6 mA }', 'with: { by: 6 V }', 10, 17, 'is in V (voltage)'],
    ['    with: { by: 6 mA }\n', '', 9, 13, 'needs "with: { by: … }"'],
    ['for: 350 ms', 'for: 350', 12, 10, 'has no unit'],
    ['command: discharge 0.25 A', 'command: dischrge 0.25 A', 7, 14, 'did you mean discharge?'],
    ['command: discharge 0.25 A', 'command: discharge', 7, 14, 'write for example "discharge 0.25 A"'],
    ['command: discharge 0.25 A', 'command: start now', 7, 14, '"now" is too much'],
    ['command: discharge 0.25 A', 'comand: discharge 0.25 A', 7, 5, 'did you mean command?'],
    ['ttl: 2 min', 'hold: 2 min', 8, 5, '"hold" does not go with "command"'],
    ['ttl: 2 min', 'wait: 2 min', 8, 5, 'a step does one thing'],
    ['clear: offset', 'clear: ofset', 16, 12, 'did you mean offset?'],
    ['saved.before +', 'saved.after +', 14, 26, 'no signal "saved.after"'],
    ['live.margin > saved', 'live.margn > saved', 14, 12, 'did you mean live.margin?'],
    ['"state is cold"', '"state is colt"', 17, 23, 'did you mean cold?'],
    ['    within: 6100 ms\n', '', 21, 5, 'a detection needs "within"'],
    ['fault: F05', 'fault: F99', 21, 12, '"F99" does not exist'],
    ['since: offset', 'since: ofset', 22, 12, 'no step has the label "ofset"; did you mean offset?'],
    ['since: offset', 'since: out.contactor ==', 22, 28, 'ends too early'],
    ['tripped: F05', 'tripped: [F5]', 25, 22, 'did you mean F05?'],
    ['outcome: { tripped: F05, latched: [F05] }', 'outcome: { latched: [F05] }', 25, 10, '"outcome" needs "tripped"'],
    ['start: cold', 'start: cold\nstart: ready', 4, 1, 'Map keys must be unique'],
    ['id: sample', 'id: Sample One', 1, 5, 'small letters'],
    ['start: cold', 'start: cold\nstep: 30 ms', 4, 7, 'does not divide'],
    ['clear: offset', 'converter: charge', 16, 16, 'write charge 0.3 A, charge to 3.42 V'],
    ['clear: offset', 'converter: charge 3.4 V', 16, 16, 'write charge 0.3 A, charge to 3.42 V'],
    ['clear: offset', 'converter: charge to 0.3 A', 16, 16, 'write charge 0.3 A, charge to 3.42 V'],
    ['clear: offset', 'converter: charge 2 A', 16, 16, '2 A is outside 0 A … 1 A'],
    ['clear: offset', 'converter: charge -0.3 A', 16, 16, '-0.3 A is outside 0 A … 1 A; "charge" and "discharge" give the sign'],
  ])('with "%s" turned into "%s" is refused at %d:%d', (from, to, line, column, message) => {
    const error = refusal(withLine(from, to));
    expect(error.message).toContain(message);
    expect([error.line, error.column]).toEqual([line, column]);
    expect(error.message.startsWith(`x.yaml:${line}:${column}: `)).toBe(true);
  });

  it.each([
    ['charge 300 mA', { holds: 'current', at: -0.3 }],
    ['discharge 0.3 A', { holds: 'current', at: 0.3 }],
    ['charge to 3.42 V', { holds: 'voltage', at: 3.42, only: 'charge' }],
    ['discharge to 2900 mV', { holds: 'voltage', at: 2.9, only: 'discharge' }],
    ['discharge 1.2 W', { holds: 'power', at: 1.2 }],
    ['as commanded', undefined],
  ])('takes "converter: %s"', (said, regulation) => {
    const step = parseScenario('x.yaml', withLine('clear: offset', `converter: ${said}`)).steps[4];
    expect(step?.kind === 'converter' ? step.regulation : step).toEqual(regulation);
  });

  it.each(['', '- a\n- b\n', 'id: [unclosed\n', 'just text'])('that is no mapping is refused with a place: %j', (text) => {
    expect(refusal(text).message).toMatch(/^x\.yaml:\d+:\d+: ./);
  });
});

describe('the scenarios of the project', () => {
  const validate = new Ajv({ allErrors: true, strict: false }).compile(scenarioSchema());

  it.each(files)('%s parses, fits the schema, names it and is called after its id', (name) => {
    const text = textOf(name);
    expect(parseScenario(name, text).id).toBe(name.replace(/\.yaml$/, ''));
    expect(text.startsWith('# yaml-language-server: $schema=../scenario/scenario.schema.json\n')).toBe(true);
    validate(parseYaml(text));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('are for boards that between them raise every fault', () => {
    expect(RAISED).toEqual(FAULTS.map((row) => row.id));
  });

  it('name a board only where the faults need one, and then one of those boards; a stack one that measures its cells', () => {
    for (const { board, plant } of files.map((name) => parseScenario(name, textOf(name))))
      expect(plant.preset === 'stack' ? ['rp2350', 'esp32', 'pico-cells'] : ['', 'esp32']).toContain(board);
  });

  it('refuse a stack whose NaK loops differ on a board that follows one, and take it where all are alike', () => {
    const text = textOf('loop-filled-sodium-rich.yaml');
    expect(() => parseScenario('stack.yaml', text.replace('board: esp32', 'board: nrf52840dk'))).toThrow(
      /its NaK loops hold 22 to 49 wt% Na, but the board follows one loop; name a board that follows several/,
    );
    const alike = text.replace('board: esp32', 'board: nrf52840dk').replace(/offLoop: 1,\s+offSodium: 49 wt%,/, '');
    expect(parseScenario('stack.yaml', alike).board).toBe('nrf52840dk');
  });

  it('ask for the NaK loop of a trip by its number, 1 to 4', () => {
    const text = textOf('loop-filled-sodium-rich.yaml');
    expect(parseScenario('stack.yaml', text).steps.at(-1)).toMatchObject({ kind: 'event', fault: 'P01', loop: 1 });
    expect(() => parseScenario('stack.yaml', text.replace('loop: 1', 'loop: 5'))).toThrow(/"loop"/);
  });

  it('refuse a stack on a board that does not measure its cells, and say which do', () => {
    const text = textOf('stack-weak-cell.yaml');
    expect(() => parseScenario('stack.yaml', text.replace('board: rp2350', 'board: esp32'))).toThrow(
      /a stack of 24 cells needs a "board" that measures as many: .*rp2350 \(24\)/,
    );
    expect(() => parseScenario('stack.yaml', text.replace('spread: 1 %', 'cells: 1'))).toThrow(/a stack of 1 cells/);
    expect(() => parseScenario('stack.yaml', text.replace('spread: 1 %', 'alloy: tin'))).toThrow(/"alloy" "tin" does not exist/);
  });

  it('name every fault that their board can raise and every requirement', () => {
    const scenarios = files.map((name) => parseScenario(name, textOf(name)));
    const faults = new Set(scenarios.flatMap((scenario) => scenario.faults));
    const requirements = new Set(scenarios.flatMap((scenario) => scenario.requirements));
    expect(RAISED.filter((id) => !faults.has(id))).toEqual([]);
    expect(REQUIREMENTS.map((row) => row.id).filter((id) => !requirements.has(id))).toEqual([]);
  });

  it('trip every such fault at least once, and time the warning of one that only warns', () => {
    const scenarios = files.map((name) => parseScenario(name, textOf(name)));
    const tripped = new Set(scenarios.flatMap((scenario) => scenario.outcome.tripped));
    const warned = new Set(scenarios.flatMap((scenario) => scenario.detections.filter((d) => d.warning).map((d) => d.fault)));
    const trips = (id: string): boolean => CHECKS.some((check) => check.fault === id && check.trip !== null);
    expect(RAISED.filter((id) => !(trips(id) ? tripped : warned).has(id))).toEqual([]);
  });
});

describe('the published schema', () => {
  const validate = new Ajv({ allErrors: true, strict: false }).compile(scenarioSchema());

  it('is the committed file; write-schema.ts brings it up to date', () => {
    expect(readFileSync(new URL(SCHEMA_FILE, root), 'utf8')).toBe(schemaText());
  });

  it('refuses what the parser refuses: unknown keys, faults, steps, and values without a unit', () => {
    for (const [from, to] of [
      ['start: cold', 'strat: cold'],
      ['inject: current.offset', 'inject: current.ofset'],
      ['ttl: 2 min', 'hold: 2 min'],
      ['sodium: 30 wt%', 'sodium: 30'],
      ['tripped: F05', 'tripped: F99'],
    ] as const) {
      expect(validate(parseYaml(withLine(from, to))), to).toBe(false);
    }
    expect(validate(parseYaml(GOOD)), JSON.stringify(validate.errors)).toBe(true);
  });
});

describe('docs/scenarios.md', () => {
  it('has tables that are up to date', () => {
    const page = readFileSync(new URL(SCENARIOS_PAGE, root), 'utf8');
    expect(withTables(page)).toBe(page);
  });
});
