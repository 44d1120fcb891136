/**
 * Runs one scenario on one target and judges it.
 */
import { FAULTS } from '../../firmware/model/faults.js';
import { describeHazard } from '../plant/hazards.js';
import { TargetLost } from '../target/board/lost.js';
import { HOPELESS_MS } from '../target/pacing.js';
import type { Target, TargetEvent } from '../target/target.js';
import { Bench } from './bench.js';
import { refuseUnsupported } from './board-fit.js';
import { TRACE_SIGNALS } from './columns.js';
import { CoverCounter } from './cover.js';
import { DetectionTimer } from './detect.js';
import { InvariantWatch } from './invariants.js';
import type { Failure, RunResult } from './result.js';
import type { Scenario } from './scenario.js';
import { readingsOf, signalReader, signalUnit, stateName } from './signals.js';
import { startUp } from './startup.js';
import { StepSequence } from './steps.js';
import { Trace } from './trace.js';
import { Watch } from './watch.js';

/** The run goes on this long after the last step, so that late alarm bits are still read, ms. */
const TAIL_MS = 2_000;
/** Longest wait for detections and invariants that are still open after the last step, ms. */
const OPEN_MS = 30_000;
/** Repetitions of one event of the controller that are reported. */
const SAID_OFTEN = 3;
/** Failures kept; a run that finds more has one cause. */
const MOST_FAILURES = 50;

/** Runs a scenario from power-on to its end. The target must be fresh and unpowered; the caller closes it. Throws `usage.fault` when its board cannot have a fault. */
export function runScenario(scenario: Scenario, target: Target): RunResult {
  if (!scenario.targets.includes(target.name))
    throw new Error(`${scenario.file} does not support target ${target.name}; it names: ${scenario.targets.join(', ')}`);
  refuseUnsupported(scenario, target.board);
  const started = performance.now();
  const bench = new Bench(target, { plant: scenario.plant.options, stepMs: scenario.stepMs, line: { pollMs: scenario.pollMs } });
  const saved = new Map<string, number>();
  const readings = readingsOf(bench, saved);
  const watch = new Watch(bench);
  const trace = new Trace(TRACE_SIGNALS.map((name) => ({ name, unit: signalUnit(name), read: signalReader(name, bench) })));
  const failures: Failure[] = [];
  const fail = (failure: Failure): void => {
    if (failures.length >= MOST_FAILURES) return;
    failures.push(failure);
    watch.markers.push({ timeMs: failure.timeMs, kind: 'failure', text: `${failure.step}: ${failure.value}; wanted ${failure.limit}` });
  };
  const events = new EventJudge(scenario, watch, fail);
  const step = (): void => {
    bench.step();
    trace.offer(bench.nowMs, watch.look());
  };
  trace.offer(0, watch.look());
  const early = unlessLost(bench, () => startUp(bench, scenario, step));
  events.take(target.events(), true);
  const stepsFromMs = bench.nowMs;
  watch.arm();

  const sequence = new StepSequence(scenario, {
    bench,
    readings,
    saved,
    fail,
    mark: (kind, text) => watch.markers.push({ timeMs: bench.nowMs, kind, text }),
    laneBegin: (label, text) => void watch.lanes.begin('inject', label, bench.nowMs, text),
    laneEnd: (label) => watch.lanes.end('inject', label, bench.nowMs),
  });
  const timers = scenario.detections.map((detection) => new DetectionTimer(detection, sequence.labels, readings, bench.master.live));
  const invariants = scenario.invariants.map((invariant) => new InvariantWatch(invariant, sequence.labels, readings, () => stateName(bench), fail));
  const covers = scenario.covers.map((cover) => new CoverCounter(cover, readings));
  const judge = (): void => {
    for (let i = 0; i < timers.length; i++) timers[i]?.look(bench.nowMs);
    for (let i = 0; i < invariants.length; i++) invariants[i]?.look(bench.nowMs);
    for (let i = 0; i < covers.length; i++) covers[i]?.look();
  };

  if (early) fail(early);
  else {
    let lastMs = Infinity;
    const lost = unlessLost(bench, () => {
      for (;;) {
        sequence.advance(bench.nowMs);
        for (let i = 0; i < timers.length; i++) timers[i]?.begin(bench.nowMs);
        if (sequence.finished) {
          if (lastMs === Infinity) lastMs = bench.nowMs;
          const waited = bench.nowMs - lastMs;
          const settled = timers.every((timer) => timer.finished) && invariants.every((invariant) => invariant.settled);
          if (waited >= OPEN_MS || (waited >= TAIL_MS && settled)) return undefined;
        }
        step();
        judge();
      }
    });
    if (lost) fail(lost);
    events.take(target.events(), false);
    events.settle(bench.nowMs);
    for (const invariant of invariants) invariant.settle(bench.nowMs);
    judgeOutcome(scenario, bench, watch, fail);
  }
  const { pacing } = target;
  if (pacing && pacing.worstMs > HOPELESS_MS)
    fail({
      step: 'pacing',
      line: 0,
      value: `inputs went out ${Math.round(pacing.worstMs)} ms late`,
      limit: `at most ${HOPELESS_MS} ms, one tick of the controller; give the bench a machine that is less busy`,
      timeMs: bench.nowMs,
    });
  const detections = early ? [] : timers.map((timer) => timer.result(bench.nowMs, fail));
  for (const hazard of bench.hazards.hazards) {
    if (hazard.avoidable)
      fail({ step: `hazard ${hazard.id}`, line: 0, value: describeHazard(hazard), limit: 'no avoidable hazard', timeMs: hazard.firstMs });
  }
  const latched = FAULTS.filter((fault) => bench.master.live.has('latched', fault.number)).map((fault) => fault.id);
  return {
    scenario,
    target: target.name,
    verdict: failures.length === 0 ? 'green' : 'red',
    failures,
    detections,
    covers: covers.map(({ hits }) => hits),
    hazards: bench.hazards.hazards,
    markers: watch.markers.sort((a, b) => a.timeMs - b.timeMs),
    lanes: watch.lanes.finish(bench.nowMs),
    stepsFromMs,
    stepsEndedMs: sequence.endedMs,
    tripped: [...watch.tripped],
    latched,
    finalState: stateName(bench),
    trace,
    line: bench.master.counters,
    ...(pacing ? { pacing } : {}),
    simSeconds: bench.nowMs / 1000,
    wallSeconds: (performance.now() - started) / 1000,
  };
}

