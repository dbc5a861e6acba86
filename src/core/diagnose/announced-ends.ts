/**
 * Ends that a server announced of its own accord (Connection: close after it had kept the connection open; GOAWAY without an
 * error): after how many requests, and at which age. Where those of one service agree in the one and not in the other, it is a limit. Bounded: the
 * services not met for longest are forgotten, and of each only the latest ends are kept.
 */
import { type HostKey, hostKeyOf, serviceKeyOf } from '../bytes/host-key.ts';
import { closingPacket, closingTime } from '../facts/_packets.ts';
import type { Connection } from '../model/connection.ts';
import type { AnnouncedLimit } from '../model/service.ts';
import { MILLISECOND, type TimeNs } from '../model/time.ts';
import { isCloseAnnounced } from '../model/utterance.ts';
import { BoundedMap } from './bounded-map.ts';
import { LatestList } from './latest-list.ts';

/** Services remembered at least, and twice as many at most. */
const SERVICES_MIN = 4096;
/** Ends remembered of each service. */
const ENDS_MAX = 64;

/** Of so many ends one may be another’s: a client may ask for it, a server be stopped. */
const SHARE_MIN = 0.8;
/** Ends nearer to each other have one reason: the server is stopped. */
const APART_MIN: TimeNs = 500 * MILLISECOND;
/** Ages that differ by less than this share are one age, and by more than that several. */
const ONE_AGE = 0.05;
const SEVERAL_AGES = 0.25;
/** Two that agree may do so by chance. */
const AGREEING_MIN = 3;

/** What an ended connection tells of it. */
export interface AnnouncedEnd {
  readonly serverKey: HostKey;
  readonly serverPort: number;
  /** Requests on it; 0 where the server announced nothing. */
  readonly announcedAfter: number;
  readonly startNs: TimeNs;
  readonly closingNs: TimeNs;
}

interface End {
  readonly requests: number;
  readonly ageNs: TimeNs;
  readonly atNs: TimeNs;
}

/** Gathers announced ends, by server address and port. */
export class AnnouncedEnds {
  readonly #services = new BoundedMap<number, LatestList<End>>(SERVICES_MIN);

  /** Takes in an ended connection. */
  note(ended: AnnouncedEnd): void {
    const { announcedAfter: requests } = ended;
    if (requests === 0) return;
    const { serverKey, serverPort, startNs, closingNs } = ended;
    const ends = this.#services.entry(serviceKeyOf(serverKey, serverPort), makeEnds);
    ends.note({ requests, ageNs: closingNs - startNs, atNs: closingNs });
  }

  /** The limit that this service seems to keep to; undefined where its ends do not agree, or were all at one moment. */
  limitOf({ server }: Connection): AnnouncedLimit | undefined {
    const ends = this.#services.get(serviceKeyOf(hostKeyOf(server.address), server.port))?.list ?? [];
    if (ends.length < AGREEING_MIN || spread(ends.map(({ atNs }) => atNs)) < APART_MIN) return undefined;
    return requestLimit(ends) ?? ageLimit(ends);
  }
}

function requestLimit(ends: readonly End[]): AnnouncedLimit | undefined {
  const counts = new Map<number, End[]>();
  for (const end of ends) counts.set(end.requests, [...(counts.get(end.requests) ?? []), end]);
  const [most = []] = [...counts.values()].sort((a, b) => b.length - a.length);
  const [first] = most;
  // A server that closes after each request keeps no connection.
  if (first === undefined || first.requests < 2 || most.length < AGREEING_MIN || most.length < ends.length * SHARE_MIN)
    return undefined;
  if (spread(most.map(({ atNs }) => atNs)) < APART_MIN || shareOf(most) < SEVERAL_AGES) return undefined;
  return { kind: 'requests', requests: first.requests, connections: most.length, ends: ends.length, ...agesOf(most) };
}

function ageLimit(ends: readonly End[]): AnnouncedLimit | undefined {
  if (ends.length < AGREEING_MIN || shareOf(ends) > ONE_AGE) return undefined;
  const [first] = ends;
  if (first === undefined || ends.every(({ requests }) => requests === first.requests)) return undefined;
  const requests = ends.map((end) => end.requests);
  return {
    kind: 'age',
    connections: ends.length,
    fewest: Math.min(...requests),
    most: Math.max(...requests),
    ...agesOf(ends),
  };
}

function agesOf(ends: readonly End[]): { readonly youngestNs: TimeNs; readonly oldestNs: TimeNs } {
  const ages = ends.map(({ ageNs }) => ageNs);
  return { youngestNs: Math.min(...ages), oldestNs: Math.max(...ages) };
}

/** By which share of the oldest the ages differ. */
function shareOf(ends: readonly End[]): number {
  const ages = ends.map(({ ageNs }) => ageNs);
  return spread(ages) / Math.max(1, ...ages);
}

function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

function makeEnds(): LatestList<End> {
  return new LatestList(ENDS_MAX);
}

/** What a connection that is known as plain data tells of it. */
export function announcedEndOf(connection: Connection): AnnouncedEnd {
  const { server, turns, startNs, clientSide, serverSide, requestsTaken } = connection;
  const { firstSaid: serverFirst, lastSaid: serverLast } = serverSide;
  const isClosedFirst = serverSide.fins > 0 && closingPacket(connection)?.from === 'server';
  const isAnnounced = isCloseAnnounced({ turns, serverFirst, serverLast, clientLast: clientSide.lastSaid });
  const requests = requestsTaken ?? (isAnnounced ? Math.floor(turns / 2) : 0);
  return {
    serverKey: hostKeyOf(server.address),
    serverPort: server.port,
    announcedAfter: isClosedFirst ? requests : 0,
    startNs,
    closingNs: closingTime(connection),
  };
}
