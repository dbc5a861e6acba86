/**
 * The way to an address by the routing table that `route -4 print` and `route -6 print` of Windows show: the longest prefix, and
 * among those the lowest metric. Headings and the word for "on-link" are in the language of the system, and the word may be
 * two; rows are told by their numbers. Persistent routes are no rows: they have no interface. A long IPv6 row goes on in the
 * next line.
 */
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import type { Family, Route } from './model.ts';

/** A row. */
export interface PrintedRoute {
  readonly family: Family;
  readonly network: string;
  readonly prefix: number;
  readonly metric: number;
  /** Absent where it is on the link. */
  readonly gateway?: string;
  /** The address it sends from: only rows of IPv4 have it. */
  readonly from?: string;
}

/** More rows are passed over. */
const ROWS_MAX = 10_000;

/** Reads the rows. */
export function parseRoutePrint(text: string): readonly PrintedRoute[] {
  const rows: PrintedRoute[] = [];
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  for (const [i, words] of lines.entries()) {
    const row = readRow4(words) ?? readRow6(words, lines[i + 1] ?? []);
    if (row !== undefined && rows.length < ROWS_MAX) rows.push(row);
  }
  return rows;
}

/** Network, mask, gateway or words, interface, metric. */
function readRow4(words: readonly string[]): PrintedRoute | undefined {
  const [network = '', mask = '', gateway = ''] = words;
  const [from = '', metric = ''] = words.slice(-2);
  if (words.length < 5 || ![network, mask, from].every(isIPv4) || !/^\d{1,9}$/.test(metric)) return undefined;
  const bits = mask.split('.').map((part) => Number(part).toString(2).padStart(8, '0'));
  const prefix = /^(1*)0*$/.exec(bits.join(''))?.[1]?.length;
  if (prefix === undefined) return undefined;
  const hop = isIPv4(gateway) ? { gateway } : {};
  return { family: 4, network, prefix, metric: Number(metric), from, ...hop };
}

/** Number of the interface, metric, network, gateway or words; those of interface 0 are persistent routes. */
function readRow6(words: readonly string[], next: readonly string[]): PrintedRoute | undefined {
  const [index = '', metric = '', place = '', gateway = words.length === 3 ? next[0] : ''] = words;
  const [, network, digits] = /^(.+)\/(\d{1,3})$/.exec(place) ?? [];
  if (network === undefined || !isIPv6(network) || network.includes('%') || Number(digits) > 128) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(index) || !/^\d{1,10}$/.test(metric)) return undefined;
  const hop = isIPv6(gateway ?? '') ? { gateway: gateway! } : {};
  return { family: 6, network, prefix: Number(digits), metric: Number(metric), ...hop };
}

/** The way to an address. `undefined` where the table has none, or several that are as good and differ. */
export function chooseRoute(to: string, rows: readonly PrintedRoute[]): Omit<Route, 'local'> | undefined {
  const address = to.replace(/%.*$/, '');
  const fitting = rows
    .filter((row) => row.family === isIP(address) && contains(row, address))
    .sort((a, b) => b.prefix - a.prefix || a.metric - b.metric);
  const [best] = fitting;
  if (best === undefined) return undefined;
  const asGood = fitting.filter(({ prefix, metric }) => prefix === best.prefix && metric === best.metric);
  const { gateway, from } = best;
  if (asGood.some((row) => row.gateway !== gateway || row.from !== from)) return undefined;
  return { to, ...(from === undefined ? {} : { from }), ...(gateway === undefined ? {} : { gateway }) };
}

function contains({ family, network, prefix }: PrintedRoute, address: string): boolean {
  const subnet = new BlockList();
  const name = family === 4 ? 'ipv4' : 'ipv6';
  subnet.addSubnet(network, prefix, name);
  return subnet.check(address, name);
}
