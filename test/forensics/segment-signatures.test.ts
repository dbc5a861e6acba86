/**
 * TCP signatures (MD5, RFC 2385; authentication option, RFC 5925) are looked at by side: a reset lacks one only where all others
 * of its side bear it, and where the capture has its options.
 */
import { describe, expect, it } from 'vitest';
import { ALONE } from '../../src/core/facts/_extractor.ts';
import { extractor } from '../../src/core/facts/resets.ts';
import type { ResetFact } from '../../src/core/model/fact.ts';
import { type CaptureOptions, parseRows, toPcap } from '../builders/packets.ts';
import { trackBytes, trackRow } from '../connection/track.ts';

const SHAKE = '0 C S mss 1460 md5\n0.01 S S. mss 1460 md5\n0.01 C . md5\n';
const TALK = '0.1 C P. len 45 md5\n0.11 S P. len 45 md5\n0.11 C . md5\n';

function resetsOf(rows: string, options: CaptureOptions): readonly ResetFact[] {
  const [connection] = trackBytes(toPcap(parseRows(rows), options));
  if (connection === undefined) throw new Error('No connection in the capture');
  return extractor.extract(connection, ALONE).filter((fact) => fact.kind === 'reset');
}

function lacks(rows: string, options: CaptureOptions = {}): readonly boolean[] {
  return resetsOf(rows, options).map(({ lacksSignature }) => lacksSignature);
}

describe('a reset', () => {
  it('lacks the signature that the others of its side bear', () => {
    expect(lacks(`${SHAKE}${TALK}4 S R. seq 46 ack 46`)).toEqual([true]);
    expect(lacks(`${SHAKE}${TALK}4 C R. seq 46 ack 46`)).toEqual([true]);
    expect(lacks(`${SHAKE}${TALK}4 S R. seq 46 ack 46`.replaceAll('md5', 'ao'))).toEqual([true]);
  });

  it('lacks it in a capture that starts late, too', () => {
    expect(lacks(`${TALK}4 S R. seq 46 ack 46`)).toEqual([true]);
  });

  it('lacks nothing that it bears, or that its side does not bear', () => {
    expect(lacks(`${SHAKE}${TALK}4 S R. seq 46 ack 46 md5`)).toEqual([false]);
    expect(lacks(`${SHAKE}${TALK}4 S R. seq 46 ack 46 ao`)).toEqual([false]);
    const bySide = `${SHAKE}${TALK}`.replace(/ S (S\.|P\.|\.) (.*) md5/g, ' S $1 $2');
    expect(lacks(`${bySide}4 S R. seq 46 ack 46`)).toEqual([false]);
    expect(lacks(`${bySide}4 C R. seq 46 ack 46`)).toEqual([true]);
  });

  it('lacks nothing where its side stopped to sign before it', () => {
    expect(lacks(`${SHAKE}${TALK}1 S P. len 9\n1 C . md5\n4 S R. seq 55 ack 46`)).toEqual([false]);
  });

  it('lacks nothing where its options were not captured', () => {
    const rows = `${SHAKE}${TALK}4 S R. seq 46 ack 46 ts 1:1`;
    expect(lacks(rows)).toEqual([true]);
    expect(lacks(rows, { snaplen: 60 })).toEqual([false]);
  });
});

describe('a reset of a connection with timestamps', () => {
  const rows = '0 C S ts 1:0\n0.01 S S. ts 1:1\n0.01 C . ts 1:1\n4 S R. seq 1 ack 1';
  const lacksTimestamp = (options: CaptureOptions = {}, reset = ''): readonly boolean[] =>
    resetsOf(`${rows}${reset}`, options).map((fact) => fact.lacksTimestamp);

  it('lacks its own where it has no options', () => {
    expect(lacksTimestamp()).toEqual([true]);
    expect(lacksTimestamp({}, ' ts 2:2')).toEqual([false]);
  });

  it('lacks nothing where its options were not captured', () => {
    // The timestamps of the SYNs end at byte 66; the reset's would begin there.
    expect(lacksTimestamp({ snaplen: 66 }, ' mss 1460 sackok wscale 7 ts 2:2')).toEqual([false]);
    expect(lacksTimestamp({ snaplen: 66 }, ' mss 1460 sackok wscale 7')).toEqual([true]);
  });
});

it('each end’s SYN says whether it signs, also where the ends change roles', () => {
  const { clientSide, serverSide } = trackRow('0 C S md5\n0.01 S S.\n0.01 C . md5');
  expect([clientSide.signs, serverSide.signs]).toEqual([true, false]);
  // Until the SYN comes, the end with the well-known port is taken for the server.
  const turned = trackRow(
    'client 192.0.2.1:80 server 198.51.100.2:50000\n0 S . seq 1 ack 1\n0.01 S S. seq 0 ack 1 md5\n0.02 C S seq 0',
  );
  expect(turned.client.port).toBe(80);
  expect([turned.clientSide.signs, turned.serverSide.signs]).toEqual([false, true]);
});
