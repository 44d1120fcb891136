/** Numbers as the interpreter writes them: at most 11 decimals, cut and not rounded, and close to a whole number the whole number. */

/** Below this the rest of a number is not written, and this near to the next whole number that one is written. */
const NEGLIGIBLE = 1e-7;
const MOST_DECIMALS = 11;

/** Text of `value.toFixed(decimals)`, 0 to 20 decimals: every digit but the last is cut, the last one is rounded. */
export function fixedText(value: number, decimals: number): string {
  const count = Math.min(20, Math.max(0, Math.trunc(decimals) || 0));
  return write(value, (rest) => {
    let text = count > 0 ? '.' : '';
    for (let left = count; left > 0; left--) {
      const digit = Math.floor(rest + (left === 1 ? 0.5 : 1e-8));
      rest = (rest - digit) * 10;
      text += Math.min(digit, 9);
    }
    return text;
  });
}

/** Text of a number in a message. Beyond 1e21 and below 1e-6, where the interpreter turns to powers of ten, V8's text is returned. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e21 || size < 1e-6)) return String(value);
  return write(value, (rest) => {
    let text = '';
    for (let count = 0; count < MOST_DECIMALS && rest > NEGLIGIBLE; count++) {
      const digit = Math.min(9, Math.floor(rest + 1e-8));
      rest = (rest - digit) * 10;
      text += digit;
    }
    return text && '.' + text;
  });
}

/** Sign and whole part, then what `decimals` makes of ten times the rest. */
function write(value: number, decimals: (rest: number) => string): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  let whole = Math.floor(size);
  let rest = size - whole;
  if (Math.floor(size + NEGLIGIBLE) === whole + 1) {
    whole++;
    rest = 0;
  }
  return (value < 0 ? '-' : '') + String(whole) + decimals(rest * 10);
}
