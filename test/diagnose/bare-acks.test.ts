import { describe, expect, it } from 'vitest';
import { BareAcks } from '../../src/core/diagnose/bare-acks.ts';

const SERVER = 7;
const HELD = { hasBareAck: true, lacksBareAck: false };
const LACKED = { hasBareAck: false, lacksBareAck: true };
const NEITHER = { hasBareAck: false, lacksBareAck: false };

function areLeftOut(...seen: readonly (typeof HELD)[]): boolean {
  const acks = new BareAcks();
  for (const connection of seen) acks.note(SERVER, connection);
  return acks.areLeftOut(SERVER);
}

describe('BareAcks', () => {
  it('are left out where a connection must have had one and none has any', () => {
    expect(areLeftOut(NEITHER, LACKED, NEITHER)).toBe(true);
  });

  it('are not where another connection has one: then the capture lacks single packets', () => {
    expect(areLeftOut(LACKED, HELD)).toBe(false);
    expect(areLeftOut(HELD, LACKED)).toBe(false);
  });

  it('are left out for that server alone', () => {
    const acks = new BareAcks();
    acks.note(SERVER, LACKED);
    acks.note(SERVER + 1, HELD);
    expect([acks.areLeftOut(SERVER), acks.areLeftOut(SERVER + 1), acks.areLeftOut(9)]).toEqual([true, false, false]);
  });

  it('are not known to be where none must have been: a scan has none', () => {
    expect(areLeftOut()).toBe(false);
    expect(areLeftOut(NEITHER, NEITHER)).toBe(false);
  });
});
