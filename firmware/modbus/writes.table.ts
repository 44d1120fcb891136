/** Which registers take a write, and how, worked out from the map. */
import { PARAMETERS, PARAMETER_COUNT } from '../model/parameters.js';
import { registerCount } from '../model/types.js';

/** By register of the parameter area: index of the parameter that begins here, −2 for the second word of one, −1 for none. */
export const PARAMETER_AT: readonly number[] = ((): number[] => {
  const at: number[] = [];
  for (let k = 0; k < PARAMETER_COUNT; k++) at.push(-1);
  for (let i = 0; i < PARAMETERS.length; i++) {
    const p = PARAMETERS[i];
    at[p.offset] = i;
    if (registerCount(p.type) > 1) at[p.offset + 1] = -2;
  }
  return at;
})();
