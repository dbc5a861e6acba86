/** What a firewall writes of a connection, and what its lines must not be taken for. */
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/core/model/diagnosis.ts';
import { BASE, diagnoseWith, type Texts } from '../diagnose/testimonies.ts';

const SILENT = ['0.000  C  S   mss 1460', '1.000  C  S   mss 1460', '3.000  C  S   mss 1460', '7.000  C  S'].join('\n');
const REFUSED = ['0.000  C  S   mss 1460', '0.010  S  R.'].join('\n');
const OPENED = ['0.000  C  S   mss 1460', '0.010  S  S.  mss 1460', '0.011  C  .'];
const SPOKEN = [
  ...OPENED,
  '0.012  C  P.  data "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"',
  '0.020  S  P.  data "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"',
  '0.021  C  .',
];
const RESET = [...SPOKEN, '1.000  S  R.'].join('\n');
/** After a minute of silence a request is repeated in vain. */
const IN_VAIN = [...SPOKEN, ...[60, 60.3, 60.9, 62.1, 64.5, 69.3, 78.9, 98.1].map(ask)].join('\n');

function ask(seconds: number): string {
  return `${seconds.toFixed(3)}  C  P.  seq 37 ack 41 data "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"`;
}

function verdictOf(rows: string, ...lines: string[]): Verdict | undefined {
  const texts: Texts = lines.length === 0 ? {} : { 'fw.log': lines };
  return diagnoseWith(rows, texts)[0]?.verdict;
}

/** Cause, how sure, and who. */
function answer(rows: string, ...lines: string[]): string {
  const verdict = verdictOf(rows, ...lines);
  return `${verdict?.confidence} ${verdict?.cause}, ${verdict?.closer}`;
}

/** Linux logs a packet, at a time of the capture. */
function netfilter(seconds: number, { from = '192.0.2.1:40000', to = '198.51.100.2:80', flags = 'SYN' } = {}): string {
  const time = new Date((BASE + seconds) * 1000).toISOString().replace('Z', '+00:00');
  const [source, sourcePort] = from.split(':');
  const [destination, destinationPort] = to.split(':');
  return `${time} fw kernel: [1.000000] [UFW BLOCK] IN=eth0 OUT=eth1 SRC=${source} DST=${destination} LEN=60 PROTO=TCP SPT=${sourcePort} DPT=${destinationPort} WINDOW=1 RES=0x00 ${flags} URGP=0`;
}

function cisco(seconds: number, message: string): string {
  return `${new Date((BASE + seconds) * 1000).toISOString()} fw1 %ASA-6-${message}`;
}

function teardown(seconds: number, reason: string, port = 40_000): string {
  const ends = `for outside:192.0.2.1/${port} to inside:198.51.100.2/80`;
  return cisco(seconds, `302014: Teardown TCP connection 7 ${ends} duration 0:01:00 bytes 9 ${reason}`);
}

describe('a SYN that nobody answers', () => {
  it('was dropped by the firewall that says so', () => {
    expect(answer(SILENT)).toBe('likely unanswered-syn, unknown');
    expect(answer(SILENT, netfilter(0))).toBe('likely unanswered-syn, middlebox');
    expect(verdictOf(SILENT, netfilter(0))?.summary).toBe('A firewall dropped the client’s SYN, as it says itself');
  });

  it.each([
    ['another client’s', netfilter(0, { from: '192.0.2.1:40001' })],
    ['to another port', netfilter(0, { to: '198.51.100.2:81' })],
    ['of another hour', netfilter(-4000)],
    ['of the other direction', netfilter(0, { from: '198.51.100.2:80', to: '192.0.2.1:40000', flags: 'ACK SYN' })],
    ['without a time', netfilter(0).slice(33)],
  ])('not by the one that dropped a packet %s', (_, line) => {
    expect(answer(SILENT, line)).toBe('likely unanswered-syn, unknown');
  });
});

describe('a SYN that is refused', () => {
  it('was refused by the firewall that says so', () => {
    expect(answer(REFUSED)).toBe('likely closed-port, server kernel');
    expect(answer(REFUSED, netfilter(0))).toBe('likely firewall-reset-at-connect, middlebox');
  });

  it('not by the one that dropped another’s', () => {
    expect(answer(REFUSED, netfilter(0, { from: '192.0.2.9:40000' }))).toBe('likely closed-port, server kernel');
  });
});

describe('data that is repeated in vain', () => {
  it('was dropped by the firewall that says so meanwhile', () => {
    expect(answer(IN_VAIN, netfilter(60.9, { flags: 'ACK PSH' }))).toBe('likely retransmission-timeout, middlebox');
  });

  it('not by the one that dropped something long before', () => {
    expect(answer(IN_VAIN, netfilter(0.02, { flags: 'ACK PSH' }))).not.toContain('middlebox');
  });

  it('met a firewall that had forgotten the connection', () => {
    expect(answer(IN_VAIN, teardown(31, 'Conn-timeout'))).toBe('likely middlebox-idle-timeout, middlebox');
    const denied = cisco(
      60,
      '106015: Deny TCP (no connection) from 192.0.2.1/40000 to 198.51.100.2/80 flags PSH ACK  on interface outside',
    );
    expect(answer(IN_VAIN, denied)).toBe('likely firewall-state-loss, middlebox');
  });

  it('not one that forgot it when it was over, or another', () => {
    expect(answer(IN_VAIN, teardown(130, 'Conn-timeout'))).toBe(answer(IN_VAIN));
    expect(answer(IN_VAIN, teardown(31, 'Conn-timeout', 40_001))).toBe(answer(IN_VAIN));
  });
});

describe('a reset', () => {
  it('was sent by the firewall that ended the connection', () => {
    expect(answer(RESET)).not.toContain('middlebox');
    expect(answer(RESET, teardown(1, 'Flow reset by IPS'))).toBe('likely inline-firewall-reset, middlebox');
  });

  it.each([
    ['that saw it pass', teardown(1, 'TCP Reset-I')],
    ['that ended another', teardown(1, 'Flow reset by IPS', 40_001)],
    [
      'that no longer knew the connection afterwards',
      cisco(
        1,
        '106015: Deny TCP (no connection) from 192.0.2.1/40000 to 198.51.100.2/80 flags ACK  on interface outside',
      ),
    ],
  ])('not by one %s', (_, line) => {
    expect(answer(RESET, line)).toBe(answer(RESET));
  });

  it('and silence was not: whoever only drops sends none', () => {
    expect(answer(IN_VAIN, teardown(60, 'Flow terminated by IPS'))).not.toContain('inline-firewall-reset');
  });
});
