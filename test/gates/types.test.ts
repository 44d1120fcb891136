import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const FIRMWARE = join(import.meta.dirname, '..', '..', 'firmware');
const SNIPPET = join(FIRMWARE, 'snippet.ts');

/** Errors of the firmware's type world for one file of code that exists only here. */
function errors(code: string): string[] {
  const { config } = ts.readConfigFile(join(FIRMWARE, 'tsconfig.json'), ts.sys.readFile) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, FIRMWARE);
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version, ...rest) => (name === SNIPPET ? ts.createSourceFile(name, code, version) : read(name, version, ...rest));
  host.fileExists = (name) => name === SNIPPET || ts.sys.fileExists(name);
  const program = ts.createProgram([SNIPPET, join(FIRMWARE, 'ecmascript.d.ts'), join(FIRMWARE, 'espruino.d.ts')], options, host);
  return ts.getPreEmitDiagnostics(program).map((d) => ts.flattenDiagnosticMessageText(d.messageText, '\n'));
}

describe('type world of the firmware', () => {
  it.each([
    ['Math.trunc(1)', 'trunc'],
    ['Math.pow(2, 3)', 'pow'],
    ['new Map()', 'Map'],
    ['new Set()', 'Set'],
    ['Array.from([1])', 'from'],
    ['[1].flat()', 'flat'],
    ['[1].at(0)', 'at'],
    ['Object.freeze({})', 'freeze'],
    ['(1.5).toFixed(1)', 'toFixed'],
    ['Number.isInteger(1)', 'isInteger'],
    ['Promise.resolve()', 'Promise'],
    ['new Uint8Array(1).copyWithin(0, 1)', 'copyWithin'],
    ['process.env', 'env'],
    ['setTime(0)', 'setTime'],
    ['new Date()', 'Date'],
    ['B13', 'B13'],
  ])('has no %s', (expression, name) => {
    expect(errors(`export const a = ${expression};`).join('\n')).toContain(`'${name}'`);
  });

  it('has what the firmware uses', () => {
    const code = `
      const levels = new Uint16Array([1, 2]);
      let sum = 0;
      for (const l of levels) sum += l;
      for (const c of 'ab') sum += c.charCodeAt(0);
      const view = new DataView(levels.buffer, 0, 4);
      view.setInt16(0, Math.round(Math.sqrt(sum)));
      export const rows: readonly string[] = ['a'].map((s) => s + sum).filter((s) => s.length > 1);
      setWatch((e) => console.log(e.time - e.lastTime), 'B3', { repeat: true, edge: 'both' });
      setInterval(() => E.kickWatchdog(), 100);
      require('Storage').write('a', levels);
      digitalWrite('B13', isNaN(analogRead('A0')) ? 0 : 1);
      export const free = process.memory(false).free;`;
    expect(errors(code)).toEqual([]);
  });
});
