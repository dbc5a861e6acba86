import { describe, expect, it } from 'vitest';
import { ServersHeard } from '../../src/core/diagnose/servers-heard.ts';

const SERVER = 7;
const NONE = { packets: 0, resets: 0, handshakeTtl: 0, ttlMin: 0, ttlMax: 0 };
const HEARD = { serverTtls: { ...NONE, packets: 3 }, isServerAcknowledged: true };
const ACKNOWLEDGED = { serverTtls: NONE, isServerAcknowledged: true };
const SILENT = { serverTtls: NONE, isServerAcknowledged: false };

function areLeftOut(...seen: readonly (typeof HEARD)[]): boolean {
  const heard = new ServersHeard();
  for (const connection of seen) heard.note(SERVER, connection);
  return heard.isLeftOut(SERVER);
}

describe('ServersHeard', () => {
  it('are left out where clients acknowledge what is not there', () => {
    expect(areLeftOut(SILENT, ACKNOWLEDGED)).toBe(true);
  });

  it('are not where one is heard', () => {
    expect(areLeftOut(ACKNOWLEDGED, HEARD)).toBe(false);
    expect(areLeftOut(HEARD, ACKNOWLEDGED)).toBe(false);
  });

  it('are not known to be where nobody acknowledges anything: a SYN flood has no answers', () => {
    expect(areLeftOut()).toBe(false);
    expect(areLeftOut(SILENT, SILENT)).toBe(false);
  });
});
