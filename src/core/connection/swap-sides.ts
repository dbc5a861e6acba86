/** A connection's ends exchange roles: what its record, and its rare part, say of each. */
import { moveToRare } from './rare-part.ts';
import type { ConnectionRecord } from './record.ts';
import * as layout from './record-layout.ts';

/** Exchanges what is known of the two ends. */
export function swapSides({ page, halves, at }: ConnectionRecord): void {
  exchange(halves, at + layout.CLIENT_OFFSET, at + layout.SERVER_OFFSET, layout.SIDE_BYTES);
  exchange(halves, at + layout.CLIENT_REST_OFFSET, at + layout.SERVER_REST_OFFSET, layout.SIDE_REST_BYTES);
  if (!moveToRare(page, at)) return;
  const { rare } = page;
  const start = 4 * rare.at;
  const [client, server] = [start + layout.RARE_CLIENT_OFFSET, start + layout.RARE_SERVER_OFFSET];
  exchange(rare.page.halves, client, server, layout.RARE_SIDE_BYTES);
}

/** Exchanges two parts of a page, which start at these offsets. */
function exchange(halves: Uint16Array, one: number, other: number, length: number): void {
  for (let i = 0; i < length; i += 2) {
    const half = halves[(one + i) >> 1] as number;
    halves[(one + i) >> 1] = halves[(other + i) >> 1] as number;
    halves[(other + i) >> 1] = half;
  }
}
