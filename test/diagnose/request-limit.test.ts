/** A whole number of hundreds of requests on a connection, and then an end that the server announces. */
import { describe, expect, it } from 'vitest';
import { parseRows, toPcap } from '../builders/packets.ts';
import { answerTo } from '../cases/render-page.ts';

function answerAfter(requests: number): string {
  const rows = ['0 C S', '0.012 S S.', '0.013 C .'];
  for (let i = 1; i <= requests; i += 1) {
    const closes = i === requests ? 'Connection: close\\r\\n' : '';
    rows.push(`${i}.000 C P. data "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"`);
    rows.push(`${i}.012 S P. data "HTTP/1.1 200 OK\\r\\n${closes}Content-Length: 0\\r\\n\\r\\n"`);
  }
  rows.push(`${requests}.012 S F.`, `${requests}.013 C F.`, `${requests}.025 S .`);
  return answerTo(toPcap(parseRows(rows.join('\n')), {}))
    .split(/\s+/, 2)
    .join(' ');
}

describe('connection-request-limit', () => {
  it('is likely after a whole number of hundreds of requests', () => {
    expect(answerAfter(100)).toBe('likely connection-request-limit');
    expect(answerAfter(99)).toBe('likely normal-close');
  });
});
