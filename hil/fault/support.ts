/** Which faults a target cannot make. What it cannot do is an error before anything runs, never a pass. */
import type { FaultUse } from '../scenario/scenario.js';
import type { TargetName } from '../target/target.js';

/** Longest stall on a real board, ms: its watchdog bites after a second, and the memories that the prelude stands in for are empty after a restart. */
const LONGEST_STALL_MS = 900;

const NOTHING_MAKES_IT = 'nothing on a real board makes it';
const OWN_SUPPLY = 'the board lives on the supply of its console';
const FLASH = 'what lies in the flash of a real board is not touched';

/** Reasons by fault; a function where it depends on the values. */
type Reasons = Readonly<Record<string, string | ((values: FaultUse['values']) => string | undefined)>>;

const ON_BOARDS: Reasons = {
  'controller.outOfMemory': NOTHING_MAKES_IT,
  'controller.slow': NOTHING_MAKES_IT,
  'controller.crash': NOTHING_MAKES_IT,
  'controller.clockJump': NOTHING_MAKES_IT,
  'flash.bundle': FLASH,
  'flash.parameters': FLASH,
};

const UNSUPPORTED: Readonly<Record<TargetName, Reasons>> = {
  emulator: {},
  espruino: {},
  board: {
    ...ON_BOARDS,
    'power.off': OWN_SUPPLY,
    // Its end is a board without power.
    'mains.loss': OWN_SUPPLY,
    'controller.stall': ({ duration = 0 }) =>
      duration > LONGEST_STALL_MS ? `the watchdog of a real board ends it after a second; at most ${LONGEST_STALL_MS} ms` : undefined,
  },
  'bench-board': {
    ...ON_BOARDS,
    'controller.stall': NOTHING_MAKES_IT,
    'controller.memoryLow': NOTHING_MAKES_IT,
    'fram.silent': 'the FRAM of a real controller always answers',
    'fram.corrupt': 'what lies in the FRAM of a real controller is not touched',
  },
};

/** Why a fault is unsupported on a target; undefined when the target makes it. */
export function unsupportedReason(target: TargetName, { definition, values }: FaultUse): string | undefined {
  const reason = UNSUPPORTED[target][definition.id];
  return typeof reason === 'function' ? reason(values) : reason;
}

/** Targets that make a fault with none of its values, or with some only. */
export function unsupportedOn(id: string): readonly TargetName[] {
  return (Object.keys(UNSUPPORTED) as TargetName[]).filter((target) => UNSUPPORTED[target][id] !== undefined);
}
