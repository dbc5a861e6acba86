/** Dropped packets as the programs print them that read trace events, and what only looks alike. */
import { describe, expect, it } from 'vitest';
import { readKernelLine } from '../../src/core/kernel/_read-kernel-line.ts';

describe('a dropped packet', () => {
  it.each([
    [
      'tracefs',
      '     ksoftirqd/1-21      [001] ..s1. 12.5: kfree_skb: skbaddr=00000000829768c6 rx_sk=0000000000000000 protocol=2048 location=nft_do_chain+0x3f1/0x6e0 reason: NETFILTER_DROP',
    ],
    [
      'trace-cmd report',
      ' ksoftirqd/1-21    [001]    12.500000: kfree_skb:            skbaddr=0xffff9f8e83d5e300 protocol=2048 location=0xffffffffc0a1 reason: NETFILTER_DROP',
    ],
    [
      'perf script',
      'ksoftirqd/1    21 [001]    12.500000: skb:kfree_skb: skbaddr=0xffff9f8e83d5e300 rx_sk=(nil) protocol=34525 location=nft_do_chain+0x3f1 reason: NETFILTER_DROP',
    ],
    ['the short form', '12.5 kfree_skb protocol=2048 reason=NETFILTER_DROP comm=ksoftirqd/1'],
  ])('of %s', (_, line) => {
    const read = readKernelLine(line);
    expect(read).toMatchObject({ kind: 'event', event: { kind: 'drop', reason: 'NETFILTER_DROP', seconds: 12.5 } });
  });

  it.each([
    ['that no socket takes', 'protocol=2048 location=tcp_v4_rcv+0x1 reason: NO_SOCKET'],
    ['for no reason that is told', 'protocol=2048 location=tcp_v4_rcv+0x1 reason: NOT_SPECIFIED'],
    ['of a kernel that has no reasons', 'protocol=2048 location=tcp_v4_rcv+0x1'],
    ['of another protocol', 'protocol=2054 location=arp_rcv+0x1 reason: NETFILTER_DROP'],
    ['whose reason has something before it', 'protocol=2048 location=x reason: NOT_NETFILTER_DROP'],
  ])('says nothing of a connection, %s', (_, fields) => {
    expect(readKernelLine(`node-812  [001] ..s1. 12.5: kfree_skb: skbaddr=1 rx_sk=0 ${fields}`)).toBeUndefined();
  });
});
