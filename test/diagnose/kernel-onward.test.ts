/** Connections that a program opened while it had one, by the account of its kernel. */
import { describe, expect, it } from 'vitest';
import type { KernelOnwardFact } from '../../src/core/model/witness-fact.ts';
import { ANSWERED, connectionOf, REFUSED_ONWARD, SOCAT, served, testimonyOf } from './testimonies.ts';

const connection = connectionOf(ANSWERED);

function onwardOf(lines: readonly string[]): Omit<KernelOnwardFact, 'packets'> | undefined {
  const facts = testimonyOf(connection, 1, { 'kernel.txt': lines });
  return facts.find((fact): fact is Omit<KernelOnwardFact, 'packets'> => fact.kind === 'kernel-onward');
}

describe('what the program opened meanwhile', () => {
  it('is told of, and was refused', () => {
    const lines = [...served(SOCAT), ...REFUSED_ONWARD];
    expect(onwardOf(lines)).toMatchObject({ outcome: 'refused', comm: 'socat', isAlone: true });
  });

  it('may be for another connection where there are several', () => {
    const lines = [...served(SOCAT), ...served(SOCAT, 3, { remote: '192.0.2.9:40000' }), ...REFUSED_ONWARD];
    expect(onwardOf(lines)).toMatchObject({ isAlone: false });
  });

  it('is for this one where the others are over', () => {
    const lines = [...served(SOCAT), ...served(SOCAT, 0.1, { remote: '192.0.2.9:40000' }), ...REFUSED_ONWARD];
    expect(onwardOf(lines)).toMatchObject({ isAlone: true });
  });

  it('is not another program’s', () => {
    expect(onwardOf([...served(['nginx', 100]), ...REFUSED_ONWARD])).toBeUndefined();
  });
});
