/**
 * A full-screen view on the alternate screen. Only changed lines are written, in one piece, so nothing flickers; whatever ends the program,
 * the terminal is as it was.
 */

const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';
/** Synchronised output: terminals that know it show the lines between at once, others ignore it. */
const HOLD = '\u001b[?2026h';
const SHOW = '\u001b[?2026l';

/** The part of a terminal stream that a screen uses. */
export interface TerminalOutput {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

/** One full-screen view. */
export class Screen {
  readonly #output: TerminalOutput;
  readonly #restore = (): void => this.close();
  readonly #resized = (): void => {
    this.#shown = [];
    this.#output.write('\u001b[2J');
    this.#onResize?.();
  };
  #onResize: (() => void) | undefined;
  #shown: readonly string[] = [];
  #open = false;

  constructor(output: TerminalOutput) {
    this.#output = output;
  }

  /** Columns and rows now; 80 × 24 where the terminal does not say. */
  get size(): { columns: number; rows: number } {
    return { columns: this.#output.columns ?? 80, rows: this.#output.rows ?? 24 };
  }

  /** Takes the screen. `onResize` draws again. */
  open(onResize: () => void): void {
    this.#open = true;
    this.#onResize = onResize;
    this.#output.on('resize', this.#resized);
    process.on('exit', this.#restore);
    this.#output.write(`${ENTER}\u001b[2J`);
  }

  /** The next `draw` writes every line: repairs what another program wrote over the view. */
  refresh(): void {
    this.#shown = [];
  }

  /** Shows these lines from the top; what is below the screen is not shown. */
  draw(lines: readonly string[]): void {
    if (!this.#open) return;
    const visible = lines.slice(0, this.size.rows);
    let text = '';
    for (let row = 0; row < Math.max(visible.length, this.#shown.length); row++) {
      const line = visible[row] ?? '';
      if (line !== this.#shown[row]) text += `\u001b[${row + 1};1H${line}\u001b[0m\u001b[K`;
    }
    this.#shown = visible;
    if (text !== '') this.#output.write(HOLD + text + SHOW);
  }

  /** Gives the screen back. Safe to call twice. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#output.off('resize', this.#resized);
    process.off('exit', this.#restore);
    this.#output.write(LEAVE);
  }
}
