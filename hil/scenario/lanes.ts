/**
 * Lanes of a run: what was so from when to when. State, switched outputs, injected faults, trips, latches and warnings.
 */

export type LaneKind = 'state' | 'output' | 'inject' | 'tripped' | 'latched' | 'warned';

export interface Span {
  readonly fromMs: number;
  toMs: number;
  readonly text: string;
}

export interface Lane {
  readonly name: string;
  readonly kind: LaneKind;
  readonly spans: Span[];
}

/** Builds lanes from openings and closings. */
export class LaneBoard {
  private readonly lanes = new Map<string, Lane>();
  private readonly open = new Map<string, Span>();

  /** Begins a span in the lane of that kind and name; ends the span that is open there, if it says something else. False when the same one is open. */
  begin(kind: LaneKind, name: string, timeMs: number, text: string = name): boolean {
    const key = `${kind} ${name}`;
    const running = this.open.get(key);
    if (running?.text === text) return false;
    this.end(kind, name, timeMs);
    let lane = this.lanes.get(key);
    if (!lane) {
      lane = { name, kind, spans: [] };
      this.lanes.set(key, lane);
    }
    const span = { fromMs: timeMs, toMs: timeMs, text };
    lane.spans.push(span);
    this.open.set(key, span);
    return true;
  }

  /** Ends the open span of a lane. Nothing happens when none is open. */
  end(kind: LaneKind, name: string, timeMs: number): void {
    const key = `${kind} ${name}`;
    const span = this.open.get(key);
    if (!span) return;
    span.toMs = timeMs;
    this.open.delete(key);
  }

  /** Ends everything at the end of the run and gives the lanes, those of one kind together. */
  finish(timeMs: number): Lane[] {
    for (const span of this.open.values()) span.toMs = timeMs;
    this.open.clear();
    const order: readonly LaneKind[] = ['state', 'output', 'inject', 'tripped', 'latched', 'warned'];
    return [...this.lanes.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  }
}
