/**
 * Decimal literals as the interpreter reads them (`stringToFloatWithRadix` of jsutils.c): digit by digit, so that many of them differ from
 * the nearest double in the last bits. A bundle with such a literal computes slightly different numbers on the board than in the emulator.
 */

/** Value that the interpreter makes of a decimal literal, for example `0.0039083` or `5.775e-7`. Also holds for `parseFloat` and `Number`. */
export function interpreterReads(literal: string): number {
  const [, whole, decimals, power] = /^(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
  if (whole === undefined) throw new Error(`"${literal}" is no decimal literal`);
  let value = 0;
  for (const digit of whole) value = value * 10 + Number(digit);
  let weight = 0.1;
  for (const digit of decimals ?? '') {
    value += weight * Number(digit);
    weight /= 10;
  }
  let left = Number(power ?? 0);
  for (; left > 0; left--) value *= 10;
  for (; left < 0; left++) value /= 10;
  return value;
}

/** True when the interpreter reads the literal as every other JavaScript engine does. */
export function readsAlike(literal: string): boolean {
  return interpreterReads(literal) === Number(literal);
}
