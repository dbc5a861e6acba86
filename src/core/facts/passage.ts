/**
 * What a machine that forwards a connection, and captures on all its interfaces, sees of itself: each packet comes in and goes
 * out again. A reset that only goes out was made there; segments that only come in end there.
 */
import type { Connection } from '../model/connection.ts';
import type { Side } from '../model/endpoint.ts';
import type { PassageFact } from '../model/fact.ts';
import type { KeptPacket } from '../model/packet.ts';
import type { Extractor, Surroundings } from './_extractor.ts';
import { addressOf, closingPacket, isReset, refer } from './_packets.ts';

export const extractor: Extractor = {
  id: 'passage',
  extract: (connection, surroundings) => {
    if (!connection.packets.some(({ passage }) => passage === 'in')) return [];
    return [...madeHere(connection, surroundings), ...stoppedHere(connection, surroundings)];
  },
};

/** The closing reset went out alone, which no other packet of that end does, and the other end’s come in. */
function madeHere(connection: Connection, surroundings: Surroundings): PassageFact[] {
  const reset = closingPacket(connection);
  if (reset === undefined || !isReset(reset) || reset.passage !== 'out') return [];
  const { from } = reset;
  const others = connection.packets.filter((packet) => packet.from === from && !isReset(packet));
  if (others.some(({ passage }) => passage !== 'through')) return [];
  const passed = others.length;
  if (passed === 0 && !forwards(connection, surroundings, from)) return [];
  return [{ kind: 'passage', what: 'made-here', from, passed, count: 1, packets: refer(connection, reset.number) }];
}

/** The latest segments of an end came in and did not go out, though what it had sent before did. */
function stoppedHere(connection: Connection, surroundings: Surroundings): PassageFact[] {
  const facts: PassageFact[] = [];
  for (const from of ['client', 'server'] as const) {
    const sent = connection.packets.filter((packet) => packet.from === from && !isReset(packet));
    const last = sent.findLastIndex(({ passage }) => passage === 'through');
    const stopped = sent.slice(last + 1);
    const passed = last + 1;
    const [first] = stopped;
    if (first === undefined || !stopped.every(isStopped)) continue;
    // Its earlier packets went through, or the peer’s do, or those of its other connections.
    if (passed === 0 && !forwards(connection, surroundings, from === 'client' ? 'server' : 'client')) continue;
    const numbers = stopped.slice(0, REFERENCES_MAX).map(({ number }) => number);
    facts.push({
      kind: 'passage',
      what: 'stopped-here',
      from,
      passed,
      count: stopped.length,
      packets: refer(connection, ...numbers),
    });
  }
  return facts;
}

const REFERENCES_MAX = 4;

function isStopped({ passage }: KeptPacket): boolean {
  return passage === 'in';
}

/** Whether this machine stands between: packets of this connection, or of others of that end, went through it. */
function forwards(connection: Connection, surroundings: Surroundings, side: Side): boolean {
  return connection.isForwarded || surroundings.forwards?.(addressOf(connection, side)) === true;
}
