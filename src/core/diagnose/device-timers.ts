/**
 * Idle timers of devices on the path, measured: after how long a silence the connections between two hosts met a reset that
 * neither sent, and which silences others lived through. One silence may be chance; where several agree, at different moments
 * and ages, and none longer was ever outlived, it is a timer. Bounded: the pairs of hosts not met for longest are forgotten, and of
 * each only the latest resets are kept.
 */
import { type HostKey, hostKeyOf, pairKeyOf } from '../bytes/host-key.ts';
import { isOfDevice } from '../causes/_device-reset.ts';
import type { Ttls } from '../connection/ended-connection.ts';
import { ALONE } from '../facts/_extractor.ts';
import { closingIndex, closingPacket, isReset } from '../facts/_packets.ts';
import { extractor as resetExtractor } from '../facts/resets.ts';
import { extractor as ttlExtractor } from '../facts/ttl.ts';
import type { Connection } from '../model/connection.ts';
import type { DeviceTimer } from '../model/service.ts';
import { MILLISECOND, SECOND, type TimeNs } from '../model/time.ts';
import { BoundedMap } from './bounded-map.ts';
import { BoundedRows } from './bounded-rows.ts';
import { LatestList } from './latest-list.ts';
import { countMoments } from './moments.ts';

/** Pairs of hosts remembered at least, and twice as many at most. */
const PAIRS_MIN = 4096;
/** Resets remembered of each pair. */
const RESETS_MAX = 64;

/** Shorter silences are part of an exchange. */
const SILENCE_MIN: TimeNs = 1 * SECOND;
/** Fewer agree by chance. */
const MOMENTS_MIN = 3;
/** Timers keep to this share of their length, or to this time, whichever is more. */
const SPREAD_SHARE = 0.01;
const SPREAD_MIN: TimeNs = 50 * MILLISECOND;

/** What an ended connection tells of a device's timer. */
export interface Silent {
  readonly clientKey: HostKey;
  readonly serverKey: HostKey;
  readonly clientTtls: Ttls;
  readonly serverTtls: Ttls;
  /** From the last payload of either end to the first FIN or reset; 0 where nobody closed. */
  readonly silentNs: TimeNs;
  readonly longestPauseNs: TimeNs;
  readonly toConnection: () => Connection;
}

interface Ending {
  readonly atNs: TimeNs;
  readonly silenceNs: TimeNs;
  readonly ageNs: TimeNs;
}

/** Gathers silences, and how they ended, by client and server address: what passes between two hosts passes the same devices. */
export class DeviceTimers {
  readonly #resets = new BoundedMap<number, LatestList<Ending>>(PAIRS_MIN);
  readonly #lived = new BoundedRows(PAIRS_MIN);
  /** Of each pair: connections that lived through a silence, and the longest such. */
  readonly #livedCount = new Uint32Array(2 * PAIRS_MIN);
  readonly #livedNs = new Float64Array(2 * PAIRS_MIN);

  /** Takes in an ended connection. */
  note(ended: Silent): void {
    const { clientTtls, serverTtls, longestPauseNs } = ended;
    if (longestPauseNs > 0) this.#noteLived(ended);
    // Most have none, and to make the connection costs more.
    if (clientTtls.resets + serverTtls.resets === 0 || ended.silentNs < SILENCE_MIN) return;
    const ending = endingOf(ended.toConnection());
    if (ending === undefined) return;
    const endings = this.#resets.entry(pairKeyOf(ended.clientKey, ended.serverKey), makeEndings);
    endings.note(ending);
  }

  #noteLived({ clientKey, serverKey, longestPauseNs }: Silent): void {
    const row = this.#lived.entry(pairKeyOf(clientKey, serverKey));
    if (this.#lived.isNew) {
      this.#livedCount[row] = 0;
      this.#livedNs[row] = 0;
    }
    this.#livedCount[row] = (this.#livedCount[row] as number) + 1;
    if (longestPauseNs > (this.#livedNs[row] as number)) this.#livedNs[row] = longestPauseNs;
  }

  /** The timer that ended this connection, if the silences before such resets agree and none was outlived. */
  timerOf(connection: Connection): DeviceTimer | undefined {
    const key = pairKeyOf(hostKeyOf(connection.client.address), hostKeyOf(connection.server.address));
    const list = this.#resets.get(key)?.list ?? [];
    // It may be one of the first of very many, or none.
    if (list.length < MOMENTS_MIN) return undefined;
    const own = endingOf(connection);
    if (own === undefined) return undefined;
    const silences = [own, ...list].map(({ silenceNs }) => silenceNs).sort((a, b) => a - b);
    const shortestNs = silences[0] as TimeNs;
    const longestNs = silences.at(-1) as TimeNs;
    const toleranceNs = Math.max(SPREAD_MIN, longestNs * SPREAD_SHARE);
    if (longestNs - shortestNs > toleranceNs) return undefined;
    const moments = countMoments(list.map(({ atNs }) => atNs));
    if (moments < MOMENTS_MIN) return undefined;
    const row = this.#lived.get(key);
    const livedNs = row < 0 ? 0 : (this.#livedNs[row] as TimeNs);
    if (livedNs > shortestNs + toleranceNs) return undefined;
    const ages = list.map(({ ageNs }) => ageNs);
    return {
      idleNs: silences[silences.length >> 1] as TimeNs,
      spreadNs: (longestNs - shortestNs) / 2,
      connections: list.length,
      moments,
      youngestNs: Math.min(...ages),
      oldestNs: Math.max(...ages),
      lived: row < 0 ? 0 : (this.#livedCount[row] as number),
      livedNs,
    };
  }
}

/** How long nothing at all had passed when a device reset the open connection; undefined where none did, or not in silence. */
function endingOf(connection: Connection): Ending | undefined {
  const { openedBy, startNs, handshake, packets } = connection;
  const index = closingIndex(connection);
  const closing = packets[index];
  const before = packets[index - 1];
  if (openedBy !== 'syn' || handshake.ackNs === undefined || closing === undefined || before === undefined)
    return undefined;
  const silenceNs = closing.timeNs - before.timeNs;
  if (!isReset(closing) || silenceNs < SILENCE_MIN || !isFromDevice(connection, closing.number)) return undefined;
  return { atNs: closing.timeNs, silenceNs, ageNs: closing.timeNs - startNs };
}

function isFromDevice(connection: Connection, number: number): boolean {
  const reset = resetExtractor
    .extract(connection, ALONE)
    .find((fact) => fact.kind === 'reset' && fact.packets[0] === number);
  const ttl = ttlExtractor.extract(connection, ALONE).find((fact) => fact.packets[0] === number);
  return reset?.kind === 'reset' && ttl?.kind === 'ttl' && isOfDevice(ttl, reset);
}

function makeEndings(): LatestList<Ending> {
  return new LatestList(RESETS_MAX);
}

/** What a connection that is known as plain data shows of silences. */
export function silenceOf(connection: Connection): Pick<Silent, 'silentNs' | 'longestPauseNs'> {
  const closing = closingPacket(connection);
  const silentNs = closing === undefined ? 0 : closing.timeNs - connection.activeNs;
  return { silentNs, longestPauseNs: connection.longestPauseNs };
}
