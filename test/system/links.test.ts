/** Links and commands in the documents lead somewhere. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const PAGES = ['README.md', 'CHANGELOG.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)].filter((name) => name.endsWith('.md'));

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Anchors of the headings of a page, as GitHub makes them. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    (heading ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Links of a page that lead nowhere. */
function brokenLinks(page: string): string[] {
  const targets = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');
  return targets.filter((target) => {
    if (/^https?:/.test(target)) return false;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : join(page, '..', path);
    return !existsSync(join(ROOT, file)) || (anchor !== undefined && !anchors(read(file)).includes(anchor));
  });
}

describe.each(PAGES)('%s', (page) => {
  it('links to files and headings that exist', () => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('names make targets and npm scripts that exist', () => {
    const targets = [...read('Makefile').matchAll(/^([a-z]+):/gm)].map(([, name]) => name);
    const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts);
    // In running text "make" is a verb: a command stands in backquotes or at the start of an indented line.
    const named = (command: string): (string | undefined)[] =>
      [...read(page).matchAll(new RegExp(`(?:\`|^ {4}|^)${command} ([a-z][a-z:]*)(?=\`|$|\\s)`, 'gm'))].map(([, name]) => name);
    expect(named('make').filter((name) => !targets.includes(name))).toEqual([]);
    expect(named('npm run').filter((name) => name === undefined || !scripts.includes(name))).toEqual([]);
  });
});
