/** Values that stacks start their TTL from: some controllers 32; Linux, BSD, macOS 64; Windows 128; network gear 255. */
const STARTS: readonly number[] = [32, 64, 128, 255];

/** The value that a packet with this TTL most likely started from. */
export function startOf(ttl: number): number {
  return STARTS.find((start) => start >= ttl) ?? 255;
}
