// Joins the browser's sources into one file a page. Types are checked by `npm run typecheck`; here they are only taken out.
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { rollup } from 'rollup';
import { minify } from 'terser';
import ts from 'typescript';

const PAGES = ['dashboard', 'commission', 'api'];
const { resolve } = createRequire(import.meta.url);
const uplot = dirname(resolve('uplot'));
/**
 * Modules of @espruino-tools that the pages take. Its own bundle has 1.8 MB, nearly all of it a compiler for one function that throws
 * (`DeviceController.setInterval`). Without it, the look of a menu that the page presses at once, and the boards of other makers, 20 KB are left.
 */
const espruinoTools = { '@espruino-tools/core': 'lib/device-controller.js', '@espruino-tools/uart': 'lib/uart.js' };
const LEFT_OUT = { '@espruino-tools/transpiler': 'export const transpile = undefined', './styles/modal': 'export const classes = {}' };

const typescript = {
  name: 'typescript',
  resolveId(source, importer) {
    if (source === 'uplot') return join(uplot, 'uPlot.esm.js');
    if (source in LEFT_OUT) return `\0${source}`;
    if (source in espruinoTools) return resolve(`${source}/${espruinoTools[source]}`);
    if (importer?.includes('@espruino-tools') && source.startsWith('.')) return `${join(dirname(importer), source)}.js`;
    return importer !== undefined && source.startsWith('.') && importer.endsWith('.ts')
      ? join(dirname(importer), source.replace(/\.js$/, '.ts'))
      : null;
  },
  load(id) {
    if (id.slice(1) in LEFT_OUT) return LEFT_OUT[id.slice(1)];
    if (id.includes('@espruino-tools')) return fromCommonJs(readFileSync(id, 'utf8'));
    if (!id.endsWith('.ts')) return null;
    return ts.transpileModule(readFileSync(id, 'utf8'), { compilerOptions: { target: 'es2022', module: 'esnext', verbatimModuleSyntax: true } })
      .outputText;
  },
  async renderChunk(code) {
    const { code: small } = await minify(code, { module: true, ecma: 2020 });
    return small;
  },
};

/** A CommonJS module as a module: what it requires is imported, what it exports are its default and the names that it assigns. */
function fromCommonJs(code) {
  const required = [...new Set([...code.matchAll(/require\("([^"]+)"\)/g)].map(([, source]) => source))];
  const names = [...new Set([...code.matchAll(/^exports\.(\w+) = /gm)].map(([, name]) => name))].filter((name) => name !== 'default');
  return [
    ...required.map((source, k) => `import * as from${k} from ${JSON.stringify(source)};`),
    'const exports = {};',
    `const required = { ${required.map((source, k) => `${JSON.stringify(source)}: from${k}`).join(', ')} };`,
    `(function (exports, require) {${code}\n}).call(undefined, exports, (name) => required[name]);`,
    `export const { ${names.join(', ')} } = exports;`,
    'export default exports;',
  ].join('\n');
}

/** What the pages share stands in `parts`: a comment `part: NAME` becomes the text of NAME.html. */
function withParts(page, parts) {
  return page.replace(/<!-- part: (\S+) -->/g, (_, name) => readFileSync(join(parts, `${name}.html`), 'utf8').trimEnd());
}

/** Writes the pages' scripts and styles into `out`, beside the files that are copied there as they are. */
export async function buildWeb(root, out) {
  for (const page of PAGES) {
    const bundle = await rollup({
      input: join(root, 'host', 'web', `${page}.ts`),
      plugins: [typescript],
      onwarn: (warning) => {
        throw new Error(`host/web: ${warning.message}`);
      },
    });
    await bundle.write({ file: join(out, `${page}.js`), format: 'es' });
    await bundle.close();
  }
  const parts = join(root, 'host', 'web', 'parts');
  for (const file of readdirSync(out).filter((name) => name.endsWith('.html'))) {
    writeFileSync(join(out, file), withParts(readFileSync(join(out, file), 'utf8'), parts));
  }
  copyFileSync(join(uplot, 'uPlot.min.css'), join(out, 'uplot.css'));
  for (const source of ['tsconfig.json', 'parts', 'board', 'view']) rmSync(join(out, source), { recursive: true, force: true });
}
