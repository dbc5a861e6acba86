/** Each tampering signature is found, and is no verdict by itself. */
import { describe, expect, it } from 'vitest';
import { ALONE } from '../../src/core/facts/_extractor.ts';
import { extractor } from '../../src/core/facts/tampering.ts';
import { Diagnoser, type Diagnosis } from '../../src/core/index.ts';
import { parseRows, toPcap } from '../builders/packets.ts';
import { pairs, type SignatureCase } from './signatures.ts';

/** The diagnosis of the connection that bears a signature; of the last to end, where none does. */
function diagnose({ at, rows }: SignatureCase): { signature: string | undefined; cause: string; certain: boolean } {
  const diagnoses: Diagnosis[] = [];
  const diagnoser = new Diagnoser({ onDiagnosis: (diagnosis) => diagnoses.push(diagnosis), all: true });
  diagnoser.push(toPcap(parseRows(rows), at === 'client' ? { serverTtl: 52 } : { clientTtl: 52 }));
  diagnoser.finish();
  const named = diagnoses.map(({ connection, verdict }) => {
    const [fact] = extractor.extract(connection, ALONE);
    const signature = fact?.kind === 'tampering' ? fact.signature : undefined;
    return { signature, cause: verdict.cause, certain: verdict.confidence === 'certain' };
  });
  const found = named.find(({ signature }) => signature !== undefined) ?? named.at(-1);
  if (found === undefined) throw new Error('No connection in the capture');
  return found;
}

describe.each(pairs)('$signature', ({ signature, tampered, harmless }) => {
  it(`is there: ${tampered.what}`, () => {
    const found = diagnose(tampered);
    expect(found.signature).toBe(signature);
    expect(found.cause).toBe(tampered.cause);
  });

  it(`is harmless: ${harmless.what}`, () => {
    const found = diagnose(harmless);
    expect(found.signature).toBe(signature);
    expect(found.cause).toBe(harmless.cause);
  });
});

it('has nineteen signatures, each once', () => {
  expect(new Set(pairs.map(({ signature }) => signature)).size).toBe(19);
});
