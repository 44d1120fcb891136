/** A fresh V8 realm that offers what the interpreter offers, and the compiled bundle to run in it. */
import vm from 'node:vm';
import { decodeTokens } from '../../../firmware/model/tokens.js';
import { GLOBALS, MEMBERS, REALM_PROGRAMS } from './language.js';
import { fixedText } from './numbertext.js';

/** Global object of a realm. */
export type Realm = Record<string, unknown>;

const scripts = new Map<string, vm.Script>();

/**
 * The compiled bundle, one character a byte; its tokens are written out for V8. Every bundle is compiled once in a process. `codeCache` is
 * what `bundleCode` returned for the same bundle, possibly in another process; V8 ignores one that does not fit.
 */
export function compileBundle(bundle: string, codeCache?: Buffer): vm.Script {
  let script = scripts.get(bundle);
  if (!script) {
    script = new vm.Script(decodeTokens(bundle), { filename: 'bundle.js', ...(codeCache ? { cachedData: codeCache } : {}) });
    scripts.set(bundle, script);
  }
  return script;
}

/** V8's code for a bundle, for worker threads and later processes. Worth taking after the bundle has run for a while. */
export function bundleCode(bundle: string): Buffer {
  return compileBundle(bundle).createCachedData();
}

const strip = new vm.Script(REALM_PROGRAMS.strip, { filename: 'realm-strip.js' });
const replace = new vm.Script(REALM_PROGRAMS.replace, { filename: 'realm-replace.js' });

/** Makes a realm whose global object carries `api` besides what the interpreter's language offers. */
export function makeRealm(api: Readonly<Record<string, unknown>>): Realm {
  // DONT_CONTEXTIFY: an ordinary global object, on which free names are as fast as in the main realm (contextified ones are 14 times slower).
  const realm = vm.createContext(vm.constants.DONT_CONTEXTIFY as never) as Realm;
  (replace.runInContext(realm) as (f: typeof fixedText) => void)(fixedText);
  (strip.runInContext(realm) as (globals: string, members: typeof MEMBERS) => void)(GLOBALS, MEMBERS);
  for (const name of Object.keys(api)) realm[name] = api[name];
  return realm;
}
