/** What is kept of what ends say, besides what kind of message it is: texts and numbers that few connections have. */
import type { Segment } from '../packet/segment.ts';
import { LastStreams } from './last-streams.ts';
import { OpenStreams } from './open-streams.ts';
import { type ConnectionRecord, IN_CHUNKS } from './record.ts';
import { ServerNames } from './server-names.ts';
import { followChunks } from './turns.ts';

/** The sayings of all connections. */
export class Sayings {
  readonly serverNames: ServerNames = new ServerNames();
  readonly lastStreams: LastStreams = new LastStreams();
  readonly openStreams: OpenStreams = new OpenStreams();

  /** Takes in a segment whose payload is new; the code of the message that it begins, 0 where it begins none. */
  note(record: ConnectionRecord, segment: Segment, said: number, byServer: number): void {
    if (said !== 0) {
      this.serverNames.note(record, segment, said);
      this.lastStreams.note(record, segment, said, byServer);
      this.openStreams.note(record, segment, said, byServer);
    }
    if (record.has(IN_CHUNKS)) this.openStreams.follow(record, segment, byServer);
  }

  /** Takes in a segment that goes on with what comes in chunks, or in frames. */
  goOn(record: ConnectionRecord, segment: Segment, byServer: number): void {
    if (!this.openStreams.follow(record, segment, byServer) && byServer === 1) followChunks(record, segment);
  }

  /** Forgets what it keeps of the connection. */
  forget(record: ConnectionRecord): void {
    this.serverNames.forget(record);
    this.lastStreams.forget(record);
    this.openStreams.forget(record);
  }
}
