/** The tracker on small hand-made captures: who is who, what is counted, what is kept, where one connection ends and another begins. */
import { describe, expect, it } from 'vitest';
import { mergeRows, parseRows, toPcap } from '../builders/packets.ts';
import { trackBytes, trackRow, trackRows } from './track.ts';

const HANDSHAKE = `
0.000 C S  mss 1460 sackok wscale 7 ts 1:0 ttl 63
0.010 S S. mss 1400 ttl 57
0.011 C .
`;
const REQUEST = `${HANDSHAKE}
0.100 C P. data "GET / HTTP/1.1\\r\\n\\r\\n"
0.150 S P. data "HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nhello"
0.160 C .
`;
const CLOSE = `
1.000 C F.
1.010 S F.
1.011 C .
`;

describe('roles', () => {
  it('takes the sender of the SYN for the client', () => {
    const connection = trackRow(REQUEST + CLOSE);
    expect(connection).toMatchObject({
      openedBy: 'syn',
      client: { address: '192.0.2.1', port: 40000 },
      server: { address: '198.51.100.2', port: 80 },
      state: 'SF',
      history: 'ShADdFf',
      completeness: 31,
      unremarkable: true,
    });
  });

  it.each([
    ['0 S S.\n0.1 C .', 'syn-ack', '^hA'],
    ['0 S P. len 5\n0.1 C . ', 'guess', '^dA'],
    ['0 C P. len 5\n0.1 S . ', 'guess', 'Da'],
  ])('corrects them where the server is seen first: %s', (rows, openedBy, history) => {
    expect(trackRow(rows)).toMatchObject({ openedBy, history, client: { port: 40000 }, server: { port: 80 } });
  });

  it("takes an ephemeral port for the client's where nothing else tells", () => {
    const ends = { client: '192.0.2.1:50000', server: '198.51.100.2:7004' };
    expect(trackRow('0 S P. len 5', ends)).toMatchObject({ client: { port: 50000 }, server: { port: 7004 } });
    const near = { client: '192.0.2.1:50000', server: '198.51.100.2:50001' };
    expect(trackRow('0 S P. len 5', near)).toMatchObject({ client: { port: 50001 }, server: { port: 50000 } });
  });

  it('exchanges them when the SYN comes after what it was guessed from', () => {
    const ends = { client: '192.0.2.1:80', server: '198.51.100.2:40000' };
    const connection = trackRow('0 C P. seq 1 ack 1 len 5 ttl 60\n0.1 C S seq 0\n0.2 S S. ttl 50', ends);
    expect(connection).toMatchObject({ openedBy: 'syn', client: { port: 80 }, server: { port: 40000 } });
    expect(connection.history).toContain('^');
    expect(connection.clientSide).toMatchObject({ packets: 2, payloadBytes: 5, syns: 1, ttlMin: 60 });
    expect(connection.serverSide).toMatchObject({ packets: 1, ttlMax: 50 });
    expect(connection.packets.map(({ from }) => from)).toEqual(['client', 'client', 'server']);
  });

  it('tells a SYN-ACK before its SYN', () => {
    expect(trackRow('0 S S. ack 1\n0.001 C S seq 0\n0.002 C .')).toMatchObject({ openedBy: 'syn', state: 'S1' });
  });

  it('establishes a simultaneous open', () => {
    const connection = trackRow('0 C S\n0.001 S S\n0.002 C S. seq 0 ack 1\n0.003 S S. seq 0 ack 1\n0.1 C P. len 3');
    expect(connection).toMatchObject({ state: 'S1', client: { port: 40000 } });
  });
});

