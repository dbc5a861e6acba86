/** What a box on the path knows of a connection from watching it, and what it forges from that. */
import type { ForgedEnd } from '../forge.ts';
import type { Lab } from '../lab.ts';
import { LabError } from '../lab-error.ts';
import type { SeenPacket } from '../read-packets.ts';

const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 5;

/** Where a connection is. */
export interface Watched {
  readonly client: ForgedEnd;
  readonly server: ForgedEnd;
  /** The sequence number of the next byte of each: to the other end, the one it waits for. */
  readonly clientNext: number;
  readonly serverNext: number;
}

/** What to watch. */
export interface WatchOptions {
  /** The first of the client ports unless told. */
  readonly clientPort?: number;
  /** What was said last; the end of the usual answer unless told. */
  readonly said?: string;
}

/** The connection as the router knows it when it has seen what was said last, and that each end has got everything. */
export async function watch(lab: Lab, { clientPort = 50_001, said = 'ok\n' }: WatchOptions = {}): Promise<Watched> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const watched = look(lab.packetsAt('router'), clientPort, said);
    if (watched !== undefined) return watched;
    if (Date.now() > deadline)
      throw new LabError(`The router did not see ${JSON.stringify(said)} and its acknowledgement`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

function look(packets: readonly SeenPacket[], clientPort: number, said: string): Watched | undefined {
  const syn = packets.find(({ flags, sourcePort }) => flags === 'S' && sourcePort === clientPort);
  if (syn === undefined) return undefined;
  const client = { address: syn.source, port: clientPort };
  const server = { address: syn.destination, port: syn.destinationPort };
  const sentBy = (from: ForgedEnd, to: ForgedEnd): SeenPacket[] =>
    packets.filter((p) => p.source === from.address && p.sourcePort === from.port && p.destinationPort === to.port);
  const [fromClient, fromServer] = [sentBy(client, server), sentBy(server, client)];
  if (![...fromClient, ...fromServer].some(({ payload }) => payload.includes(said))) return undefined;
  const [clientNext, serverNext] = [nextOf(fromClient), nextOf(fromServer)];
  const acknowledges = (ack: number) => (packet: SeenPacket) => packet.ack === ack;
  if (!fromServer.some(acknowledges(clientNext)) || !fromClient.some(acknowledges(serverNext))) return undefined;
  return { client, server, clientNext, serverNext };
}

function nextOf(packets: readonly SeenPacket[]): number {
  const first = packets[0]?.seq ?? 0;
  const ends = packets.map(
    ({ seq, payload, flags }) => ((seq - first) | 0) + payload.length + (/[SF]/.test(flags) ? 1 : 0),
  );
  return (first + Math.max(0, ...ends)) >>> 0;
}
