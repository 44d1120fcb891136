/**
 * The key of the commands that a service person gives: `ask` is written to register `unlock`, the register then shows a number that is another one every
 * time, and that number exclusive-or `key` is written within `ANSWER_MS`. It guards against accidents, not against attackers: a serial line knows no names.
 */

/** First word: "Lq" in ASCII. */
export const UNLOCK_ASK = 0x4c71;
/** What the number is combined with. */
export const UNLOCK_KEY = 0x5a3c;
/** Time for the second word, ms. */
export const ANSWER_MS = 5000;
/** Time for which the commands run then, ms. */
export const UNLOCKED_MS = 60_000;