describe('counting', () => {
  it('counts packets, payload and streams of each end', () => {
    const { clientSide, serverSide } = trackRow(REQUEST + CLOSE);
    expect(clientSide).toMatchObject({
      packets: 6,
      payloadBytes: 18,
      streamBytes: 18,
      fins: 1,
      syns: 1,
      largestPayload: 18,
    });
    expect(serverSide).toMatchObject({ packets: 3, payloadBytes: 43, streamBytes: 43, fins: 1, lastAck: 1_000_020 });
    expect(clientSide).toMatchObject({ isn: 1_000_000, nextSeq: 1_000_020, mss: 1460, windowScale: 7 });
    expect(clientSide).toMatchObject({ sackPermitted: true, timestamps: true, handshakeTtl: 63, ttl: 64 });
    expect(serverSide).toMatchObject({ mss: 1400, sackPermitted: false, timestamps: false, handshakeTtl: 57 });
    expect(serverSide.windowScale).toBeUndefined();
  });

  it('keeps the times of the handshake', () => {
    const { handshake } = trackRow(REQUEST);
    expect(handshake.synNs).toBe(0);
    expect(handshake.synAckNs).toBeCloseTo(10e6, -2);
    expect(handshake.ackNs).toBeCloseTo(11e6, -2);
    expect(handshake).toMatchObject({ synNumber: 1, synAckNumber: 2 });
  });

  it('counts retransmissions, and the run that nothing has answered', () => {
    const rows = `${HANDSHAKE}\n0.1 C P. 1:11(10)\n0.3 C P. 1:11(10)\n0.7 C P. 1:11(10)`;
    expect(trackRow(rows).clientSide).toMatchObject({ retransmitted: 2, retransmittedRun: 2, streamBytes: 10 });
    const answered = `${rows}\n0.8 S . ack 11`;
    expect(trackRow(answered).clientSide).toMatchObject({ retransmitted: 2, retransmittedRun: 0 });
  });

  it('takes what comes late by a moment for reordered, and what fills a hole later for sent again', () => {
    const rows = (time: string): string => `${HANDSHAKE}\n0.1 C P. 11:21(10)\n${time} C P. 1:11(10)\n0.9 S . ack 21`;
    expect(trackRow(rows('0.101')).clientSide).toMatchObject({ retransmitted: 0, missedBytes: 0, streamBytes: 20 });
    expect(trackRow(rows('0.4')).clientSide).toMatchObject({ retransmitted: 1, missedBytes: 0 });
  });

  it('counts bytes that were acknowledged and never captured', () => {
    const rows = `${HANDSHAKE}\n0.1 C P. 1:11(10)\n0.2 C P. 101:111(10)\n0.3 S . ack 111\n0.4 S . ack 131`;
    expect(trackRow(rows)).toMatchObject({ history: 'ShADaG', clientSide: { missedBytes: 110 } });
  });

  it('takes back what was missed when it comes after all', () => {
    const rows = `${HANDSHAKE}\n0.1 C P. 1:11(10)\n0.1005 S . ack 31\n0.1006 C P. 11:31(20)\n0.3 C P. 31:41(10)`;
    expect(trackRow(rows).clientSide).toMatchObject({ missedBytes: 0, retransmitted: 0, streamBytes: 40 });
  });

  it('misses nothing of a stream whose hole was filled, wherever its numbers are', () => {
    const rows = `${HANDSHAKE}\n0.1 C P. 11:21(10)\n0.101 C P. 1:11(10)\n0.2 S . ack 21\n0.9 C P. 1:21(20)`;
    for (const clientIsn of [1000, 2 ** 31 - 11, 2 ** 31 + 5, 2 ** 32 - 11]) {
      const { clientSide } = trackRow(rows, { clientIsn });
      expect(clientSide, String(clientIsn)).toMatchObject({ missedBytes: 0, retransmitted: 1, streamBytes: 20 });
    }
  });

  it('knows a second hole of a stream whose first was filled', () => {
    const rows = `${HANDSHAKE}\n0.1 C P. 11:21(10)\n0.101 C P. 1:11(10)\n0.2 C P. 31:41(10)\n0.3 S . ack 41`;
    expect(trackRow(rows).clientSide).toMatchObject({ missedBytes: 10, retransmitted: 0, streamBytes: 40 });
  });

  it('goes on past 2³²', () => {
    const rows = `${HANDSHAKE}\n0.1 C P. len 100\n0.2 C P. len 100\n0.3 S . ack 201\n0.4 C P. 101:201(100)`;
    const { clientSide } = trackRow(rows, { clientIsn: 2 ** 32 - 50 });
    expect(clientSide).toMatchObject({ streamBytes: 200, retransmitted: 1, missedBytes: 0, nextSeq: 151 });
  });

  it.each([
    ['0.2 C . seq 18', 1],
    ['0.2 C . seq 18 len 1', 1],
    ['0.2 C . seq 17 len 1', 0],
    ['0.2 C . seq 19 len 1', 0],
  ])('counts keep-alive probes: %s', (probe, count) => {
    const rows = `${HANDSHAKE}\n0.1 C P. len 18\n0.11 S . ack 19\n${probe}`;
    expect(trackRow(rows).clientSide).toMatchObject({ keepAliveProbes: count, unansweredProbes: count });
    expect(trackRow(`${rows}\n0.3 S . ack 19`).clientSide.unansweredProbes).toBe(0);
  });

  it('counts zero windows, but not those of resets', () => {
    const connection = trackRow(`${REQUEST}\n0.2 C . win 0\n0.3 C . win 0\n0.4 C R. win 0`);
    expect(connection.clientSide.zeroWindows).toBe(2);
    expect(connection.history).toBe('ShADdWR');
  });
});

