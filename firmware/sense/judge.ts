/** What boards of profile `full` work out once a second from the readings of the process. */
import { BOARD } from '../board/row.js';
import { judgeGasSensors } from './gas.js';
import { judgeLevel } from './level.js';
import { judgeProbes } from './probes.js';
import { judgePumps, linePressure } from './pumps.js';
import { showInputs } from './watched.js';

/** `seconds` since the last call. `nak`, `catholyte`: commanded flows, 0.1 mL/min. `hours`: running hours of the controller. `purging`: the purge valve is open. */
export function judgeProcess(seconds: number, nak: number, catholyte: number, hours: number, purging: boolean): void {
  judgeProbes();
  judgePumps(nak, catholyte);
  if (BOARD.has.nakLevel) judgeLevel(linePressure);
  judgeGasSensors(seconds, hours, purging);
  showInputs();
}
