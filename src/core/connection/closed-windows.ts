/**
 * The latest long time that an end kept its window closed (RFC 9293 §3.8.6.1), also where it opened it again before the end:
 * the latest packets no longer show that. Few connections have any, so these are objects, limited in number.
 */
import type { ClosedWindow } from '../model/connection.ts';
import { otherSide } from '../model/endpoint.ts';
import type { Segment } from '../packet/segment.ts';
import type { ConnectionRecord } from './record.ts';

/** Connections of which it is kept, at once. */
const CONNECTIONS_MAX = 65_536;

type Run = { -readonly [Key in keyof ClosedWindow]: ClosedWindow[Key] };

/** The closed windows of all connections. */
export class ClosedWindows {
  readonly #runs = new Map<number, Run>();

  /**
   * Notes a segment that says 0. One that acknowledges as much as the last belongs to the same time: nothing fitted in between.
   * A new time takes the place of one that lies further back than it lasted.
   */
  note(record: ConnectionRecord, { ack, timeNs, number }: Segment, byServer: number): void {
    const at = byServer === 1 ? 'server' : 'client';
    const run = this.#runs.get(record.stream);
    if (run?.at === at && run.ack === ack) {
      if (timeNs < run.lastNs) return;
      run.lastNs = timeNs;
      run.lastNumber = number;
      run.advertisements += 1;
    } else if (run === undefined ? this.#runs.size < CONNECTIONS_MAX : timeNs - run.lastNs > run.lastNs - run.firstNs) {
      const first = { firstNs: timeNs, firstNumber: number, lastNs: timeNs, lastNumber: number };
      this.#runs.set(record.stream, { at, ack, ...first, advertisements: 1 });
    }
  }

  read(record: ConnectionRecord): ClosedWindow | undefined {
    return this.#runs.get(record.stream);
  }

  /** After the ends exchanged roles. */
  swap(record: ConnectionRecord): void {
    const run = this.#runs.get(record.stream);
    if (run !== undefined) run.at = otherSide(run.at);
  }

  /** Forgets what it keeps of the connection. */
  forget(record: ConnectionRecord): void {
    if (this.#runs.size > 0) this.#runs.delete(record.stream);
  }
}