describe('packets the capture has twice', () => {
  it.each([
    ['the same IP identification', '0.1 C P. 1:11(10) id 7\n0.1001 C P. 1:11(10) id 7', 1],
    ['another IP identification', '0.1 C P. 1:11(10) id 7\n0.1001 C P. 1:11(10) id 8', 0],
    ['no identification, at once', '0.1 C P. 1:11(10) id 0\n0.10001 C P. 1:11(10) id 0', 1],
    ['no identification, later', '0.1 C P. 1:11(10) id 0\n0.3 C P. 1:11(10) id 0', 0],
    ['acknowledgements without identification', '0.1 C . ack 1 id 0\n0.10001 C . ack 1 id 0', 0],
    ['resets without identification', '0.1 C R seq 1 id 0\n0.10001 C R seq 1 id 0', 0],
    ['resets with identification', '0.1 C R seq 1 id 9\n0.10001 C R seq 1 id 9', 1],
    ['resets that acknowledge more', '0.05 S P. len 10\n0.1 C R. ack 11 id 9\n0.10001 C R. ack 11 id 9', 1],
    ['two that acknowledge more', '0.05 S P. len 10\n0.1 C R. ack 11 id 9\n0.10001 C R. ack 11 id 10', 0],
  ])('%s', (_, rows, duplicates) => {
    const { clientSide } = trackRow(`${HANDSHAKE}\n${rows}`);
    expect(clientSide.duplicates).toBe(duplicates);
    expect(clientSide.packets).toBe(4 - duplicates);
  });
});

