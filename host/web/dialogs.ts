/**
 * What the pages ask a person, and their light.
 */
import { byId } from './dom.js';

/** Asks for a token; `why` is the daemon's sentence. */
export function askToken(why: string): Promise<string> {
  const dialog = byId<HTMLDialogElement>('sign-in');
  byId('sign-in-words').textContent = why;
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener('close', () => done(dialog.querySelector<HTMLInputElement>('input[name=token]')?.value ?? ''), { once: true });
  });
}

/** Asks for a yes. */
export function confirmed(title: string, text: string): Promise<boolean> {
  const dialog = byId<HTMLDialogElement>('confirm');
  const [heading, words] = [dialog.querySelector('h2'), dialog.querySelector('p')];
  if (heading) heading.textContent = title;
  if (words) words.textContent = text;
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener('close', () => done(dialog.returnValue === 'yes'), { once: true }));
}

function themed(): void {
  const stored = localStorage.getItem('liquidus.theme');
  const dark = stored === null ? matchMedia('(prefers-color-scheme: dark)').matches : stored === 'dark';
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

/** Light or dark as the system has it, until the person chooses. */
export function followTheme(): void {
  themed();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', themed);
  byId('theme').addEventListener('click', () => {
    localStorage.setItem('liquidus.theme', document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
    themed();
  });
}

/** An error as a sentence. */
export const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));
