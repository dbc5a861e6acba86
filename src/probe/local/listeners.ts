/**
 * Sockets that listen: what one is, and those of /proc/net/tcp and tcp6 of Linux with what `ss` knows besides. Of a listener `rx_queue` and Recv-Q are
 * the connections that wait for accept(2), Send-Q is the most that may (tcp_diag_get_info, get_tcp4_sock in net/ipv4).
 */
import { isIP } from 'node:net';
import { formatAddress } from '../../core/bytes/address.ts';
import type { Family } from '../model.ts';

/** A socket that listens. */
export interface Listener {
  readonly family: Family;
  /** `0.0.0.0` or `::` where it listens on all. */
  readonly address: string;
  readonly port: number;
  /** Connections that wait to be accepted; absent where the system does not say. */
  readonly queue?: number;
  /** So many may wait, and one more; absent where the system does not say. */
  readonly backlog?: number;
  /** Takes no IPv4 (IPV6_V6ONLY); absent where the system does not say. */
  readonly v6Only?: boolean;
  /** Of its owner. */
  readonly userId?: number;
  readonly inode?: number;
  /** Where another system says it. */
  readonly processId?: number;
  /** Of that process, where the same program says it. */
  readonly processName?: string;
}

/** The sockets of this machine that listen. */
export interface SocketTable {
  readonly listeners: readonly Listener[];
  /** None is missing: on what is not among them nothing listens. */
  readonly isComplete: boolean;
}

/** More sockets of one machine are passed over. */
export const LISTENERS_MAX = 10_000;

/** Reads `127.0.0.1:80`, `[::1]:80`, and of a link-local address `[fe80::1%en0]:80`. */
export function parsePlace(text: string): Pick<Listener, 'family' | 'address' | 'port'> | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? [];
  const address = (bracketed ?? plain ?? '').replace(/%.*$/, '');
  const port = Number(digits);
  const family = isIP(address);
  if (family === 0 || (family === 6) !== (bracketed !== undefined) || !(port <= 65_535)) return undefined;
  return { family: family === 6 ? 6 : 4, address, port };
}

/** State of sockets that listen (TCP_LISTEN, include/net/tcp_states.h). */
const LISTEN = '0A';

/**
 * The listeners of /proc/net/tcp or tcp6, which has them first (tcp_seek_last_pos): where the text is cut, only connections
 * are missing. Lines that are not of this form are passed over.
 */
export function parseProcNetTcp(text: string, family: Family, order: 'LE' | 'BE'): readonly Listener[] {
  const listeners: Listener[] = [];
  const row = family === 4 ? ROW4 : ROW6;
  for (const line of text.split('\n')) {
    const [, address, port, state, queue, userId, inode] = row.exec(line) ?? [];
    if (address === undefined || state !== LISTEN || listeners.length >= LISTENERS_MAX) continue;
    listeners.push({
      family,
      address: readHexAddress(address, family, order),
      port: Number.parseInt(port!, 16),
      queue: Number.parseInt(queue!, 16),
      userId: Number(userId),
      inode: Number(inode),
    });
  }
  return listeners;
}

const REST =
  ':([\\dA-F]{4}) [\\dA-F]+:[\\dA-F]{4} ([\\dA-F]{2}) [\\dA-F]{8}:([\\dA-F]{8}) \\S+ [\\dA-F]+ +(\\d{1,10}) +\\d+ (\\d{1,15})';
const ROW4 = new RegExp(`^ *\\d+: ([\\dA-F]{8})${REST}`);
const ROW6 = new RegExp(`^ *\\d+: ([\\dA-F]{32})${REST}`);

/** Words of 32 bits, each as the machine writes a number. */
function readHexAddress(hex: string, family: Family, order: 'LE' | 'BE'): string {
  const view = new DataView(new ArrayBuffer(16));
  for (let at = 0; at * 2 < hex.length; at += 4) {
    view.setUint32(at, Number.parseInt(hex.slice(at * 2, at * 2 + 8), 16), order === 'LE');
  }
  return formatAddress(view, 0, family);
}

/** What `ss -ltneH` says of one listener. */
export interface SsListener extends Listener {
  readonly queue: number;
  readonly backlog: number;
}

/** Reads `ss -ltneH` (iproute2). `*:80` is an IPv6 socket that takes IPv4, too. */
export function parseSs(text: string): readonly SsListener[] {
  const listeners: SsListener[] = [];
  for (const line of text.split('\n')) {
    const found = /^LISTEN +(\d{1,9}) +(\d{1,10}) +(\S+):(\d{1,5}) +\S+(.*)/.exec(line);
    if (found === null || listeners.length >= LISTENERS_MAX) continue;
    const [, queue, backlog, place, port, rest] = found as unknown as [string, string, string, string, string, string];
    const address = place.replace(/%.*$/, '').replace(/^\[|\]$/g, '');
    const family = address === '*' || address.includes(':') ? 6 : 4;
    if (address !== '*' && isIP(address) !== family) continue;
    const inode = / ino:(\d{1,15})/.exec(rest)?.[1];
    const v6Only = / v6only:([01])/.exec(rest)?.[1];
    listeners.push({
      family,
      address: address === '*' ? '::' : address,
      port: Number(port),
      queue: Number(queue),
      backlog: Number(backlog),
      ...(inode === undefined ? {} : { inode: Number(inode) }),
      ...(v6Only === undefined ? (address === '*' ? { v6Only: false } : {}) : { v6Only: v6Only === '1' }),
    });
  }
  return listeners;
}

/** Listeners of /proc with what `ss` knows of them. */
export function addBacklogs(listeners: readonly Listener[], known: readonly SsListener[]): readonly Listener[] {
  const byInode = new Map(known.map((entry) => [entry.inode, entry]));
  return listeners.map((listener) => {
    const entry = listener.inode === undefined ? undefined : byInode.get(listener.inode);
    if (entry === undefined) return listener;
    const { queue, backlog, v6Only } = entry;
    return { ...listener, queue, backlog, ...(v6Only === undefined ? {} : { v6Only }) };
  });
}

/**
 * Whether a connection to this address and port comes to this listener. `undefined` where that depends on IPV6_V6ONLY, which
 * is not known.
 */
export function takes(listener: Listener, address: string, port: number): boolean | undefined {
  if (listener.port !== port) return false;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  const wanted = mapped ?? address.replace(/%.*$/, '');
  const family = isIP(wanted);
  const own = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(listener.address)?.[1] ?? listener.address;
  if (own === wanted) return true;
  if (listener.family === 4 || own !== listener.address) return own === '0.0.0.0' && family === 4;
  if (own !== '::') return false;
  if (family === 6) return true;
  return listener.v6Only === undefined ? undefined : !listener.v6Only;
}

/** So many connections may wait that one more finds no place (sk_acceptq_is_full, include/net/sock.h: strictly more). */
export function isFull({ queue, backlog }: Listener): boolean {
  return queue !== undefined && backlog !== undefined && queue > backlog;
}
