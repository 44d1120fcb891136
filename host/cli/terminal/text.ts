/**
 * Widths of styled text. Every character that the views print is one column wide.
 */

const ESCAPES = /\u001b\[[0-9;]*m/g;

/** Columns that a styled text takes. */
export function columnsOf(text: string): number {
  return [...text.replace(ESCAPES, '')].length;
}

/** Cuts a styled text to `columns`, with an ellipsis where something is lost, and closes its styles. */
export function cut(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let out = '';
  let used = 0;
  for (const part of text.split(/(\u001b\[[0-9;]*m)/)) {
    if (part.startsWith('\u001b')) {
      out += part;
      continue;
    }
    for (const character of part) {
      if (used >= columns - 1) return `${out}…${text.includes('\u001b') ? '\u001b[0m' : ''}`;
      out += character;
      used++;
    }
  }
  return out;
}

/** Fills or cuts to exactly `columns`, text at the left. */
export function left(text: string, columns: number): string {
  return cut(text, columns) + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

/** Fills or cuts to exactly `columns`, text at the right. */
export function right(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - columnsOf(text))) + cut(text, columns);
}

/** One line with a text at each end. The right one gives way when both do not fit. */
export function ends(start: string, end: string, columns: number): string {
  const room = columns - columnsOf(start);
  return room > columnsOf(end) ? start + right(end, room) : cut(start, columns);
}

/** Breaks plain words into lines of at most `columns`. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
