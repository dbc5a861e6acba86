/**
 * What the kernel dropped, in a connection whose packets get no answer. The event names neither addresses nor ports, and the
 * trace may have a clock of its own; but packets that are sent in vain are sent again after waits that double, and a host that
 * drops each of them does so after the same waits.
 */
import type { Testimony } from '../facts/_extractor.ts';
import type { Connection } from '../model/connection.ts';
import type { DropReason } from '../model/drop-reason.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import { ACK, FIN, RST, SYN } from '../model/packet.ts';
import { SECOND } from '../model/time.ts';
import type { DropEvent } from '../model/witness.ts';
import { countBefore } from './in-order.ts';
import type { KernelAccount } from './kernel-account.ts';

/** A wait between two captured packets and that between their drops differ by no more, in seconds: they are events of one host. */
const WAITS_APART_MAX = 0.002;
/** By so many seconds two wall clocks may differ. */
const CLOCKS_APART_MAX = 120;
/** A clock that counts from 1970. */
const WALL_CLOCK_MIN = 1e9;
/** With more drops for one reason something always fits. */
export const DROPS_MAX = 1024;
/** So many places may fit by chance at most, where nothing was dropped of this connection. */
const BY_CHANCE_MAX = 0.02;
const SURE_TRIES_MIN = 3;

/** Packets of one side that were sent in vain, each again and again. */
interface InVain {
  readonly from: Side;
  /** Seconds since 1970 by the clock of the capture. */
  readonly times: readonly number[];
}

/** What the drops of this account tell of a connection. */
export function dropsOf(account: KernelAccount, connection: Connection, baseSeconds: number): Testimony[] {
  if (account.drops().size === 0) return [];
  const vain = inVain(connection, baseSeconds);
  const at = hostOf(account, connection);
  // What an end itself drops is in no capture.
  if (vain === undefined || at === vain.from) return [];
  const { from, times } = vain;
  const found: Testimony[] = [];
  for (const [reason, drops] of account.drops()) {
    const fits = placesOf(drops, times);
    const [first] = fits;
    if (first === undefined) continue;
    const isSure = times.length >= SURE_TRIES_MIN && fits.length === 1;
    const said = { file: first.file, line: first.line };
    found.push({ kind: 'kernel-drop', reason, from, tries: times.length, at, isSure, said });
  }
  return found;
}

/** The end of the connection whose kernel wrote this; undefined where it has sockets of neither, or of both. */
function hostOf(account: KernelAccount, { client, server }: Connection): Side | undefined {
  const isClient = account.isOf(client.address);
  if (isClient === account.isOf(server.address)) return undefined;
  return isClient ? 'client' : 'server';
}

/** The SYNs without an answer, the answers that the client goes on asking for, or the copies of the last data. */
function inVain({ packets, handshake }: Connection, baseSeconds: number): InVain | undefined {
  const isAnswered = handshake.synAckNs !== undefined;
  const isOpen = isAnswered && handshake.ackNs !== undefined;
  const from = isOpen ? packets.at(-1)?.from : isAnswered ? 'server' : 'client';
  if (from === undefined) return undefined;
  const own = packets.filter((packet) => packet.from === from && (packet.flags & RST) === 0);
  const last = own.at(-1);
  if (last === undefined) return undefined;
  const isTry = isOpen
    ? ({ seq, payloadLength, flags }: (typeof packets)[number]): boolean =>
        seq === last.seq && (payloadLength > 0 || (flags & FIN) !== 0)
    : ({ flags }: (typeof packets)[number]): boolean => (flags & (SYN | ACK)) === (isAnswered ? SYN | ACK : SYN);
  const tries = own.filter(isTry);
  const [first] = tries;
  if (first === undefined || tries.length < 2) return undefined;
  const isHeard = packets.some(({ from: by, number }) => by === otherSide(from) && number > first.number);
  if (isOpen && isHeard) return undefined;
  return { from, times: tries.map(({ timeNs }) => baseSeconds + timeNs / SECOND) };
}

/** The drops that may be that of the first packet: each of the others was dropped as long after it as it was sent. */
function placesOf(drops: readonly DropEvent[], times: readonly number[]): DropEvent[] {
  const [first = 0] = times;
  const last = times.at(-1) ?? first;
  if (drops.length < times.length || drops.length > DROPS_MAX) return [];
  if (expectedByChance(drops, times.length, last - first) > BY_CHANCE_MAX) return [];
  const isThere = (seconds: number): boolean => {
    const next = drops[countBefore(drops, ({ seconds: own }) => own, seconds - WAITS_APART_MAX)];
    return next !== undefined && next.seconds <= seconds + WAITS_APART_MAX;
  };
  const fitting = drops.filter(({ seconds }) => {
    const offset = seconds - first;
    const isWall = seconds >= WALL_CLOCK_MIN && first >= WALL_CLOCK_MIN;
    if (isWall && Math.abs(offset) > CLOCKS_APART_MAX) return false;
    return times.every((time) => isThere(time + offset));
  });
  // Copies of one packet that are dropped together are one place.
  return fitting.filter(
    ({ seconds }, index) => index === 0 || seconds - (fitting[index - 1]?.seconds ?? 0) > 2 * WAITS_APART_MAX,
  );
}

/** How many places would fit, were the drops spread evenly over their time. */
function expectedByChance(drops: readonly DropEvent[], tries: number, spanSeconds: number): number {
  const from = drops[0]?.seconds ?? 0;
  const lasted = Math.max(spanSeconds, (drops.at(-1)?.seconds ?? from) - from);
  const share = Math.min(1, (drops.length / lasted) * 2 * WAITS_APART_MAX);
  return drops.length * share ** (tries - 1);
}

/** Drops by reason, each list in order of time. */
export class Drops {
  readonly #byReason = new Map<DropReason, DropEvent[]>();

  add(event: DropEvent): void {
    const list = this.#byReason.get(event.reason);
    if (list === undefined) this.#byReason.set(event.reason, [event]);
    else list.push(event);
  }

  all(): ReadonlyMap<DropReason, readonly DropEvent[]> {
    return this.#byReason;
  }
}
