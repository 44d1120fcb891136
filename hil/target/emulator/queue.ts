/**
 * The interpreter's queue between interrupts and its main loop (jsdevices.c): received characters and pin edges wait here in order of
 * arrival. What does not fit is lost and raises `FIFO_FULL`.
 */
import { CHUNK_BYTES, QUEUE_BYTES } from '../pinout.js';

/** One entry: characters of the serial port, or an edge on a pin. */
export interface QueueEntry {
  /** Characters, one per byte; null for an edge. */
  characters: string | null;
  /** Pin number and new level of an edge. */
  readonly pin: number;
  readonly level: boolean;
  /** Moment of the edge, microseconds. */
  readonly timeUs: number;
}

const EDGE_BYTES = 6;

export class EventQueue {
  private entries: QueueEntry[] = [];
  private used = 0;

  /** @param overflow called for every entry that is lost. */
  constructor(private readonly overflow: () => void) {}

  get length(): number {
    return this.entries.length;
  }

  /**
   * Adds characters that arrive in one go. They join the last entry when that one is not next in line and stays below 64 characters;
   * otherwise they are cut into entries of 64.
   */
  pushCharacters(text: string): void {
    if (text.length === 0) return;
    const last = this.entries[this.entries.length - 1];
    if (this.entries.length > 1 && last?.characters != null && last.characters.length + text.length < CHUNK_BYTES && QUEUE_BYTES > this.used) {
      last.characters += text;
      this.used += text.length;
      return;
    }
    for (let at = 0; at < text.length; at += CHUNK_BYTES) {
      const characters = text.slice(at, at + CHUNK_BYTES);
      this.push({ characters, pin: 0, level: false, timeUs: 0 }, characters.length + 2);
    }
  }

  pushEdge(pin: number, level: boolean, timeUs: number): void {
    this.push({ characters: null, pin, level, timeUs }, EDGE_BYTES);
  }

  /** Takes the oldest entry. */
  shift(): QueueEntry | undefined {
    const entry = this.entries.shift();
    if (entry) this.used -= entry.characters === null ? EDGE_BYTES : entry.characters.length + 2;
    return entry;
  }

  clear(): void {
    this.entries.length = 0;
    this.used = 0;
  }

  private push(entry: QueueEntry, bytes: number): void {
    if (QUEUE_BYTES - this.used < bytes) {
      this.overflow();
      return;
    }
    this.entries.push(entry);
    this.used += bytes;
  }
}
