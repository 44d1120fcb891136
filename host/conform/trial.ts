/** Tries a vector on a line and judges the answers. */
import { crcMatches } from '../bus/crc.js';
import { type Answer, frame, type Pdu, type Vector } from './vector.js';

/** A line with one device on it. */
export interface ConformLine {
  /** Puts bytes on the line in one go and gives everything that comes back; the line has been silent for t3.5 at least when it returns. */
  exchange(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** Lets the line be silent for a while. */
  pause(ms: number): void | Promise<void>;
}

/** How a vector went. */
export interface Trial {
  readonly name: string;
  /** What was wrong, in words; empty when nothing was. */
  readonly complaint: string;
  /** Everything sent and received, in hexadecimal. */
  readonly transcript: readonly string[];
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex') || 'silence';

/** Function and data of a reply frame; empty when there was none. */
function pduOf(reply: Uint8Array): Pdu {
  return reply.length < 4 ? [] : [...reply.subarray(1, -2)];
}

/** What is wrong with the bytes that came back; empty when nothing is. */
function complaint(answer: Answer, reply: Uint8Array, request: Uint8Array, unit: number, earlier: readonly Pdu[]): string {
  const wanted = (bytes: Uint8Array): string => (hex(bytes) === hex(reply) ? '' : `${hex(reply)} and not ${hex(bytes)}`);
  switch (answer.kind) {
    case 'silence':
      return wanted(new Uint8Array(0));
    case 'pdu':
      return wanted(frame(unit, answer.pdu));
    case 'exception':
      return wanted(frame(unit, [(request[1] ?? 0) | 0x80, answer.code]));
    case 'frames':
      return wanted(Uint8Array.from(answer.pdus.flatMap((pdu) => [...frame(unit, pdu)])));
    case 'judged':
      if (!crcMatches(reply) || reply[0] !== unit || reply[1] !== request[1]) return `${hex(reply)} and no good reply with ${answer.what}`;
      return answer.judge(pduOf(reply), earlier) ? '' : `${hex(reply)} and not ${answer.what}`;
  }
}

/** Tries every step, also after one that went wrong, so that the device is left as it was found. */
export async function tryVector(vector: Vector, line: ConformLine, unit: number): Promise<Trial> {
  const earlier: Pdu[] = [];
  const transcript: string[] = [];
  let wrong = '';
  for (const [index, step] of vector.steps.entries()) {
    const request = step.send(unit, earlier);
    if (step.pauseMs !== undefined) await line.pause(step.pauseMs);
    const reply = await line.exchange(request);
    transcript.push(`${hex(request)} > ${hex(reply)}`);
    const answer = typeof step.answer === 'function' ? step.answer(earlier) : step.answer;
    const found = complaint(answer, reply, request, unit, earlier);
    if (found) wrong ||= `step ${index + 1}, ${hex(request)}: answered ${found} (${vector.source})`;
    earlier.push(pduOf(reply));
  }
  return { name: vector.name, complaint: wrong, transcript };
}
