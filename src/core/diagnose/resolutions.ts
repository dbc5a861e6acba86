/**
 * Takes in messages of ARP and neighbour discovery, and the frames that show who sends for an address, packet by packet; tells
 * of an address who held it and who asked for it.
 */
import { formatAddress } from '../bytes/address.ts';
import { type HostKey, hostKeyAt, hostKeyOf } from '../bytes/host-key.ts';
import type { OtherEnd } from '../facts/_extractor.ts';
import { NO_HARDWARE, senderOf, vlanOf } from '../link/_hardware-address.ts';
import { WENT_OUT } from '../link/_link-type.ts';
import type { Connection } from '../model/connection.ts';
import type { Side } from '../model/endpoint.ts';
import { type PacketView, RST } from '../model/packet.ts';
import type { AddressView } from '../model/resolution.ts';
import type { TimeNs } from '../model/time.ts';
import { NO_ADDRESS, type Resolution } from '../packet/resolution.ts';
import type { Segment } from '../packet/segment.ts';
import { AddressHolders } from './address-holders.ts';
import { AddressQuestions } from './address-questions.ts';

const IPV4_SOURCE = 12;
const IPV6_SOURCE = 8;
/** fe80::/10: every link has its own. */
const LINK_LOCAL = 0xfe80;
const LINK_LOCAL_MASK = 0xffc0;

/** Most captures hold neither. */
const NOTHING: AddressView = { holders: [], questions: [] };

/** What one capture shows of the links it was made on. */
export class Resolutions {
  readonly #holders = new AddressHolders();
  readonly #questions = new AddressQuestions();
  /**
   * The VLAN of the first message; undefined where there was none. Networks that share a cable may use the same addresses: only
   * one of them is looked at.
   */
  #vlan: number | undefined;

  /** Takes in the message the view stands at. */
  take(resolution: Resolution, packet: PacketView): void {
    const vlan = vlanOf(packet);
    this.#vlan ??= vlan;
    if (vlan !== this.#vlan) return;
    const { view, ipVersion, claimedOffset, askedOffset, answeredOffset, timeNs, number } = resolution;
    const claimed = keyAt(view, claimedOffset, ipVersion);
    if (ipVersion === 4 || (view.getUint16(claimedOffset) & LINK_LOCAL_MASK) !== LINK_LOCAL)
      this.#holders.noteClaim(claimed, resolution.hardware, timeNs, number, resolution.isAnnounced);
    this.#questions.noteHeard(claimed, timeNs);
    if (answeredOffset !== NO_ADDRESS) this.#questions.noteAnswerTo(keyAt(view, answeredOffset, ipVersion));
    if (askedOffset === NO_ADDRESS) return;
    const at = { timeNs, number, passed: resolution.way === WENT_OUT };
    this.#questions.note(keyAt(view, askedOffset, ipVersion), claimed, at, () =>
      formatAddress(view, claimedOffset, ipVersion),
    );
  }

  /** Takes in a segment that begins or ends a connection, and the frame it came in. */
  takeFrame(segment: Segment, packet: PacketView): void {
    const { sourceOffset, ipVersion, timeNs, number } = segment;
    if (segment.view !== packet.view) return;
    const hardware = senderOf(packet, sourceOffset - (ipVersion === 4 ? IPV4_SOURCE : IPV6_SOURCE));
    const isAnswer = !this.#questions.isEmpty && (segment.flags & RST) === 0;
    if (hardware === NO_HARDWARE && !isAnswer) return;
    const host = keyAt(segment.view, sourceOffset, ipVersion);
    if (hardware !== NO_HARDWARE) this.#holders.noteFrame(host, hardware, timeNs, number);
    // A device may reset in the name of a host that is not there.
    if (isAnswer) this.#questions.noteHeard(host, timeNs);
  }

  /** What is known of an address. */
  of(address: string): AddressView {
    if (this.#vlan === undefined) return NOTHING;
    const host = hostKeyOf(address);
    return { holders: this.#holders.of(host), questions: this.#questions.for(host) };
  }
}

/**
 * What the other end's capture shows of the address of a side, in times of the connection's own capture. Where their clocks are
 * not known, questions count as they are: that just this address was asked for in vain just then is no chance.
 */
export function viewElsewhere(
  resolutions: Resolutions | undefined,
  { at, connection: there, offsetNs }: OtherEnd,
  here: Connection,
  side: Side,
): readonly AddressView[] {
  if (resolutions === undefined) return [];
  const { holders, questions } = resolutions.of((there ?? here)[side].address);
  const shift = (timeNs: TimeNs): TimeNs => timeNs - (offsetNs ?? 0);
  const shiftKnown = (timeNs: TimeNs | undefined): TimeNs | undefined =>
    timeNs === undefined ? undefined : shift(timeNs);
  const shifted = holders.map((holder) => ({
    ...holder,
    sinceNs: shift(holder.sinceNs),
    untilNs: shift(holder.untilNs),
    claimedNs: shiftKnown(holder.claimedNs),
  }));
  const asked = questions.map((question) => ({
    ...question,
    firstNs: shift(question.firstNs),
    lastNs: shift(question.lastNs),
    answeredNs: shiftKnown(question.answeredNs),
  }));
  return [{ at, holders: offsetNs === undefined ? [] : shifted, questions: asked }];
}

function keyAt(view: DataView, offset: number, ipVersion: 4 | 6): HostKey {
  return ipVersion === 4 ? view.getInt32(offset, true) : hostKeyAt(view, offset);
}
