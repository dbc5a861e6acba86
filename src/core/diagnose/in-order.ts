/** Lists that are in order of time. */

/** How many items of such a list are earlier than a time. */
export function countBefore<Item>(items: readonly Item[], timeOf: (item: Item) => number, seconds: number): number {
  let low = 0;
  for (let high = items.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if (timeOf(items[middle] as Item) < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}
