/**
 * The backup of a board as a file of the browser: one JSON file in the folder for downloads, and on the page until it is closed.
 */
import type { BackupStore } from '../../flash/backup.js';
import { backupText } from '../../flash/backup.js';
import { el } from '../dom.js';

/** Keeps a backup under a name of the day and time. */
export class DownloadedBackup implements BackupStore {
  readonly place: string;
  readonly #files = new Map<string, Uint8Array>();
  readonly #offer: (link: HTMLAnchorElement) => void;
  #url = '';

  /** @param offer shows the link on the page, for the person to take the file once more */
  constructor(offer: (link: HTMLAnchorElement) => void) {
    this.place = `liquidus-backup-${new Date().toISOString().replace(/[:.]/g, '-')}.json`;
    this.#offer = offer;
  }

  keep(files: ReadonlyMap<string, Uint8Array>): Promise<void> {
    for (const [name, content] of files) this.#files.set(name, content);
    // Downloaded at once: the page may be closed, or the browser may end, while the board is changed.
    this.#link().click();
    return Promise.resolve();
  }

  /** The counters come when the program is stopped: the file is offered once more, with them. */
  add(name: string, content: Uint8Array): Promise<void> {
    this.#files.set(name, content);
    this.#link();
    return Promise.resolve();
  }

  #link(): HTMLAnchorElement {
    URL.revokeObjectURL(this.#url);
    this.#url = URL.createObjectURL(new Blob([backupText(this.#files)], { type: 'application/json' }));
    const link = el('a', { href: this.#url, download: this.place }, this.place);
    this.#offer(link);
    return link;
  }
}