describe('what belongs together', () => {
  it('begins another connection with a SYN of another number', () => {
    const rows = `${REQUEST}${CLOSE}\n2 C S rawseq 77\n2.01 S S. rawseq 99 rawack 78`;
    expect(trackRows(rows)).toMatchObject([
      { stream: 0, state: 'SF' },
      { stream: 1, state: 'S1', clientSide: { isn: 77 } },
    ]);
  });

  it('takes a SYN of the same number for a repetition', () => {
    expect(trackRow('0 C S\n1 C S\n3 C S')).toMatchObject({ state: 'S0', clientSide: { syns: 3, retransmitted: 2 } });
  });

  it('joins what comes late', () => {
    const connection = trackRow(`${REQUEST}${CLOSE}\n30 S R seq 45`);
    expect(connection).toMatchObject({ state: 'SF', serverSide: { resets: 1 }, unremarkable: false });
  });

  it('knows all of a closed connection when something comes late, whatever there was of it', () => {
    const rows = (late: string): string => {
      const lines = ['client [2001:db8::1]:40000 server [2001:db8::2]:80', '0 C S', '0.01 S S.', '0.02 C .'];
      lines.push('0.03 C P. data "GET "');
      // A hole that the other end acknowledges, repeats, closed windows: more letters than the record has room for.
      lines.push('0.04 S P. seq 1 len 10', '0.05 S P. seq 31 len 10', '0.06 C . ack 41', '0.07 C . ack 41 win 0');
      lines.push('0.08 S P. seq 31 len 10', '0.09 S . win 0', '0.2 C P. seq 1 len 4', '0.21 X icmp 1/3 about C');
      lines.push('0.3 S F. seq 41', '0.31 C . ack 42', '0.32 C F. ack 42', '0.33 S .');
      return [...lines, late].join('\n');
    };
    const [quiet] = trackRows(rows(''));
    const [late] = trackRows(rows('9 S R seq 42'));
    expect(quiet).toMatchObject({ state: 'SF', serverSide: { missedBytes: 20 }, client: { address: '2001:db8::1' } });
    expect(quiet?.history.length).toBeGreaterThan(12);
    expect(late).toMatchObject({
      client: quiet?.client,
      server: quiet?.server,
      state: 'SF',
      history: `${quiet?.history}r`,
      clientSide: quiet?.clientSide,
      serverSide: { ...quiet?.serverSide, packets: 8, resets: 1 },
      icmp: quiet?.icmp,
      activeNs: quiet?.activeNs,
    });
    expect(late?.packets.slice(0, -1)).toEqual(quiet?.packets);
  });

  it('keeps connections of different ends apart, and IPv4 from IPv6', () => {
    const other = parseRows('client [2001:db8::1]:40000 server [2001:db8::2]:80\n0.005 C S\n0.006 S R.');
    const connections = trackBytes(toPcap(mergeRows(parseRows(REQUEST), other)));
    expect(connections).toMatchObject([
      { client: { address: '192.0.2.1' }, state: 'S1' },
      { client: { address: '2001:db8::1' }, server: { address: '2001:db8::2' }, state: 'REJ' },
    ]);
  });

  it.each([
    ['"No local listener"', { text: 'No local listener' }],
    ['"dropped\\r\\n"', { text: 'dropped' }],
    ['hex 33aa0011000000000000', { reason: 17 }],
    ['hex 33aa001100007ed9', undefined],
    ['hex 33aa0011', undefined],
    ['"end"', undefined],
    ['hex 48656c6c6fff', undefined],
  ])('hears what a reset says: %s', (payload, said) => {
    const data = payload.startsWith('"') ? `data ${payload}` : payload;
    const { resetWords } = trackRow(`${HANDSHAKE}\n0.2 S R. ${data}\n0.3 S R. data "another"`);
    const first = { number: 4, from: 'server', ...said };
    expect(resetWords).toEqual(said === undefined ? { number: 5, from: 'server', text: 'another' } : first);
  });

  it('ties ICMP errors to what they quote', () => {
    const { icmp, packets } = trackRow('0 C S\n0.1 X icmp 3/13 from 203.0.113.1 about C ttl 250\n1 C S');
    expect(icmp).toEqual([
      {
        number: 2,
        timeNs: 1e8,
        version: 4,
        type: 3,
        code: 13,
        from: '203.0.113.1',
        ttl: 250,
        about: 'client',
        quotedSeq: 1_000_000,
      },
    ]);
    expect(packets).toHaveLength(2);
    const seen = trackRow(`${HANDSHAKE}\n0.2 S . len 1400\n0.3 X icmp 3/4 about S mtu 1300`);
    expect(seen.icmp).toMatchObject([{ about: 'server', mtu: 1300 }]);
  });

  it('counts a stream for an error about a connection it does not see, and hands over none', () => {
    const pcap = toPcap(parseRows('0 C S\n0.1 X icmp 3/1\nclient 192.0.2.9:5 server 192.0.2.8:80\n1 C S'));
    const withoutSyn = new Uint8Array([...pcap.subarray(0, 24), ...pcap.subarray(24 + 16 + 54)]);
    expect(trackBytes(withoutSyn)).toMatchObject([{ stream: 1, client: { port: 5 } }]);
  });
});

