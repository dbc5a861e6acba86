/** What is kept of what ends say, besides what kind of message it is: texts and numbers that few connections have. */
import type { Segment } from '../packet/segment.ts';
import { LastStreams } from './last-streams.ts';
import type { ConnectionRecord } from './record.ts';
import { ServerNames } from './server-names.ts';

/** The sayings of all connections. */
export class Sayings {
  readonly serverNames: ServerNames = new ServerNames();
  readonly lastStreams: LastStreams = new LastStreams();

  /** Takes in a segment that begins a message of this code. */
  note(record: ConnectionRecord, segment: Segment, said: number, byServer: number): void {
    this.serverNames.note(record, segment, said);
    this.lastStreams.note(record, segment, said, byServer);
  }

  /** Forgets what it keeps of the connection. */
  forget(record: ConnectionRecord): void {
    this.serverNames.forget(record);
    this.lastStreams.forget(record);
  }
}
