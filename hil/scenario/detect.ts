/**
 * Times the answer to a fault: from the moment that the scenario names to the reaction and to the alarm bit.
 */
import { FAULTS } from '../../firmware/model/faults.js';
import type { LiveBlock } from '../line/live-block.js';
import { compileCondition, type ConditionReader, type Readings } from './compile.js';
import { formatDuration } from './quantity.js';
import type { DetectionResult, Failure } from './result.js';
import type { Detection } from './scenario.js';

export class DetectionTimer {
  private sinceMs = NaN;
  private reactionMs = NaN;
  private alarmMs = NaN;
  private wasLatched = false;
  private readonly onset: ConditionReader;
  private readonly reaction: ConditionReader | undefined;
  private readonly alarm: ConditionReader;
  private readonly latched: ConditionReader;

  /** `labels` is filled by the steps as they run. */
  constructor(
    private readonly detection: Detection,
    labels: ReadonlyMap<string, number>,
    readings: Readings,
    live: LiveBlock,
  ) {
    const { since } = detection;
    this.onset = 'label' in since ? () => labels.has(since.label) : compileCondition(since.condition.tree, readings);
    this.reaction = detection.reaction ? compileCondition(detection.reaction.tree, readings) : undefined;
    const number = FAULTS.find((fault) => fault.id === detection.fault)?.number ?? NaN;
    const active = live.bitReader(detection.warning ? 'warned' : 'tripped', number);
    const latched = live.bitReader('latched', number);
    // A cause may pass between two polls; its latch stays. A latch from before tells nothing.
    this.alarm = detection.warning ? active : () => active() || (!this.wasLatched && latched());
    this.latched = latched;
  }

  /** True when everything that can be timed has been. */
  get finished(): boolean {
    return !Number.isNaN(this.alarmMs) && (this.reaction === undefined || !Number.isNaN(this.reactionMs));
  }

  /** Looks at the bench after a step that ended at `nowMs`. */
  look(nowMs: number): void {
    if (Number.isNaN(this.sinceMs)) {
      if (!this.onset()) return;
      this.start(nowMs);
    }
    if (Number.isNaN(this.reactionMs) && this.reaction?.() === true) this.reactionMs = nowMs - this.sinceMs;
    if (Number.isNaN(this.alarmMs) && this.alarm()) this.alarmMs = nowMs - this.sinceMs;
  }

  /** Sets the start exactly: a label is reached between two steps of the plant. */
  begin(nowMs: number): void {
    if (Number.isNaN(this.sinceMs) && 'label' in this.detection.since && this.onset()) this.start(nowMs);
  }

  private start(nowMs: number): void {
    this.sinceMs = nowMs;
    this.wasLatched = this.latched();
  }

  /** The measured times, and a failure for each that is missing, late or too early. */
  result(endMs: number, fail: (failure: Failure) => void): DetectionResult {
    const { detection, sinceMs } = this;
    const { since } = detection;
    const sinceText = 'label' in since ? since.label : since.condition.text;
    const step = `detection of ${detection.fault}`;
    const at = { step, line: detection.line };
    let good = true;
    const refuse = (value: string, limit: string, timeMs: number): void => {
      good = false;
      fail({ ...at, value, limit, timeMs });
    };
    if (Number.isNaN(sinceMs)) refuse(`"${sinceText}" never came`, 'that moment, to count from', endMs);
    else {
      if (detection.reaction) {
        const wanted = `"${detection.reaction.text}" within ${formatDuration(detection.withinMs)} of "${sinceText}"`;
        if (Number.isNaN(this.reactionMs)) refuse('no reaction', wanted, endMs);
        else if (this.reactionMs > detection.withinMs) refuse(`reaction after ${formatDuration(this.reactionMs)}`, wanted, sinceMs + this.reactionMs);
        else if (this.reactionMs < detection.notBeforeMs)
          refuse(
            `reaction after ${formatDuration(this.reactionMs)}`,
            `not before ${formatDuration(detection.notBeforeMs)}`,
            sinceMs + this.reactionMs,
          );
      }
      const bit = `${detection.fault} ${detection.warning ? 'warning' : 'alarm'} bit within ${formatDuration(detection.alarmMs)} of "${sinceText}"`;
      if (Number.isNaN(this.alarmMs)) refuse('no alarm bit', bit, endMs);
      else if (this.alarmMs > detection.alarmMs) refuse(`alarm bit after ${formatDuration(this.alarmMs)}`, bit, sinceMs + this.alarmMs);
      else if (!detection.reaction && this.alarmMs < detection.notBeforeMs)
        refuse(`alarm bit after ${formatDuration(this.alarmMs)}`, `not before ${formatDuration(detection.notBeforeMs)}`, sinceMs + this.alarmMs);
    }
    return {
      fault: detection.warning ? `${detection.fault} warning` : detection.fault,
      line: detection.line,
      since: sinceText,
      sinceMs,
      reaction: detection.reaction?.text ?? '',
      reactionMs: this.reactionMs,
      reactionLimitMs: detection.withinMs,
      alarmMs: this.alarmMs,
      alarmLimitMs: detection.alarmMs,
      good,
    };
  }
}
