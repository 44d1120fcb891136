/**
 * The thread in which scenarios run on real boards: it blocks while real time passes. The ports belong to the thread that started it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { LiquidusError } from '../../host/error.js';
import { workOnHardware, type HardwareOrder, type HardwareReport } from './hardware.js';

const report = (message: HardwareReport): void => parentPort?.postMessage(message);
try {
  const outcome = workOnHardware(workerData as HardwareOrder, (line) => report({ progress: line }));
  report({ outcome });
} catch (error) {
  if (!(error instanceof LiquidusError)) throw error;
  report({ failed: { code: error.code, message: error.message } });
}
