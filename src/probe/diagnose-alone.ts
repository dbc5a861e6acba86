/**
 * The diagnosis of one connection of a recording by its own packets. A probe connects several times in a moment and to
 * several ports; what that has in common is the probe's doing, and must not count as the server's.
 */
import { formatAddress } from '../core/bytes/address.ts';
import { createPacketView } from '../core/capture/_packet-view.ts';
import { CaptureReader } from '../core/capture/_reader.ts';
import { diagnoseConnection } from '../core/diagnose/diagnose-connection.ts';
import { Diagnoser } from '../core/diagnose/diagnoser.ts';
import { Neighbourhood, neighbourOf } from '../core/diagnose/neighbourhood.ts';
import { ALONE, type Surroundings } from '../core/facts/_extractor.ts';
import type { Diagnosis } from '../core/model/diagnosis.ts';
import type { Endpoint } from '../core/model/endpoint.ts';
import { IcmpQuote } from '../core/packet/icmp-quote.ts';
import { PacketDecoder } from '../core/packet/packet-decoder.ts';
import { Segment } from '../core/packet/segment.ts';

/**
 * Diagnoses the latest connection between two ends; packets keep their numbers in the recording. Of the connections beside it
 * counts with what TTL and flow label the host's packets come, and whether it returns a type of service.
 */
export function diagnoseAlone(
  bytes: Uint8Array,
  a: Endpoint,
  b: Endpoint,
  beside: readonly Diagnosis[] = [],
): Diagnosis | undefined {
  let latest: Diagnosis | undefined;
  const diagnoser = new Diagnoser({
    all: true,
    onDiagnosis: (diagnosis) => {
      latest = diagnosis;
    },
  });
  const reader = new CaptureReader(diagnoser.context);
  reader.push(bytes);
  reader.end();
  const decoder = new PacketDecoder();
  const packet = createPacketView();
  const segment = new Segment();
  const quote = new IcmpQuote();
  while (reader.next(packet) === 'packet') {
    const decoded = decoder.decode(packet, segment, quote);
    const carried = decoded === 'tcp' ? segment : decoded === 'icmp-error' ? quote : undefined;
    if (carried !== undefined && isBetween(carried, a, b)) diagnoser.take(packet);
  }
  diagnoser.finish();
  if (latest === undefined || beside.length === 0) return latest;
  return diagnoseConnection(latest.connection, marksOf(beside));
}

/** Times are left out: of two answers the quicker is no measure of the quickest. */
function marksOf(beside: readonly Diagnosis[]): Surroundings {
  const hosts = new Neighbourhood();
  for (const { connection } of beside) hosts.note(neighbourOf(connection));
  return {
    ...ALONE,
    ttlsOf: (address) => hosts.ttlsOf(address),
    labels: (address) => hosts.labels(address),
    returnsServiceType: (address) => hosts.returnsServiceType(address),
  };
}

function isBetween(carried: Segment | IcmpQuote, a: Endpoint, b: Endpoint): boolean {
  const { sourcePort, destinationPort, view, ipVersion, sourceOffset, destinationOffset } = carried;
  const isFrom = (from: Endpoint, to: Endpoint): boolean =>
    sourcePort === from.port &&
    destinationPort === to.port &&
    formatAddress(view, sourceOffset, ipVersion) === from.address &&
    formatAddress(view, destinationOffset, ipVersion) === to.address;
  return isFrom(a, b) || isFrom(b, a);
}
