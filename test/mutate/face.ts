/**
 * What tests see as `vitest` in the mutation run: the same assertions, and of the rest what the tests of the firmware use. Starting vitest anew for
 * every mistake takes far longer than the tests.
 */
import { format } from 'node:util';
import { ASYMMETRIC_MATCHERS_OBJECT, JestAsymmetricMatchers, JestChaiExpect, JestExtend, chai, setState } from '@vitest/expect';
import type { Modules } from './modules.js';

type Run = (...values: never[]) => unknown;
type Hook = () => unknown;

/** A test with the hooks around it. */
export interface Test {
  readonly name: string;
  readonly run: Hook;
  readonly before: readonly Hook[];
  readonly after: readonly Hook[];
}

/** What a file has registered. */
export interface TestFile {
  readonly tests: Test[];
  readonly beforeAll: Hook[];
  readonly afterAll: Hook[];
}

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

const expect = ((value: unknown, message?: string) => chai.expect(value, message)) as unknown as Record<string, unknown>;
Object.assign(expect, chai.expect, (globalThis as unknown as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT]);
for (const one of [expect, chai.expect])
  setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null, testPath: '' } as never, one as never);

/** Registers tests while a file is loaded; one of them at a time. */
export class Registrar {
  file: TestFile = { tests: [], beforeAll: [], afterAll: [] };
  private names: string[] = [];
  private before: Hook[] = [];
  private after: Hook[] = [];
  private stubbed = new Map<string, PropertyDescriptor | undefined>();

  /** A new file is about to be loaded. */
  begin(): TestFile {
    this.unstub();
    this.names = [];
    this.before = [];
    this.after = [];
    return (this.file = { tests: [], beforeAll: [], afterAll: [] });
  }

  /** What a module in the folder `dir` gets for `vitest`. */
  face(dir: string, modules: Modules): Record<string, unknown> & { vi: unknown } {
    const it = (name: string, run: Hook): void => this.add(name, run);
    const describe = (name: string, body: Hook): void => this.suite(name, body);
    const each =
      (register: (name: string, run: Hook) => void) =>
      (cases: readonly unknown[]) =>
      (name: string, run: Run): void =>
        cases.forEach((one) => {
          const values = (Array.isArray(one) ? one : [one]) as never[];
          register(format(name, ...(values as unknown[])), () => run(...values));
        });
    return {
      expect,
      it: Object.assign(it, { each: each(it) }),
      describe: Object.assign(describe, { each: each(describe) }),
      beforeEach: (hook: Hook) => void this.before.push(hook),
      afterEach: (hook: Hook) => void this.after.push(hook),
      beforeAll: (hook: Hook) => void this.file.beforeAll.push(hook),
      afterAll: (hook: Hook) => void this.file.afterAll.push(hook),
      vi: {
        hoisted: (make: Hook) => make(),
        mock: (target: string, make: Hook) => modules.mock(dir, target, make),
        doMock: (target: string, make: Hook) => modules.mock(dir, target, make),
        resetModules: () => modules.reset(false),
        stubGlobal: (name: string, value: unknown) => this.stub(name, value),
        unstubAllGlobals: () => this.unstub(),
      },
    };
  }

  private add(name: string, run: Hook): void {
    this.file.tests.push({ name: [...this.names, name].join(' '), run, before: [...this.before], after: [...this.after] });
  }

  private suite(name: string, body: Hook): void {
    const { before, after } = this;
    this.before = [...before];
    this.after = [...after];
    this.names.push(name);
    body();
    this.names.pop();
    this.before = before;
    this.after = after;
  }

  private stub(name: string, value: unknown): void {
    if (!this.stubbed.has(name)) this.stubbed.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: true });
  }

  private unstub(): void {
    for (const [name, before] of this.stubbed) {
      if (before) Object.defineProperty(globalThis, name, before);
      else delete (globalThis as Record<string, unknown>)[name];
    }
    this.stubbed.clear();
  }
}
