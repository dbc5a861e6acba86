/** Any bytes: the program says what it could read and never throws; any portions of a capture give the same answer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnoseAll, exampleCaptures } from './captures.ts';
import { configureProperties, timeoutMs } from './settings.ts';

configureProperties();
const examples = exampleCaptures();
const example = fc.constantFrom(...examples);

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...at, bytes.length].map((end, index) => bytes.subarray(index === 0 ? 0 : at[index - 1], end));
}

describe('input', () => {
  it(
    'of any bytes never throws',
    () => {
      const magic = fc.constantFrom('d4c3b2a1', 'a1b2c3d4', '4d3cb2a1', '0a0d0d0a', '1f8b0800', '28b52ffd', '');
      fc.assert(
        fc.property(magic, fc.uint8Array({ maxLength: 4096 }), (start, rest) => {
          const { summary } = diagnoseAll([Buffer.from(start, 'hex'), rest]);
          expect(summary.packets).toBeGreaterThanOrEqual(0);
        }),
      );
    },
    timeoutMs,
  );

  it(
    'of a damaged capture never throws',
    () => {
      const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 24 });
      fc.assert(
        fc.property(example, damage, fc.nat(), ({ bytes }, changes, keep) => {
          const damaged = bytes.slice(0, keep % 4 === 0 ? keep % bytes.length : bytes.length);
          for (const [place, value] of changes) if (damaged.length > 0) damaged[place % damaged.length] = value;
          const { diagnoses, summary } = diagnoseAll([damaged]);
          expect(diagnoses.length).toBe(summary.connections);
        }),
      );
    },
    timeoutMs,
  );

  it(
    'in any portions gives the same answer',
    () => {
      fc.assert(
        fc.property(example, fc.array(fc.nat(), { maxLength: 12 }), ({ bytes }, places) => {
          expect(diagnoseAll(cut(bytes, places))).toEqual(diagnoseAll([bytes]));
        }),
      );
    },
    timeoutMs,
  );

  it(
    'a byte at a time gives the same answer',
    () => {
      for (const { bytes } of examples.filter((candidate) => candidate.bytes.length < 5000)) {
        const single = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
        expect(diagnoseAll(single)).toEqual(diagnoseAll([bytes]));
      }
    },
    timeoutMs,
  );
});
