/** Ports that somebody may have meant: one digit is wrong, missing, too many or in the wrong place, or it is a neighbour. */

const NEIGHBOURHOOD = 10;

/** How far apart two ports are as typed: 1 one slip, 2 neighbours; `undefined` where neither. */
export function portDistance(typed: number, other: number): number | undefined {
  if (typed === other) return undefined;
  if (isOneSlip(String(typed), String(other))) return 1;
  return Math.abs(typed - other) <= NEIGHBOURHOOD ? 2 : undefined;
}

/** The nearest of these ports, the nearest first, then by difference. */
export function nearestPorts(typed: number, others: Iterable<number>, atMost: number): readonly number[] {
  return [...new Set(others)]
    .map((port) => ({ port, distance: portDistance(typed, port) }))
    .filter((entry): entry is { port: number; distance: number } => entry.distance !== undefined)
    .sort((a, b) => a.distance - b.distance || Math.abs(a.port - typed) - Math.abs(b.port - typed) || a.port - b.port)
    .slice(0, atMost)
    .map(({ port }) => port);
}

/** One character replaced, left out, added, or two swapped. */
function isOneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
