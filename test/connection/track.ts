/** Runs captures and rows through reader, decoder and tracker. */
import { readFileSync } from 'node:fs';
import { createPacketView } from '../../src/core/capture/_packet-view.ts';
import { CaptureReader } from '../../src/core/capture/_reader.ts';
import { ConnectionTracker, type EndedConnection, type TrackerOptions } from '../../src/core/connection/tracker.ts';
import type { Connection } from '../../src/core/model/connection.ts';
import { IcmpQuote } from '../../src/core/packet/icmp-quote.ts';
import { PacketDecoder } from '../../src/core/packet/packet-decoder.ts';
import { Segment } from '../../src/core/packet/segment.ts';
import { type CaptureOptions, parseRows, toPcap } from '../builders/packets.ts';

/** Pushes every packet of a capture; the tracker still holds what is open. */
export function pushCapture(
  tracker: ConnectionTracker,
  bytes: Uint8Array,
  onSegment?: (segment: Segment) => void,
): void {
  const reader = new CaptureReader({ base: { seconds: undefined }, report: () => {}, name: () => {} });
  reader.push(bytes);
  reader.end();
  const decoder = new PacketDecoder();
  const packet = createPacketView();
  const segment = new Segment();
  const quote = new IcmpQuote();
  while (reader.next(packet) === 'packet') {
    const decoded = decoder.decode(packet, segment, quote);
    if (decoded === 'tcp') {
      tracker.push(segment);
      onSegment?.(segment);
    } else if (decoded === 'icmp-error') tracker.pushIcmp(quote);
  }
}

/** A connection with what only the cursor tells. */
export type Tracked = Connection & { readonly unremarkable: boolean };

/** Every connection of a capture, in order of stream. */
export function trackBytes(bytes: Uint8Array, options: Omit<TrackerOptions, 'onEnded'> = {}): Tracked[] {
  const connections: Tracked[] = [];
  const onEnded = (ended: EndedConnection): void => {
    connections.push({ ...ended.toConnection(), unremarkable: ended.unremarkable });
  };
  const tracker = new ConnectionTracker({ ...options, onEnded });
  pushCapture(tracker, bytes);
  tracker.finish();
  return connections.sort((a, b) => a.stream - b.stream);
}

/** Every connection of a capture file. */
export function trackFile(path: string): Tracked[] {
  return trackBytes(readFileSync(path));
}

/** Every connection of some rows of packets. */
export function trackRows(rows: string, options: CaptureOptions = {}): Tracked[] {
  return trackBytes(toPcap(parseRows(rows), options));
}

/** The one connection of some rows of packets. */
export function trackRow(rows: string, options: CaptureOptions = {}): Tracked {
  const connections = trackRows(rows, options);
  const [connection] = connections;
  if (connection === undefined || connections.length > 1) {
    throw new RangeError(`Cannot take the one connection: there are ${connections.length}`);
  }
  return connection;
}