describe('what is kept', () => {
  const talk = (count: number): string =>
    Array.from({ length: count }, (_, i) => `${2 + i} C P. len 10\n${2.1 + i} S .`).join('\n');

  it('keeps the latest four packets, and everything from the first FIN or reset on', () => {
    const connection = trackRow(`${HANDSHAKE}\n${talk(5)}\n10 S R. ttl 60\n10.1 C P. len 10\n10.2 S R seq 1`);
    expect(connection.packets.map(({ number }) => number)).toEqual([10, 11, 12, 13, 14, 15, 16]);
    expect(connection.packets.at(4)).toMatchObject({ from: 'server', flags: 0x14, ttl: 60, timeNs: 10e9 });
    expect(connection.keptAll).toBe(false);
  });

  it('keeps all of a short connection', () => {
    const connection = trackRow('0 C S\n0.1 S R.');
    expect(connection).toMatchObject({ keptAll: true, packets: [{ flags: 2 }, { flags: 0x14 }] });
  });

  it('keeps the first and the latest of a long ending', () => {
    const storm = Array.from({ length: 40 }, (_, i) => `${20 + i} S R seq ${i + 1}`).join('\n');
    const { packets, keptAll, serverSide } = trackRow(`${REQUEST}\n${storm}`);
    expect(packets.map(({ number }) => number)).toEqual([
      ...[3, 4, 5, 6],
      ...[7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
      ...[37, 38, 39, 40, 41, 42, 43, 44, 45, 46],
    ]);
    expect(keptAll).toBe(false);
    expect(serverSide.resets).toBe(40);
  });

  it('keeps repeated retransmissions, and then the ending', () => {
    const again = Array.from({ length: 8 }, (_, i) => `${2 + 2 ** i} C P. 1:11(10)`).join('\n');
    const { packets } = trackRow(`${HANDSHAKE}\n1 C P. 1:11(10)\n${again}\n300 C R seq 11`);
    expect(packets.map(({ number }) => number)).toEqual([9, 10, 11, 12, 13]);
    expect(packets.at(-1)).toMatchObject({ flags: 4, timeNs: 300e9 });
  });

  it('notes the timestamp option', () => {
    const { packets } = trackRow(`${HANDSHAKE}\n1 C R. ts 5:6\n1.1 C R. seq 9`);
    expect(packets.slice(-2).map(({ hasTimestamp }) => hasTimestamp)).toEqual([true, false]);
  });
});

describe('turns', () => {
  it('counts them up to the first FIN or reset', () => {
    const connection = trackRow(`${REQUEST}\n65.15 S F.\n65.2 C P. data "GET "\n65.3 S R seq 45`);
    expect(connection).toMatchObject({ turns: 2, turn: { by: 'server', sinceNs: 15e7, number: 5 }, activeNs: 15e7 });
    expect(connection.turn?.idleBeforeNs).toBeCloseTo(50e6, -2);
  });

  it('goes on where nothing closes', () => {
    const connection = trackRow(`${REQUEST}\n7 C P. data "GET "`);
    expect(connection).toMatchObject({ turns: 3, turn: { by: 'client', sinceNs: 7e9 }, activeNs: 7e9 });
  });

  it('starts activity with the handshake', () => {
    expect(trackRow(`${HANDSHAKE}\n5 S F.`).activeNs).toBeCloseTo(11e6, -2);
    expect(trackRow(HANDSHAKE).turn).toBeUndefined();
  });
});

describe('unremarkable', () => {
  it.each([
    ['a keep-alive that was answered', `${REQUEST}\n1 C . seq 43\n1.01 S .${CLOSE.replaceAll('\n1', '\n3')}`],
    ['a FIN that came twice', `${REQUEST}\n1 C F.\n1.3 C F. seq 19\n1.31 S F.\n1.32 C .`],
    ['signatures', `${REQUEST}${CLOSE}`.replaceAll(/([CS] .*)$/gm, '$1 ao')],
    ['a goodbye before the FIN, however slowly it then closes', `${REQUEST}\n1 C P. len 24\n1.1 C F.\n4 S F.\n4.1 C .`],
  ])('is a connection with %s', (_, rows) => {
    expect(trackRow(rows).unremarkable).toBe(true);
  });

  it.each([
    ['a reset', `${REQUEST}\n1 C R.`],
    ['no data', `${HANDSHAKE}${CLOSE}`],
    ['an error status', `${REQUEST.replace('200 OK', '503 No')}${CLOSE}`],
    ['a broken response', `${REQUEST.replace(': 5', ': 50')}${CLOSE}`],
    ['the last FIN unanswered', `${REQUEST}\n1 C F.\n1.1 S F.`],
    ['a request unanswered', `${REQUEST}\n0.5 C P. data "GET "\n0.6 S F.\n0.7 C F.\n0.71 S .`],
    [
      'a FIN at another place than the one before',
      `${REQUEST}\n1 C F. seq 60\n1.1 C F. seq 19\n1.2 S F. ack 61\n1.3 C . seq 61`,
    ],
    ['a FIN behind what was acknowledged', `${REQUEST}\n1 C F.\n1.1 S F. seq 3\n1.2 C .`],
    ['a FIN without a signature', `${REQUEST}${CLOSE}`.replaceAll(/([CS] .*)$/gm, '$1 ao').replace('F. ao', 'F.')],
    ['no SYN', `${REQUEST}${CLOSE}`.replace('0.000 C S', '# 0.000 C S')],
  ])('is not a connection with %s', (_, rows) => {
    expect(trackRow(rows).unremarkable).toBe(false);
  });
});
