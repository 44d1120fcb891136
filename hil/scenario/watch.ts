/**
 * Follows a run from outside: outputs, state and alarms, as lanes, markers and the set of trips.
 */
import { FAULTS } from '../../firmware/model/faults.js';
import { liveRow } from '../../firmware/model/registers.js';
import { ALARM_WORDS, type AlarmWord } from '../line/live-block.js';
import { SWITCH_ROLES } from '../target/wires.js';
import type { Bench } from './bench.js';
import { LaneBoard } from './lanes.js';
import type { Marker } from './result.js';
import { stateName } from './signals.js';

const STATE = liveRow('state').address;
const FIRST = Math.min(...Object.values(ALARM_WORDS));
const WORDS = 4;

export class Watch {
  readonly lanes = new LaneBoard();
  readonly markers: Marker[] = [];
  /** Faults that have tripped since `arm`, in the order of their first trip. */
  readonly tripped = new Set<string>();
  private readonly last = new Uint16Array(3 * WORDS);
  private contactor = -1;
  private heaterEnable = -1;
  private state = -1;
  private revision = 0;

  constructor(private readonly bench: Bench) {}

  /** Starts to count trips: what was before belongs to the commissioning. */
  arm(): void {
    this.tripped.clear();
    for (const fault of FAULTS)
      if (this.bench.master.live.has('tripped', fault.number) || this.bench.master.live.has('latched', fault.number)) this.tripped.add(fault.id);
  }

  /** Looks at the bench after a step. True when outputs, state or alarms have changed. */
  look(): boolean {
    const { target, master, nowMs } = this.bench;
    let changed = false;
    const { contactor, heaterEnable } = target.outputs;
    if (contactor !== this.contactor || heaterEnable !== this.heaterEnable) {
      this.outputsChanged();
      master.pollTwice(nowMs);
      changed = true;
    }
    const { live } = master;
    if (live.revision === this.revision) return changed;
    this.revision = live.revision;
    if (live.words[STATE] !== this.state || live.revision === 0) {
      this.state = live.revision === 0 ? -1 : (live.words[STATE] ?? -1);
      const name = stateName(this.bench);
      this.lanes.begin('state', 'state', nowMs, name);
      this.markers.push({ timeMs: nowMs, kind: 'state', text: `state ${name}` });
      changed = true;
    }
    return this.alarmsChanged() || changed;
  }

  private outputsChanged(): void {
    const { target, nowMs } = this.bench;
    this.contactor = target.outputs.contactor;
    this.heaterEnable = target.outputs.heaterEnable;
    for (const role of SWITCH_ROLES) {
      if (target.outputs[role] === 1) this.lanes.begin('output', role, nowMs);
      else this.lanes.end('output', role, nowMs);
    }
  }

  private alarmsChanged(): boolean {
    const { live } = this.bench.master;
    let changed = false;
    for (let i = 0; i < this.last.length; i++) {
      const word = live.words[FIRST + i] ?? 0;
      if (word === this.last[i]) continue;
      this.last[i] = word;
      changed = true;
    }
    if (changed) for (const kind of ['tripped', 'latched', 'warned'] as const) this.alarmLanes(kind);
    return changed;
  }

  private alarmLanes(kind: AlarmWord): void {
    const { master, nowMs } = this.bench;
    const verb = { tripped: 'trips', latched: 'latches', warned: 'warns' }[kind];
    const marker = { tripped: 'trip', latched: 'latch', warned: 'warn' }[kind] as Marker['kind'];
    for (const fault of FAULTS) {
      if (!master.live.has(kind, fault.number)) {
        this.lanes.end(kind, fault.id, nowMs);
        continue;
      }
      if (kind !== 'warned') this.tripped.add(fault.id);
      if (this.lanes.begin(kind, fault.id, nowMs, `${fault.id} ${fault.name}`))
        this.markers.push({ timeMs: nowMs, kind: marker, text: `${fault.id} ${fault.name} ${verb}` });
    }
  }
}
