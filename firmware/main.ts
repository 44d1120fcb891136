/**
 * Start of the firmware. Order: console off the RS-485 port, outputs off, stored state, line, tick, watchdog. Nothing here waits.
 */
import { startChips, startInputs } from './board/inputs.js';
import { writeAllOff } from './board/outputs.js';
import { listenSerial } from './board/serial.js';
import { readText, startFram } from './board/storage.js';
import { lockConsole, restart, startWatchdog, takeResetFlags, watchErrors } from './board/system.js';
import { applyParameters } from './control/commands.js';
import { estimateChargeLeft } from './control/composition.js';
import { holdOff } from './control/drive.js';
import { considerPulse } from './control/pulse.js';
import { ageReserves } from './control/reserve.js';
import { startSequencer } from './control/sequencer.js';
import { eStopEdge, startTick, tick } from './control/tick.js';
import { BOARD } from './board/row.js';
import { noteOverrun } from './modbus/counters.js';
import { startCrc } from './modbus/crc.js';
import { startImage } from './modbus/image.js';
import { MAP_HASH_VALUE, MAP_VERSION_VALUE } from './modbus/image.table.js';
import { receive, startSlave } from './modbus/slave.js';
import { startSunspec } from './modbus/sunspec.js';
import { startTcp } from './modbus/tcp.js';
import { TICK_MS } from './model/control.js';
import { FIRMWARE_VERSION, HASH_FILE } from './model/release.js';
import { HASH_DIGITS } from './model/bundle-record.js';
import { widenError } from './persist/counter-file.js';
import { loadCounters, saveCounters } from './persist/counters.js';
import { noteEvent } from './persist/events.js';
import { startIntegrity } from './persist/integrity.js';
import { loadParameters } from './persist/parameters.js';
import { startMonitor } from './protect/monitor.js';
import * as I from './sense/index.table.js';
import { X } from './sense/values.js';

/** Memory or a callback was lost: nothing that runs can be trusted any more. */
function loseControl(): void {
  holdOff(true);
  restart();
}

/** Identity on the map: versions, board, and the first 64 bits of the hash that the flasher left beside the bundle; then the check of the bundle itself. */
function showIdentity(): void {
  const x = X;
  x[I.MAP_VERSION] = MAP_VERSION_VALUE;
  x[I.MAP_HASH] = MAP_HASH_VALUE;
  x[I.FIRMWARE_VERSION] = FIRMWARE_VERSION;
  x[I.VARIANT] = BOARD.number * 256 + (BOARD.profile === 'core' ? 0 : 1);
  const record = readText(HASH_FILE, 0, 0);
  for (let k = 0; k < 4; k++) x[I.BUNDLE_HASH - k] = record ? parseInt(record.substring(4 * k, 4 * k + 4), 16) : 0;
  startIntegrity(record ? parseInt(record.substring(HASH_DIGITS), 16) : 1);
}

lockConsole();
writeAllOff();
watchErrors(loseControl, noteOverrun);
startCrc();
startMonitor();
startFram();
if (BOARD.uses.scanned) startChips();
loadCounters();
loadParameters();
applyParameters();
showIdentity();
X[I.RESET_FLAGS] = takeResetFlags();
noteEvent(0, 0, X[I.RESET_FLAGS], X[I.SHORT_RUNS]);
if (!BOARD.fram) widenError();
saveCounters(X[I.ENERGISED] && 2);
startSunspec();
ageReserves(0);
startInputs(eStopEdge);
startTick();
startSequencer();
for (let k = 4; k; k--) estimateChargeLeft();
considerPulse(0, 0);
startImage();
startSlave();
listenSerial(receive);
if (BOARD.wifi) startTcp();
setInterval(tick, TICK_MS);
startWatchdog();
