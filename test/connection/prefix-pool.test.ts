import { describe, expect, it } from 'vitest';
import { PREFIX_BYTES, PrefixPool } from '../../src/core/connection/prefix-pool.ts';
import { parseRows, toPcap } from '../builders/packets.ts';
import { trackBytes } from './track.ts';

describe('PrefixPool', () => {
  it('hands out places that do not overlap, and takes them again when they are given back', () => {
    const pool = new PrefixPool();
    const places = Array.from({ length: 10_000 }, () => pool.take());
    for (const place of places) {
      for (let at = 0; at < PREFIX_BYTES; at += 4) pool.viewOf(place).setInt32(pool.offsetOf(place) + at, place);
    }
    for (const place of places) {
      const words = [0, 20].map((at) => pool.viewOf(place).getInt32(pool.offsetOf(place) + at));
      if (words.some((word) => word !== place)) expect(words).toEqual([place, place]);
    }
    for (const place of places.slice(5000)) pool.release(place);
    const again = Array.from({ length: 5000 }, () => pool.take());
    expect(again.toSorted((a, b) => a - b)).toEqual(places.slice(5000));
    expect(pool.take()).toBe(10_000);
  });

  it('keeps the addresses of a connection through its life, whatever other connections come and go', () => {
    const clients: string[] = [];
    const lines: string[] = [];
    for (let i = 0; i < 400; i += 1) {
      const isV4 = i % 3 === 0;
      const client = isV4 ? `192.0.2.${i >> 1}` : `2001:db8:${(i + 1).toString(16)}:1:2:3:4:5`;
      const server = isV4 ? '198.51.100.2' : `2001:db8:ffff:${(i + 1).toString(16)}::2`;
      clients.push(client);
      const [one, other] = isV4 ? [client, server] : [`[${client}]`, `[${server}]`];
      // One whose SYN comes late is taken for the server's until then, by its port.
      const isLate = i % 4 === 0;
      lines.push(isLate ? `client ${one}:80 server ${other}:50000` : `client ${one}:50000 server ${other}:80`);
      if (isLate) lines.push(`${i} C .`);
      lines.push(`${i}.1 C S`);
      if (i % 5 !== 0) lines.push(`${i}.2 S R.`);
    }
    const bytes = toPcap(parseRows(lines.join('\n')));
    const connections = trackBytes(bytes, { lingerNs: 7e9, maxConnections: 60 });
    expect(connections.map(({ client }) => client.address)).toEqual(clients);
    expect(connections.map(({ server }) => server.port)).toEqual(clients.map((_, i) => (i % 4 === 0 ? 50_000 : 80)));
    expect(connections.filter(({ evicted }) => evicted).length).toBeGreaterThan(0);
  });
});
