/**
 * The recorded examples against what really happened (examples/truth.jsonl). The right cause has to be named first, or one
 * that looks the same from that vantage point; who ended it may stay unknown, but must not be wrong; certain must be right.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/core/index.ts';
import { diagnoseAll, exampleCaptures } from '../properties/captures.ts';

interface Truth {
  readonly file: string;
  readonly client: string;
  readonly server: string;
  readonly cause: string;
  readonly by: string;
  readonly how: string;
  /** Causes that look the same from there. */
  readonly accept?: readonly string[];
}

const text = readFileSync(new URL('../../examples/truth.jsonl', import.meta.url), 'utf8');
const truths: Truth[] = text
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));
const captures = new Map(exampleCaptures().map(({ name, bytes }) => [name, bytes]));

function endpoint({ address, port }: { address: string; port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function find(truth: Truth): Diagnosis | undefined {
  const bytes = captures.get(truth.file);
  if (bytes === undefined) return undefined;
  return diagnoseAll([bytes]).diagnoses.find(
    ({ connection }) => endpoint(connection.client) === truth.client && endpoint(connection.server) === truth.server,
  );
}

describe('examples', () => {
  it('are all told of', () => {
    expect(new Set(truths.map(({ file }) => file))).toEqual(new Set(captures.keys()));
  });

  it.each(truths)('$file $client: $cause', (truth) => {
    const diagnosis = find(truth);
    const { verdict, ending } = diagnosis ?? {};
    expect([truth.cause, ...(truth.accept ?? [])]).toContain(verdict?.cause);
    expect([truth.by, 'unknown']).toContain(ending?.by);
    expect(ending?.how).toBe(truth.how);
    expect(verdict?.ruledOut.map(({ cause }) => cause)).not.toContain(truth.cause);
    if (verdict?.confidence === 'certain') expect(verdict.cause).toBe(truth.cause);
  });
});
