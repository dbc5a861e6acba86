import { describe, expect, it } from 'vitest';
import { PortsServed } from '../../src/core/diagnose/ports-served.ts';

const PAIR = 7;

function served(...ports: readonly number[]): number {
  const gathered = new PortsServed();
  for (const port of ports) gathered.note(PAIR, port);
  return gathered.of(PAIR);
}

describe('PortsServed', () => {
  it('counts each port once', () => {
    expect(served()).toBe(0);
    expect(served(80, 80)).toBe(1);
    expect(served(80, 443, 80, 443, 22)).toBe(3);
  });

  it('counts up to 64', () => {
    expect(served(...Array.from({ length: 100 }, (_, port) => port + 1))).toBe(64);
  });

  it('counts for the pair alone', () => {
    const gathered = new PortsServed();
    gathered.note(PAIR, 80);
    expect(gathered.of(PAIR + 1)).toBe(0);
  });
});
