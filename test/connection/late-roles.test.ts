/** Which end is the server where the capture begins in the midst of a connection: by ports, and by the first words. */
import { describe, expect, it } from 'vitest';
import { trackRow } from './track.ts';

const CALL = '80000028 11223344 00000000 00000002 000186a5 00000003 00000001 00000000 00000000';
const CALLBACK = CALL.replace('000186a5', '40000000');
const REPLY = '8000001c 11223344 00000001 00000000 00000000 00000000 00000000 00000000';
const DENIED = '80000014 11223344 00000001 00000001 00000001 00000005';
const ASK = Buffer.from('GET / HTTP/1.1\r\n\r\n').toString('hex');
const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\n\r\n').toString('hex');
const TLS = (type: string): string => `1603030040 ${type}00003c 0303`;

/** The port of the server of a connection whose first segment, from port `from` to port `to`, begins with these bytes. */
function serverPort(from: number, to: number, hex: string): number {
  const bytes = hex.replaceAll(' ', '');
  const words = bytes === '' ? '.' : `P. len ${bytes.length / 2} hex ${bytes}`;
  const rows = `client 192.0.2.1:${from} server 198.51.100.2:${to}\n0.0 C ${words}\n0.1 S .`;
  return trackRow(rows).server.port;
}

describe('the server of a connection met in its midst', () => {
  it.each<[string, number, number, string]>([
    ['replies to a call', 20_048, 798, REPLY],
    ['denies a call', 20_048, 798, DENIED],
    ['answers in HTTP', 40_001, 39_001, ANSWER],
    ['says hello in TLS', 50_001, 50_002, TLS('02')],
    ['serves NFS to a port below 1024', 2049, 731, ''],
    ['serves NFS to a port that another service has', 2049, 993, ''],
  ])('is who sent the segment: it %s', (_what, from, to, hex) => {
    expect(serverPort(from, to, hex)).toBe(from);
  });

  it.each<[string, number, number, string]>([
    ['calls', 798, 20_048, CALL],
    ['asks in HTTP', 1023, 40_001, ASK],
    ['says hello in TLS', 50_001, 50_002, TLS('01')],
    ['comes to NFS from a port below 1024', 731, 2049, ''],
    ['comes to NFS from anywhere', 40_001, 2049, ''],
  ])('is the other one: who sent it %s', (_what, from, to, hex) => {
    expect(serverPort(from, to, hex)).toBe(to);
  });

  it.each<[string, number, number, string]>([
    // NFSv4.1: a server calls back on the connection that its client has made (RFC 8881 §2.10.3.1).
    ['a call back', 798, 20_048, CALLBACK],
    ['the beginning of something else', 798, 20_048, '8000002811223344000000020000000200000000'],
    ['the head of a call, cut', 798, 20_048, CALL.slice(0, 36)],
    ['nothing', 798, 20_048, ''],
    // What the ports settle is not asked again: a body may look like anything.
    ['an answer, but from the port of a client', 40_001, 80, ANSWER],
  ])('is by the ports alone where it says %s', (_what, from, to, hex) => {
    expect(serverPort(from, to, hex)).toBe(Math.min(from, to));
  });
});
