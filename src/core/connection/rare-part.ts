/**
 * What few open connections have: counts of what goes wrong, holes in a stream, more packets or bytes than the record counts,
 * and the block of packets of one that closes. It lies apart from the record, in a block that is taken when the first of it
 * comes up; who has none has zeros. Where the blocks lie is known to each page of records.
 */
import type { BlockPool } from './block-pool.ts';
import { RARE, RARE_BYTES } from './record-layout.ts';
import type { RecordPage } from './record-page.ts';

const RARE_WORDS = RARE_BYTES >> 2;

/** Moves the pool to the rare part of the record that starts at this offset of the page; false where it has none. */
export function moveToRare(page: RecordPage, record: number): boolean {
  const block = page.words[(record + RARE) >> 2] as number;
  if (block === 0) return false;
  page.rare.moveTo(block);
  return true;
}

/** The same, and takes one where there is none. */
export function openRare(page: RecordPage, record: number): BlockPool {
  const { rare } = page;
  if (!moveToRare(page, record)) {
    page.words[(record + RARE) >> 2] = rare.take();
    rare.page.words.fill(0, rare.at, rare.at + RARE_WORDS);
  }
  return rare;
}
