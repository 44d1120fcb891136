/** One of the threads that run a scenario on the emulator at the same time: says how many seconds it has simulated. */
import { parentPort, workerData } from 'node:worker_threads';
import { builtBundle } from '../../hil/scenario/bundle-file.js';
import { runScenario } from '../../hil/scenario/runner.js';
import { loadScenarios } from '../../hil/scenario/suite.js';
import { targetFactory } from '../../hil/scenario/targets.js';

const { file, board, turns } = workerData as { readonly file: string; readonly board: string; readonly turns: number };
const [scenario] = loadScenarios([file]);
if (!scenario) throw new Error(`${file} holds no scenario`);
const make = targetFactory('emulator', builtBundle(board));
let seconds = 0;
for (let turn = 0; turn < turns; turn++) {
  const target = make();
  seconds += runScenario(scenario, target).simSeconds;
  target.close();
}
parentPort?.postMessage(seconds);
