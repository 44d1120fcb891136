import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CONFIG_SCHEMA, linesOf, parseConfig } from '../../../host/daemon/config.js';
import { jsonSchema } from '../../../host/daemon/json-schema.js';

const GOOD = `
record: recording.db
lines:
  - serial: /dev/ttyUSB0
    baud: 38400
    units: [{ address: 3, id: east, title: East cell }, { address: 4 }]
  - tcp: 10.0.0.7:502
    timeout: 500
    units: [{ address: 1, interval: 1000 }]
`;
const units = 'units: [{ address: 1 }]';

describe('the configuration of the daemon', () => {
  it('gives lines and units, with defaults where it says nothing', () => {
    expect(linesOf(parseConfig(GOOD, 'x.yaml'), 'x.yaml')).toEqual([
      {
        connection: { kind: 'serial', path: '/dev/ttyUSB0', baud: 38400, parity: 'even' },
        units: [
          { id: 'east', title: 'East cell', address: 3, intervalMs: 500 },
          { id: 'unit4', title: 'unit4', address: 4, intervalMs: 500 },
        ],
      },
      {
        connection: { kind: 'tcp', host: '10.0.0.7', port: 502 },
        timeoutMs: 500,
        units: [{ id: 'unit1', title: 'unit1', address: 1, intervalMs: 1000 }],
      },
    ]);
  });

  it.each([
    ['lines: [', /no YAML/],
    ['lines: []', /lines is wrong/],
    [`lines: [{ ${units} }]`, /0 ways/],
    [`lines: [{ tcp: a:1, serial: /dev/x, ${units} }]`, /2 ways/],
    [`lines: [{ tcp: a:1, units: [{ address: 300 }] }]`, /lines\.0\.units\.0\.address/],
    [`lines: [{ tcp: a:1, ${units} }]\ntoken: secret`, /token is no setting/],
    [`lines: [{ tcp: a:1, ${units} }, { tcp: b:1, ${units} }]`, /two units have the id "unit1"/],
  ])('says where it is wrong: %s', (text, words) => {
    expect(() => linesOf(parseConfig(text, 'x.yaml'), 'x.yaml')).toThrow(words);
  });

  it('has a JSON Schema that agrees with it', () => {
    const validate = new Ajv2020({ strict: false }).compile(jsonSchema(CONFIG_SCHEMA));
    expect(validate(parse(GOOD))).toBe(true);
    expect(validate(parse('lines: []'))).toBe(false);
    expect(validate(parse(`lines: [{ tcp: a:1, ${units} }]\ntoken: secret`))).toBe(false);
  });
});
