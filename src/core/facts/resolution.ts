/**
 * What became of an end's address on its link while the end was silent: it was asked for in vain (RFC 826; RFC 4861 §7.2), or
 * another hardware address took it (RFC 5227 §2.4).
 */
import type { Connection } from '../model/connection.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { AddressTakenFact, UnresolvedFact } from '../model/fact.ts';
import type { AddressHolder, AddressQuestion, AddressView } from '../model/resolution.ts';
import { MILLISECOND, SECOND, type TimeNs } from '../model/time.ts';
import type { Extractor } from './_extractor.ts';
import { addressOf, closingPacket, closingTime, isReset, refer } from './_packets.ts';

/** A single question may be answered where the capture does not see it, and so may the latest of several. */
const QUESTIONS_MIN = 2;
const ANSWER_MAX: TimeNs = 1 * SECOND;

/** Who is told to wait asks for the address at once, and again while the other end repeats (RFC 1122 §2.3.2.1: once a second). */
const BEFORE_MAX: TimeNs = 50 * MILLISECOND;
const AFTER_MAX: TimeNs = 3 * SECOND;

/** A machine that defends its address says so at once (RFC 5227 §2.4). */
const DEFENCE_MAX: TimeNs = 2 * SECOND;

export const extractor: Extractor = {
  id: 'resolution',
  extract: (connection, surroundings) => {
    if (surroundings.addressViews === undefined) return [];
    const facts: (UnresolvedFact | AddressTakenFact)[] = [];
    for (const side of ['client', 'server'] as const) {
      const views = surroundings.addressViews(connection, side);
      const unresolved = first(views, (view) => readQuestions(connection, side, view));
      const taken = first(views, (view) => readHolders(connection, side, view));
      if (unresolved !== undefined) facts.push(unresolved);
      if (taken !== undefined) facts.push(taken);
    }
    return facts;
  },
};

function first<Found>(
  views: readonly AddressView[],
  read: (view: AddressView) => Found | undefined,
): Found | undefined {
  for (const view of views) {
    const found = read(view);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** When a side was last heard, resets left out; where no packet of that was kept, not after this. Undefined: never. */
function lastHeardNs(connection: Connection, side: Side): TimeNs | undefined {
  const { packets, keptAll } = connection;
  const last = packets.findLast((packet) => packet.from === side && !isReset(packet));
  return last?.timeNs ?? (keptAll ? undefined : packets[0]?.timeNs);
}

function readQuestions(connection: Connection, side: Side, view: AddressView): UnresolvedFact | undefined {
  if (view.questions.length === 0) return undefined;
  const { startNs, lastNs, watchedUntilNs } = connection;
  const silentNs = lastHeardNs(connection, side) ?? startNs - BEFORE_MAX;
  const asked = view.questions.find(
    ({ count, firstNs, lastNs: askedNs, answeredNs }) =>
      count >= QUESTIONS_MIN &&
      firstNs >= silentNs &&
      firstNs <= lastNs + AFTER_MAX &&
      Math.max(watchedUntilNs, askedNs) - firstNs >= ANSWER_MAX &&
      (answeredNs === undefined || answeredNs > lastNs),
  );
  if (asked === undefined) return undefined;
  const { asker, count, firstNs, lastNs: untilNs, first, last } = asked;
  return {
    kind: 'unresolved',
    side,
    at: view.at,
    address: addressOf(connection, side),
    asker,
    byPeer: asker === addressOf(connection, otherSide(side)),
    count,
    first,
    last,
    spanNs: untilNs - firstNs,
    sinceStartNs: Math.max(0, firstNs - startNs),
    answersShown: showsAnswers(asked, view, side),
    packets: referIn(connection, view, first, last),
  };
}

/** A capture made at the machine that was asked has its answer, too. */
function showsAnswers(
  { answersShown }: AddressQuestion,
  { at }: AddressView,
  side: Side,
): UnresolvedFact['answersShown'] {
  return answersShown ?? (at === side ? 'asked' : undefined);
}

/** The change of holder after the end was last heard, told by the new one itself before the close. */
function readHolders(connection: Connection, side: Side, view: AddressView): AddressTakenFact | undefined {
  const { holders } = view;
  if (holders.length < 2) return undefined;
  const closedNs = closingTime(connection);
  const heardNs = lastHeardNs(connection, side);
  if (heardNs === undefined) return undefined;
  const index = holders.findIndex(({ sinceNs }, at) => at > 0 && sinceNs >= heardNs);
  const [before, after] = [holders[index - 1], holders[index]];
  if (before === undefined || after?.claimedNs === undefined || after.claimedNs > closedNs) return undefined;
  const closing = closingPacket(connection);
  const atClose = holders.findLast(({ sinceNs }) => sinceNs <= closedNs);
  if (closing?.from === side && atClose?.hardware !== after.hardware) return undefined;
  const again = holders.slice(index + 1).find((later) => isUnaware(later, before, after));
  return {
    kind: 'address-taken',
    side,
    at: view.at,
    address: addressOf(connection, side),
    before: before.hardware,
    after: after.hardware,
    first: after.claimed ?? after.since,
    last: before.until,
    beforeCloseNs: closedNs - after.sinceNs,
    again: again?.since,
    already: heldAlready(holders, index),
    packets: referIn(connection, view, after.claimed ?? after.since, again?.since),
  };
}

/**
 * Where who takes the address had it before the other already. Machines that hand an address to and fro announce it every time;
 * two that both have it answer for it.
 */
function heldAlready(holders: readonly AddressHolder[], index: number): number | undefined {
  const [earlier, between, now] = holders.slice(Math.max(0, index - 2), index + 1);
  if (now === undefined || earlier?.hardware !== now.hardware || earlier.claimedNs === undefined) return undefined;
  return between?.isAnnounced === false && !now.isAnnounced ? (earlier.claimed ?? earlier.since) : undefined;
}

/** It goes on as if the address had been its own all the time, or defends it. One that takes it back announces that. */
function isUnaware(later: AddressHolder, before: AddressHolder, after: AddressHolder): boolean {
  if (later.hardware !== before.hardware) return false;
  return !later.isAnnounced || later.sinceNs - after.sinceNs <= DEFENCE_MAX;
}

/** Frame numbers of another capture are no references: the closing packet is, or the first. */
function referIn(
  connection: Connection,
  { at }: AddressView,
  ...numbers: (number | undefined)[]
): UnresolvedFact['packets'] {
  return at === undefined ? refer(connection, ...numbers) : refer(connection, closingPacket(connection)?.number);
}
