/** What a box on the path knows of a connection from watching it, and what it forges from that. */
import type { ForgedEnd } from '../forge.ts';
import type { Lab } from '../lab.ts';
import type { Vantage } from '../tap.ts';

/** Where a connection is. */
export interface Watched {
  readonly client: ForgedEnd;
  readonly server: ForgedEnd;
  /** The sequence number of the next byte of each: to the other end, the one it waits for. */
  readonly clientNext: number;
  readonly serverNext: number;
}

/** The connection of this port of the client, as the packets seen at a vantage point so far tell. */
export function watch({ packetsAt }: Lab, clientPort = 50_001, at: Vantage = 'router'): Watched {
  const packets = packetsAt(at);
  const syn = packets.find(({ flags, sourcePort }) => flags === 'S' && sourcePort === clientPort);
  if (syn === undefined) throw new RangeError(`The ${at} has not seen a SYN from port ${clientPort}`);
  const client = { address: syn.source, port: clientPort };
  const server = { address: syn.destination, port: syn.destinationPort };
  const nextOf = (from: ForgedEnd, to: ForgedEnd): number => {
    const own = packets.filter(
      ({ source, sourcePort, destinationPort }) =>
        source === from.address && sourcePort === from.port && destinationPort === to.port,
    );
    const first = own[0]?.seq ?? 0;
    const ends = own.map(
      ({ seq, payload, flags }) => ((seq - first) | 0) + payload.length + (/[SF]/.test(flags) ? 1 : 0),
    );
    return (first + Math.max(0, ...ends)) >>> 0;
  };
  return { client, server, clientNext: nextOf(client, server), serverNext: nextOf(server, client) };
}
