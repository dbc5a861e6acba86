/** What the capture leaves out of a server’s connections, and what only some of them lack. */
import { describe, expect, it } from 'vitest';
import { type Holding, LeftOut } from '../../src/core/diagnose/left-out.ts';

const SERVER = 7;
const NOTHING: Holding = {
  hasBareAck: false,
  lacksBareAck: false,
  isServerHeard: false,
  isServerAcknowledged: false,
};
const HELD: Holding = { ...NOTHING, hasBareAck: true };
const LACKED: Holding = { ...NOTHING, lacksBareAck: true };
const HEARD: Holding = { ...NOTHING, isServerHeard: true, isServerAcknowledged: true };
const ACKNOWLEDGED: Holding = { ...NOTHING, isServerAcknowledged: true };

function leftOut(...seen: readonly Holding[]): { readonly acks: boolean; readonly packets: boolean } {
  const known = new LeftOut();
  for (const connection of seen) known.note(SERVER, connection);
  return { acks: known.acksOf(SERVER), packets: known.packetsOf(SERVER) };
}

describe('bare acknowledgements', () => {
  it('are left out where a connection must have had one and none has any', () => {
    expect(leftOut(NOTHING, LACKED, NOTHING).acks).toBe(true);
  });

  it('are not where another connection has one: then the capture lacks single packets', () => {
    expect(leftOut(LACKED, HELD).acks).toBe(false);
    expect(leftOut(HELD, LACKED).acks).toBe(false);
  });

  it('are left out for that server alone', () => {
    const known = new LeftOut();
    known.note(SERVER, LACKED);
    known.note(SERVER + 1, HELD);
    expect([known.acksOf(SERVER), known.acksOf(SERVER + 1), known.acksOf(9)]).toEqual([true, false, false]);
  });

  it('are not known to be where none must have been: a scan has none', () => {
    expect(leftOut().acks).toBe(false);
    expect(leftOut(NOTHING, NOTHING).acks).toBe(false);
  });
});

describe('packets of a server', () => {
  it('are left out where clients acknowledge what is not there', () => {
    expect(leftOut(NOTHING, ACKNOWLEDGED).packets).toBe(true);
  });

  it('are not where one is there', () => {
    expect(leftOut(ACKNOWLEDGED, HEARD).packets).toBe(false);
    expect(leftOut(HEARD, ACKNOWLEDGED).packets).toBe(false);
  });

  it('are not known to be where nobody acknowledges anything: a SYN flood has no answers', () => {
    expect(leftOut().packets).toBe(false);
    expect(leftOut(NOTHING, NOTHING).packets).toBe(false);
  });

  it('are another matter than acknowledgements', () => {
    expect(leftOut(LACKED, HEARD)).toEqual({ acks: true, packets: false });
    expect(leftOut(HELD, ACKNOWLEDGED)).toEqual({ acks: false, packets: true });
  });
});
