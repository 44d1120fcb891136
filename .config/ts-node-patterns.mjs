// ts-node 10.9 resolves packages by a copy of an older Node, which does not know export patterns with an ending ("./src/*.js", as hyparquet has them).
// What it finds not exported is asked of the Node that runs.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!String(error).includes('ERR_PACKAGE_PATH_NOT_EXPORTED') || context.parentURL === undefined) throw error;
    return { url: pathToFileURL(createRequire(context.parentURL).resolve(specifier)).href, shortCircuit: true };
  }
}
