/** Somebody on the line who sends random bytes, again and again, whoever else talks. */
import { Dice } from './dice.js';
import type { LinePort, SerialLine, Talker } from './serial-line.js';

/** Random bytes: `bytes` in one go, every `everyMs` or, when that is shorter than they take, without a pause. */
class Babble implements Talker {
  nextMs = 0;
  private readonly dice = new Dice();

  constructor(
    private readonly port: LinePort,
    private readonly bytes: number,
    private readonly everyMs: number,
  ) {}

  act(nowMs: number): void {
    const end = this.port.send(
      nowMs,
      new Uint8Array(this.bytes).map(() => this.dice.byte()),
    );
    this.nextMs = Math.max(end, nowMs + this.everyMs);
  }
}

/** Lets somebody babble. Returns what ends it. */
export function babble(line: SerialLine, bytes: number, everyMs: number): () => void {
  const port = line.join('rude');
  const end = line.add(new Babble(port, bytes, everyMs));
  return () => {
    end();
    line.leave(port);
  };
}
