import { describe, expect, it } from 'vitest';
import { liveRow } from '../../../firmware/model/registers.js';
import { crc16 } from '../../../host/bus/crc.js';
import { LineMaster, MASTER_DEFAULTS } from '../../../hil/line/master.js';
import { FakeController, type Mistakes } from '../scenario/fake-controller.js';

/** Runs master and controller together for some simulated seconds, 50 ms a step. */
class Line {
  readonly controller: FakeController;
  readonly master: LineMaster;
  nowMs = 0;
  free = true;

  constructor(mistakes: Mistakes = {}) {
    this.controller = new FakeController(mistakes);
    const { controller } = this;
    this.master = new LineMaster({
      send: (nowMs, bytes) => {
        controller.receive(nowMs, bytes);
        return nowMs;
      },
      take: () => controller.transmitted(),
      mayTalk: () => this.free,
    });
    this.controller.powerOn(0);
  }

  run(seconds: number): this {
    for (const end = this.nowMs + seconds * 1000; this.nowMs < end; this.nowMs += 50) {
      this.master.service(this.nowMs);
      this.controller.runTo(this.nowMs + 50);
    }
    return this;
  }

  framesOf(functionCode: number): Uint8Array[] {
    return this.controller.frames.filter((frame) => frame[1] === functionCode);
  }
}

describe('the master of the bench', () => {
  it('reads the 60 registers of the live block once a second with a valid frame', () => {
    const line = new Line().run(10.2);
    const polls = line.framesOf(4);
    expect(polls.length).toBe(11);
    expect([...(polls[0] ?? [])].slice(0, 6)).toEqual([1, 4, 0, 0, 0, 60]);
    expect(crc16(polls[0] ?? new Uint8Array(0))).toBe(0);
    expect(line.master.counters).toMatchObject({ timeouts: 0, damaged: 0, torn: 0, unsolicited: 0, exceptions: 0, worstRoundTripMs: 50 });
  });

  it('writes a new heartbeat to register 1008 once a second, and none while heartbeats are off', () => {
    const line = new Line().run(5.2);
    const beats = line.framesOf(6).map((frame) => [...frame].slice(2, 6));
    expect(beats).toEqual([1, 2, 3, 4, 5, 6].map((n) => [0x03, 0xf0, 0, n]));
    line.master.heartbeats = false;
    line.run(5);
    expect(line.framesOf(6).length).toBe(6);
    expect(line.framesOf(4).length).toBeGreaterThan(9);
  });

  it('reads values in the unit of their rows, and nothing before the first block', () => {
    const line = new Line();
    const state = line.master.live.reader(liveRow('state'));
    const temperature = line.master.live.reader(liveRow('nakTempA'));
    expect(state()).toBeNaN();
    line.run(1);
    expect(state()).toBe(2);
    line.master.live.words[liveRow('nakTempA').address] = 0xffff - 4;
    expect(temperature()).toBe(-0.5);
    line.master.live.words[liveRow('nakTempA').address] = 0x8000;
    expect(temperature()).toBeNaN();
  });

  it('finds the bit of a fault in the four words of an alarm field, highest first', () => {
    const { live } = new Line().run(1).master;
    live.words[15] = 0x0001;
    live.words[14] = 0x2000;
    live.words[12] = 0x8000;
    expect([1, 2, 30, 64].map((number) => live.has('tripped', number))).toEqual([true, false, true, true]);
    expect(live.bitReader('tripped', 30)()).toBe(true);
    expect(live.has('latched', 30)).toBe(false);
  });

  it('sends a command through the mailbox with a new sequence number and ends it by the acknowledgement', () => {
    const line = new Line().run(1.2);
    const outcome = line.master.send({ name: 'start' });
    expect(outcome()).toBeUndefined();
    line.run(1);
    expect(outcome()).toEqual({ result: 'done', detail: 'done' });
    const again = line.master.send({ name: 'start' });
    line.run(1);
    expect(again()).toEqual({ result: 'wrongState', detail: 'wrongState' });
    const sequences = line.framesOf(16).map((frame) => ((frame[17] ?? 0) << 8) | (frame[18] ?? 0));
    expect(new Set(sequences).size).toBe(2);
  });

  it('gives up on a mute controller after its timeout, and on a command to it', () => {
    const line = new Line({ mute: true });
    const outcome = line.master.send({ name: 'start' });
    line.run(3);
    expect(outcome()?.result).toBe('noAnswer');
    expect(line.master.counters.timeouts).toBeGreaterThanOrEqual(5);
    expect(line.master.live.revision).toBe(0);
  });

  it('counts replies with a bad CRC and takes nothing from them', () => {
    const line = new Line({ damagesEvery: 4 }).run(20);
    expect(line.master.counters.damaged).toBeGreaterThanOrEqual(9);
    expect(line.master.counters.damaged + line.master.counters.replies).toBe(line.master.counters.requests);
  });

  it('refuses a live block whose ends do not match', () => {
    const line = new Line({ tearsEvery: 3 }).run(20);
    expect(line.master.counters.torn).toBeGreaterThan(2);
    expect(line.master.live.words[6]).toBe(line.master.live.words[59]);
  });

  it('says nothing while it is silent and goes on afterwards', () => {
    const line = new Line().run(2);
    line.master.silent = true;
    line.run(0.2);
    const before = line.controller.frames.length;
    line.run(10);
    expect(line.controller.frames.length).toBe(before);
    line.master.silent = false;
    line.run(2);
    expect(line.controller.frames.length).toBeGreaterThan(before + 2);
  });

  it('reads at once, and again two ticks later, when it is told that something changed', () => {
    const line = new Line().run(1.3);
    const before = line.framesOf(4).length;
    line.master.pollTwice(line.nowMs);
    line.run(0.4);
    expect(line.framesOf(4).length).toBe(before + 2);
  });

  it('waits while another master is in the middle of an exchange, and loses nothing', () => {
    const line = new Line().run(2);
    line.free = false;
    const outcome = line.master.send({ name: 'start' });
    const before = line.controller.frames.length;
    line.run(1);
    expect(line.controller.frames.length).toBe(before);
    line.free = true;
    line.run(1);
    expect(outcome()).toEqual({ result: 'done', detail: 'done' });
  });

  it('has the defaults of the bench: unit 1, one read and one heartbeat a second', () => {
    expect(MASTER_DEFAULTS).toEqual({ unit: 1, pollMs: 1000, heartbeatMs: 1000, timeoutMs: 500 });
  });
});
