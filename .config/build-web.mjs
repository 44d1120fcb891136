// Joins the browser's sources into one file a page. Types are checked by `npm run typecheck`; here they are only taken out.
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { rollup } from 'rollup';
import { minify } from 'terser';
import ts from 'typescript';

const PAGES = ['dashboard'];
const uplot = dirname(createRequire(import.meta.url).resolve('uplot'));

const typescript = {
  name: 'typescript',
  resolveId(source, importer) {
    if (source === 'uplot') return join(uplot, 'uPlot.esm.js');
    return importer !== undefined && source.startsWith('.') && importer.endsWith('.ts')
      ? join(dirname(importer), source.replace(/\.js$/, '.ts'))
      : null;
  },
  load(id) {
    if (!id.endsWith('.ts')) return null;
    return ts.transpileModule(readFileSync(id, 'utf8'), { compilerOptions: { target: 'es2022', module: 'esnext', verbatimModuleSyntax: true } })
      .outputText;
  },
  async renderChunk(code) {
    const { code: small } = await minify(code, { module: true, ecma: 2020 });
    return small;
  },
};

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
  copyFileSync(join(uplot, 'uPlot.min.css'), join(out, 'uplot.css'));
  rmSync(join(out, 'tsconfig.json'), { force: true });
}