/** What `run` finds, or that the board was lost meanwhile. */
function unlessLost(bench: Bench, run: () => Failure | undefined): Failure | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof TargetLost)) throw error;
    return { step: 'target', line: 0, value: error.message, limit: 'a board that answers to the end', timeMs: bench.nowMs };
  }
}

/** Restarts and errors of the controller: they must be those that the scenario expects. */
class EventJudge {
  private restarts = 0;
  /** How often each thing was said: a controller that fails in every tick says it ten times a second. */
  private readonly said = new Map<string, number>();

  constructor(
    private readonly scenario: Scenario,
    private readonly watch: Watch,
    private readonly fail: (failure: Failure) => void,
  ) {}

  /** Takes events; those of the start-up are never expected. */
  take(events: readonly TargetEvent[], starting: boolean): void {
    for (const event of events) {
      if (event.kind === 'log') continue;
      const restart = event.kind === 'reboot' || event.kind === 'watchdog';
      if (restart) this.restarts++;
      const key = `${event.kind} ${event.text}`;
      const times = (this.said.get(key) ?? 0) + 1;
      this.said.set(key, times);
      if (times > SAID_OFTEN) continue;
      this.watch.markers.push({
        timeMs: event.timeMs,
        kind: 'target',
        text: `controller ${event.kind}${event.text === '' ? '' : `: ${event.text}`}`,
      });
      if ((restart && starting) || (event.kind === 'error' && this.scenario.outcome.restarts === 0)) {
        this.fail({
          step: 'controller',
          line: 0,
          value: `${event.kind} ${event.text}`.trim(),
          limit: 'no error and no restart',
          timeMs: event.timeMs,
        });
      }
    }
  }

  settle(nowMs: number): void {
    const { restarts } = this.scenario.outcome;
    if (this.restarts !== restarts)
      this.fail({ step: 'controller', line: 0, value: `${this.restarts} restarts`, limit: `${restarts} restarts`, timeMs: nowMs });
  }
}

function judgeOutcome(scenario: Scenario, bench: Bench, watch: Watch, fail: (failure: Failure) => void): void {
  const { outcome } = scenario;
  const refuse = (value: string, limit: string): void => fail({ step: 'outcome', line: outcome.line, value, limit, timeMs: bench.nowMs });
  const state = stateName(bench);
  if (outcome.state !== '' && state !== outcome.state) refuse(`state ${state}`, `state ${outcome.state}`);
  for (const id of watch.tripped)
    if (!outcome.tripped.includes(id) && !outcome.mayTrip.includes(id)) refuse(`${id} tripped`, 'no trip but the expected ones');
  for (const id of outcome.tripped) if (!watch.tripped.has(id)) refuse(`${id} did not trip`, `a trip of ${id}`);
  for (const fault of FAULTS) {
    const latched = bench.master.live.has('latched', fault.number);
    if (latched !== outcome.latched.includes(fault.id) && !outcome.mayLatch.includes(fault.id))
      refuse(`${fault.id} ${latched ? '' : 'not '}latched at the end`, `${fault.id} ${latched ? 'not ' : ''}latched`);
  }
  const { damaged, torn, exceptions, unsolicited } = bench.master.counters;
  const disturbed = outcome.lineMay === 'disturbed' ? 0 : damaged + unsolicited;
  if (torn + exceptions + disturbed > 0)
    refuse(`${damaged} damaged, ${torn} torn and ${exceptions} refused replies, ${unsolicited} unasked bytes`, 'a clean line');
}
