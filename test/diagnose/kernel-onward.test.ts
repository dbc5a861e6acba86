/** Connections that a program opened while it had one, by the account of its kernel. */
import { describe, expect, it } from 'vitest';
import type { KernelOnwardFact } from '../../src/core/model/witness-fact.ts';
import { ANSWERED, connectionOf, served, state, testimonyOf, traceLine } from './testimonies.ts';

const connection = connectionOf(ANSWERED);

function onwardOf(lines: readonly string[]): Omit<KernelOnwardFact, 'packets'> | undefined {
  const facts = testimonyOf(connection, 1, { 'kernel.txt': lines });
  return facts.find((fact): fact is Omit<KernelOnwardFact, 'packets'> => fact.kind === 'kernel-onward');
}

describe('what the program opened meanwhile', () => {
  const SOCAT = ['socat', 100] as const;
  const onward = { local: '127.0.0.1:45000', remote: '127.0.0.1:9000' };
  const refused = [
    state(0.2, SOCAT, 'CLOSE', 'SYN_SENT', onward),
    traceLine(0.2001, SOCAT, 'tcp_receive_reset: sport=45000 dport=9000 saddr=127.0.0.1 daddr=127.0.0.1 sock_cookie=1'),
    state(0.2001, SOCAT, 'SYN_SENT', 'CLOSE', onward),
  ];

  it('is told of, and was refused', () => {
    const lines = [...served(SOCAT), ...refused];
    expect(onwardOf(lines)).toMatchObject({ outcome: 'refused', comm: 'socat', isAlone: true });
  });

  it('may be for another connection where there are several', () => {
    const lines = [...served(SOCAT), ...served(SOCAT, 3, { remote: '192.0.2.9:40000' }), ...refused];
    expect(onwardOf(lines)).toMatchObject({ isAlone: false });
  });

  it('is for this one where the others are over', () => {
    const lines = [...served(SOCAT), ...served(SOCAT, 0.1, { remote: '192.0.2.9:40000' }), ...refused];
    expect(onwardOf(lines)).toMatchObject({ isAlone: true });
  });

  it('is not another program’s', () => {
    expect(onwardOf([...served(['nginx', 100]), ...refused])).toBeUndefined();
  });
});
