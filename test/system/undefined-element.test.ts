/**
 * The interpreter throws at an element `undefined` of a typed array, V8 answers `undefined` (docs/espruino.md, "Language: what is there and wrong"). The
 * emulator runs on V8, and a typed array behind a proxy is none to its native functions; so here every read of an element in the bundle is written as a
 * call that throws as the interpreter does, and the line brings what it brings.
 */
import { transformSync, types as t, type PluginObj } from '@babel/core';
import { describe, expect, it } from 'vitest';
import { decodeTokens } from '../../firmware/model/tokens.js';
import { boardRow } from '../../firmware/model/boards.js';
import { deviceOf } from '../../host/conform/device.js';
import { tryVector } from '../../host/conform/trial.js';
import { vectorsFor } from '../../host/conform/vectors.js';
import { builtBundle } from '../../hil/scenario/bundle-file.js';
import { Emulator } from '../../hil/target/emulator/emulator.js';
import { Dice } from '../fuzz/dice.js';
import { Subject } from '../fuzz/subject.js';
import { burst } from '../fuzz/traffic.js';
import { TargetLine } from './target-line.js';

/** Its Storage takes the longer text. */
const BOARD = 'esp32';
const UNIT = 1;
const BURSTS = 200;
const TRAP = `var $element=function(a,i){if(i===undefined&&typeof a!=='string'&&a.buffer)throw new TypeError('element undefined of a typed array');return a[i]};`;

/** Reads of an element by anything but a literal become calls; what is written to, called or deleted stays. */
const reads: PluginObj = {
  visitor: {
    MemberExpression: {
      exit(path) {
        const { node, parentPath, key } = path;
        const target = parentPath.isAssignmentExpression() || parentPath.isForXStatement() ? key === 'left' : parentPath.isUpdateExpression();
        if (!node.computed || t.isLiteral(node.property) || target || key === 'callee' || parentPath.isUnaryExpression({ operator: 'delete' }))
          return;
        path.replaceWith(t.callExpression(t.identifier('$element'), [node.object, node.property as t.Expression]));
        path.skip();
      },
    },
  },
};

function trapped(program: string): string {
  return (
    TRAP +
    (transformSync(decodeTokens(program), { babelrc: false, configFile: false, sourceType: 'script', compact: true, plugins: [() => reads] })?.code ??
      '')
  );
}

const errorsOf = (target: Emulator): string[] =>
  target
    .events()
    .filter(({ kind }) => kind === 'error')
    .map(({ text }) => text);

describe('an element undefined of a typed array', () => {
  it('is found where a program reads it, and nothing else is', () => {
    const run = (program: string): string[] => {
      const target = new Emulator({ bundle: trapped(program), board: BOARD });
      target.powerOn(0);
      target.runTo(10);
      return errorsOf(target);
    };
    expect(run('var a=new Uint8Array(2),b;a[b]')).toEqual([expect.stringContaining('element undefined')]);
    expect(run('var a=new Uint8Array(2),b=9,c=[1],d="x",e;a[b];c[e];d[e];a[0]=c[0];a[b]++')).toEqual([]);
  });

  it('is read by nothing that a request of the specification does, whole or cut', async () => {
    const line = new TargetLine(new Emulator({ bundle: trapped(builtBundle(BOARD).text), board: BOARD }));
    const errors: string[] = [];
    for (const cut of [0, 1, 3])
      for (const vector of vectorsFor(deviceOf(boardRow(BOARD)))) {
        line.cuts = (length) => (cut > 0 && cut < length ? [cut] : []);
        // What garbage leaves behind is dropped by a pause.
        const patient = { exchange: (bytes: Uint8Array) => (line.run(60), line.exchange(bytes)), pause: (ms: number) => line.pause(ms) };
        expect((await tryVector(vector, patient, UNIT)).complaint).toBe('');
        errors.push(...errorsOf(line.target as Emulator));
      }
    expect(errors).toEqual([]);
  });

  it('is read by nothing that garbage does', () => {
    const subject = new Subject(new Emulator({ bundle: trapped(builtBundle(BOARD).text), board: BOARD }));
    const dice = new Dice(7);
    expect(Array.from({ length: BURSTS }, () => subject.play(burst(dice, UNIT))).filter(Boolean)).toEqual([]);
  });
});
