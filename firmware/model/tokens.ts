/**
 * Tokens: bytes from 138 on that the interpreter's lexer takes for an operator or a reserved word, wherever one may stand.
 *
 * The order is the interpreter's (`LEX_TYPES` of src/jslex.h, "do not modify the ordering of this list") and the same in every release from
 * 2v00 to 2v29. Left out are the newer tokens: `??` (2v14), raw strings (2v21) and raw integers (2v26), which a board with an older interpreter
 * would refuse.
 */

/** Byte of the first token. */
export const FIRST_TOKEN = 138;

/** Operators, then reserved words; the place in the list, counted from `FIRST_TOKEN`, is the byte. */
export const TOKENS: readonly string[] = `== === != !== <= << <<= >= >> >>> >>= >>>= += -= ++ -- *= /= %= &= && |= || ^= => \
if else do while for break continue function return var let const this throw try catch finally true false null undefined \
new in instanceof switch case default delete typeof void debugger class extends super static of`.split(' ');

/** True for a character of a name or a number. */
function isWord(character: string): boolean {
  return /^[\w$]/.test(character);
}

/** True when a token right behind `last` would be read as something else than the two one after the other. */
function fuses(last: string, token: string): boolean {
  if (isWord(token)) return isWord(last);
  return ((last === '+' || last === '-') && token.startsWith(last)) || (last === '!' && token === '--');
}

/**
 * Text of a program with tokens, for engines that do not know them: the same tokens, a blank where two would grow together.
 * @param code one character a byte; ASCII but for the tokens. Text without tokens comes back as it is.
 * @throws Error for a byte above 127 that is no token.
 */
export function decodeTokens(code: string): string {
  let text = '';
  let afterWord = false;
  for (let i = 0; i < code.length; i++) {
    const character = code.charAt(i);
    const byte = code.charCodeAt(i);
    if (byte < 128) {
      if (afterWord && isWord(character)) text += ' ';
      text += character;
      afterWord = false;
      continue;
    }
    const token = TOKENS[byte - FIRST_TOKEN];
    if (token === undefined) throw new Error(`byte ${byte} at ${i} is no token of the interpreter`);
    if (fuses(text.charAt(text.length - 1), token)) text += ' ';
    text += token;
    afterWord = isWord(token);
  }
  return text;
}
