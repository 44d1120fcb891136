/**
 * A worker thread of a campaign: takes numbers of runs, gives verdicts.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { TargetShop } from '../scenario/targets.js';
import { runPlan } from './judge.js';
import { drawPlan } from './plan.js';
import { runId } from './run-id.js';
import type { CampaignFacts, DoneRun } from './store.js';

const facts = workerData as CampaignFacts;
const shop = new TargetShop('emulator');

parentPort?.on('message', (index: number) => {
  const { verdict } = runPlan(drawPlan(facts.seed, index, facts.mode), runId({ ...facts, index }), shop);
  parentPort?.postMessage({ index, verdict } satisfies DoneRun);
});
