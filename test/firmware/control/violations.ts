/** The interlocks of the outputs, as the tests see them. */
import { REACTION } from '../../../firmware/model/types.js';
import type { Cabinet } from './cabinet.js';

/** Everything that is on and must not be, as sentences. `reactions` come from the oracle, not from the monitor. */
export function violations(cabinet: Cabinet, reactions: number): string[] {
  const found: string[] = [];
  const forbid = (bit: number, ...pins: Parameters<Cabinet['out']>[0][]): void => {
    if (reactions & bit) for (const pin of pins) if (cabinet.out(pin) !== 0) found.push(`${pin} is ${cabinet.out(pin)}`);
  };
  forbid(REACTION.openContactor, 'contactor', 'chargeCurrent', 'dischargeCurrent');
  forbid(REACTION.blockCharge, 'chargeCurrent');
  forbid(REACTION.blockDischarge, 'dischargeCurrent');
  forbid(REACTION.heatersOff, 'heater', 'heaterEnable');
  forbid(REACTION.nakPumpOff, 'nakPump');
  forbid(REACTION.catholytePumpOff, 'catholytePump');
  if (cabinet.out('contactor') && !['ready', 'charge', 'discharge', 'stopping', 'rescue'].includes(cabinet.state))
    found.push(`contactor closed in ${cabinet.state}`);
  if (!cabinet.out('contactor') && cabinet.out('chargeCurrent') + cabinet.out('dischargeCurrent') > 0) found.push('current with the contactor open');
  if (cabinet.out('chargeCurrent') > 0 && cabinet.out('dischargeCurrent') > 0) found.push('both directions at once');
  if (cabinet.out('heater') > 0 && !cabinet.out('heaterEnable')) found.push('heater duty with its switch open');
  return found;
}
