import { describe, expect, it } from 'vitest';
import { pointOf } from '../../../host/device/points.js';
import { parseParameters } from '../../../host/device/parameter-file.js';

const file = (...lines: string[]): string =>
  ['liquidus: parameters', 'map: "1.1"', 'board: pico', 'parameters:', ...lines.map((line) => `  ${line}`), ''].join('\n');

describe('a file of parameters', () => {
  it('gives raw values by name, in the steps of the map', () => {
    const { values, board, map } = parseParameters(file('setTemp: 41.5', 'parkAmbient: -10', 'referenceVoltage: 3.3', 'baudRate: 9600'), 'cell.yaml');
    expect({ board, map }).toEqual({ board: 'pico', map: '1.1' });
    expect([...values].map(([point, raw]) => [point.row.address, raw])).toEqual([
      [2012, 415],
      [2013, -100],
      [2018, 3300],
      [2001, 96],
    ]);
    expect([...values.keys()][2]).toBe(pointOf('parameter.referenceVoltage'));
  });

  it.each([
    ['a value outside its limits', file('setTemp: 41.5', 'nakFlowSet: 99'), /^cell\.yaml:6: .*outside 2\.0\.\.20\.0 mL\/min/],
    ['a value between two steps', file('setTemp: 41.55'), /^cell\.yaml:5: .*between two steps/],
    ['an unknown name', file('setTmp: 40'), /^cell\.yaml:5: There is no register or parameter "parameter\.setTmp"; did you mean setTemp\?/],
    ['a name that is no parameter', file('margin: 40'), /^cell\.yaml:5: There is no/],
    ['a name twice', file('setTemp: 40', 'setTemp: 41'), /^cell\.yaml:6: this is no YAML \(Map keys must be unique/],
    ['the record of the commissioning', file('signer: 7'), /^cell\.yaml:5: signer is part of the record/],
    ['no value', file('setTemp:'), /^cell\.yaml:5: setTemp has no value/],
    ['a list as a value', file('setTemp: [1]'), /^cell\.yaml:5: setTemp has no value/],
    ['another kind of file', 'scenario: x\n', /^cell\.yaml: this is no file of parameters/],
    ['no list', 'liquidus: parameters\n', /^cell\.yaml: the list "parameters:" is missing/],
    ['no YAML', 'liquidus: [\n', /^cell\.yaml:\d: this is no YAML/],
    ['another map', 'liquidus: parameters\nmap: "2.0"\nparameters: {}\n', /^cell\.yaml: it belongs to map version 2\.0/],
  ])('with %s is refused as a whole, with the line', (_, text, words) => {
    expect(() => parseParameters(text, 'cell.yaml')).toThrow(words);
  });
});
