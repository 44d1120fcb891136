/** Clock, watchdog, console and error flags of the interpreter. */
import { RESET_CLEAR, RESET_SHIFT } from '../model/reset-flags.js';
import { JUMPED } from '../sense/index.table.js';
import { X } from '../sense/values.js';
import { BOARD } from './row.js';

/** Time of a stamp of the clock, s, in ms and without the jumps of the clock so far. */
export function stampMs(seconds: number): number {
  return seconds * 1000 - X[JUMPED];
}

/** Monotonic time, ms. The firmware never sets the clock. */
export function nowMs(): number {
  return stampMs(getTime());
}

/** The console has no port: a Modbus request carries the byte 3, which is Ctrl-C to a console and would delete the control interval. */
export function lockConsole(): void {
  E.setConsole(null, { force: true });
}
export function openConsole(): void {
  E.setConsole(BOARD.console, { force: true });
}

/** Fed by hand only, at the end of a complete tick; bites after one second (fault P36). */
export function startWatchdog(): void {
  E.enableWatchdog(1, false);
}
export function feedWatchdog(): void {
  E.kickWatchdog();
}

/** Flags of the processor's last reset, and cleared for the next one; 0 where no register is known (firmware/model/reset-flags.ts). */
export function takeResetFlags(): number {
  if (!BOARD.resetRegister) return 0;
  const flags = peek32(BOARD.resetRegister) >>> RESET_SHIFT;
  poke32(BOARD.resetRegister, RESET_CLEAR);
  return flags;
}

export function restart(): void {
  E.reboot();
}

/** Calls `onLost` when memory or a callback was lost; a full receive buffer, `onOverrun`, only costs a message. */
export function watchErrors(onLost: () => void, onOverrun: () => void): void {
  E.on('errorFlag', (flags) => {
    E.getErrorFlags();
    for (const f of flags)
      if (f === 'MEMORY' || f === 'LOW_MEMORY' || f === 'CALLBACK') onLost();
      else if (f === 'FIFO_FULL') onOverrun();
  });
}

/** Serial number of the processor, as text. */
export function serialNumber(): string {
  return getSerial();
}

/** Free interpreter variables. */
export function freeVariables(): number {
  return process.memory(false).free;
}
