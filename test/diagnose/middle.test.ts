/** Captures made between the ends: between which two a packet was made or lost, and when nothing of that is said. */
import { describe, expect, it } from 'vitest';
import { diagnoseBothEnds } from '../../src/core/diagnose/both-ends.ts';
import type { Connection } from '../../src/core/model/connection.ts';
import { parseRows, toPcap } from '../builders/packets.ts';
import { connectionsOf, connectionsOfExample } from './captures.ts';

const OPENED = '0 C S mss 1460\n0.010 S S. mss 1460\n0.011 C .\n0.020 C P. len 30\n0.030 S P. len 40\n0.031 C .';
const RESET = '0.100 S R.';
const LATER = '0.200 C P. 30:40(10)';

/** A capture with these packets behind the handshake and the first question and answer. */
function capture(...rows: readonly string[]): Connection[] {
  return connectionsOf(toPcap(parseRows([OPENED, ...rows].join('\n'))));
}

/** What is said of the way of the packet, with captures of these names between the ends. */
function wayOf(
  client: readonly Connection[],
  middles: Readonly<Record<string, readonly Connection[]>>,
  server: readonly Connection[],
): string[] {
  const between = Object.entries(middles).map(([name, connections]) => ({ name, connections }));
  const { connections } = diagnoseBothEnds({ connections: client }, { connections: server }, between);
  return connections.flatMap(({ diagnosis }) =>
    diagnosis.verdict.evidence.map(({ text }) => text).filter((text) => /“(?:router|[ab]\.pcap)”|these two/.test(text)),
  );
}

describe('a reset that the server did not send', () => {
  const client = capture(RESET, LATER);
  const server = capture(LATER);

  it('was made between the last capture without it and the first with it', () => {
    expect(wayOf(client, { 'a.pcap': client, 'b.pcap': server }, server)).toEqual([
      'the reset in the server’s name is not in “b.pcap”, but in “a.pcap”: it was made between these two, or where the latter was captured',
    ]);
    expect(wayOf(client, { 'a.pcap': server, 'b.pcap': server }, server)).toEqual([
      'the reset in the server’s name is not in “a.pcap”, but in the client’s capture: it was made between these two',
    ]);
  });

  it('is not placed by a capture that ended before, or has one direction, or lacks packets', () => {
    const [before] = capture();
    const oneWay = capture(LATER).map((connection) => ({
      ...connection,
      serverSide: { ...connection.serverSide, packets: 0 },
    }));
    const torn = capture(LATER).map((connection) => ({
      ...connection,
      clientSide: { ...connection.clientSide, missedBytes: 100 },
    }));
    for (const middle of [[before as Connection], oneWay, torn, []]) {
      const [text, ...more] = wayOf(client, { 'a.pcap': middle }, server);
      expect(more).toEqual([]);
      expect(text ?? 'nothing').not.toContain('a.pcap');
    }
  });

  it('is not placed where captures contradict each other', () => {
    expect(wayOf(client, { 'a.pcap': server, 'b.pcap': client }, server)).toEqual([]);
  });

  it('is not placed by numbers that a firewall has rewritten', () => {
    const rewritten = server.map((connection) => ({
      ...connection,
      serverSide: { ...connection.serverSide, isn: ((connection.serverSide.isn ?? 0) + 1000) >>> 0 },
    }));
    expect(wayOf(client, { 'a.pcap': rewritten }, server).join()).not.toContain('a.pcap');
  });
});

describe('recordings with the router in the middle', () => {
  const wayIn = (name: string): string[] => {
    const { client, router, server } = connectionsOfExample(name);
    return wayOf(client, { router }, server);
  };

  it('say on which side of the router a reset was made, whoever it was made for', () => {
    for (const name of ['injected-reset', 'inline-firewall-reset']) {
      expect(wayIn(name)).toEqual([
        'the reset in the server’s name is not in the server’s capture, but in “router”: it was made between these two, or where the latter was captured',
      ]);
    }
  });

  it('say how far came what nobody has at the other end', () => {
    expect(wayIn('unanswered-syn')).toEqual(['the client’s SYN is in “router”: it came that far']);
    // The server's capture ends before: whether the data came there is not known.
    expect(wayIn('retransmission-timeout')).toEqual(['the client’s data is in “router”: it came that far']);
    expect(wayIn('firewall-state-loss-silent')[0]).toBe(
      'the client’s data is in “router” and not in the server’s capture: it was lost between these two',
    );
  });

  it('say nothing of packets that both ends have', () => {
    for (const name of ['unread-data-at-close', 'normal-close', 'closed-port']) expect(wayIn(name)).toEqual([]);
  });
});
