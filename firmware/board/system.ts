/** Clock, watchdog, console and error flags of the interpreter. */
import { BOARD } from './row.js';

/** Monotonic time, ms. The firmware never sets the clock. */
export function nowMs(): number {
  return getTime() * 1000;
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

export function restart(): void {
  E.reboot();
}

/** Calls `onLost` when memory or a callback was lost; a full receive buffer only costs a message. */
export function watchErrors(onLost: () => void): void {
  E.on('errorFlag', (flags) => {
    E.getErrorFlags();
    for (const f of flags) if (f === 'MEMORY' || f === 'LOW_MEMORY' || f === 'CALLBACK') onLost();
  });
}

/** Free interpreter variables. */
export function freeVariables(): number {
  return process.memory(false).free;
}
