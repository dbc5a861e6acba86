/**
 * Which hardware address an IP address was heard from, one after the other: by ARP and neighbour discovery, and by the frames
 * of segments that begin or end a connection. Routers send in the name of many, and proxies claim many addresses: neither
 * holds them. Nor is a hardware address that moves with the IP address a machine's own (VRRP, HSRP, CARP, GLBP, NLB).
 */
import type { HostKey } from '../bytes/host-key.ts';
import { formatHardware, type HardwareAddress, NO_HARDWARE } from '../link/_hardware-address.ts';
import type { AddressHolder } from '../model/resolution.ts';
import type { TimeNs } from '../model/time.ts';
import { BoundedMap } from './bounded-map.ts';

/** Claimed addresses, and hardware addresses: as many are remembered at least, and twice as many at most. */
const ADDRESSES_MIN = 4096;
const HOLDERS_MAX = 8;
/** Whoever claims more addresses of its link answers for others. */
const CLAIMS_MAX = 8;
/** Places for addresses that nobody has claimed yet; a power of two. */
const PLACES = 4096;

const TWO_32 = 0x1_0000_0000;

/** The high bytes of addresses that move from machine to machine, and how many bits of them count. */
const MOVABLE: readonly (readonly [prefix: number, low: number])[] = [
  [0x00_005e_0001, 2 ** 8], // VRRP and CARP (RFC 9568 §7.3)
  [0x00005e0002, 2 ** 8],
  [0x00000c07ac, 2 ** 8], // HSRP
  [0x00000c9ff, 2 ** 12], // HSRP version 2
  [0x0005_73a0, 2 ** 16], // HSRP on IPv6
  [0x0007_b400, 2 ** 16], // GLBP
  [0x02bf, 2 ** 32], // Network Load Balancing
  [0x03bf, 2 ** 32],
];

/** How it was heard that an address is held. */
export type Heard = 'frame' | 'claim' | 'announcement';

interface Holding {
  readonly hardware: HardwareAddress;
  readonly sinceNs: TimeNs;
  readonly since: number;
  untilNs: TimeNs;
  until: number;
  claimedNs: TimeNs | undefined;
  claimed: number | undefined;
  readonly isAnnounced: boolean;
}

/** What is known of a hardware address. */
interface Machine {
  /** An address it sent for; whether it sent for another of the same IP version. */
  readonly sentFor: [v4: HostKey | undefined, v6: HostKey | undefined];
  forwards: boolean;
  readonly claims: Set<HostKey>;
}

/** Remembers holders by address. */
export class AddressHolders {
  readonly #holdings = new BoundedMap<HostKey, Holding[]>(ADDRESSES_MIN);
  readonly #machines = new BoundedMap<HardwareAddress, Machine>(ADDRESSES_MIN);
  /** By place: the address, who was heard there last, since and until when, and in which frames. */
  readonly #owners = new Float64Array(PLACES).fill(Number.NaN);
  readonly #hardware = new Float64Array(PLACES);
  readonly #sinceNs = new Float64Array(PLACES);
  readonly #untilNs = new Float64Array(PLACES);
  readonly #since = new Uint32Array(PLACES);
  readonly #until = new Uint32Array(PLACES);

  /** Takes in that a frame of this sender carries a segment from the address. */
  noteFrame(host: HostKey, hardware: HardwareAddress, timeNs: TimeNs, number: number): void {
    const place = placeOf(host);
    if (this.#owners[place] !== host || this.#hardware[place] !== hardware) {
      this.#owners[place] = host;
      this.#hardware[place] = hardware;
      this.#sinceNs[place] = timeNs;
      this.#since[place] = number;
      this.#noteSent(host, hardware);
    }
    this.#untilNs[place] = timeNs;
    this.#until[place] = number;
    if (this.#holdings.size === 0) return;
    const holdings = this.#holdings.get(host);
    if (holdings !== undefined && this.#machines.get(hardware)?.forwards !== true)
      add(holdings, hardware, timeNs, number, 'frame');
  }

  /** Takes in that a machine says that it has the address. */
  noteClaim(host: HostKey, hardware: HardwareAddress, timeNs: TimeNs, number: number, isAnnounced: boolean): void {
    if (hardware === NO_HARDWARE) return;
    const { claims } = this.#machine(hardware);
    if (claims.size <= CLAIMS_MAX) claims.add(host);
    const holdings = this.#holdings.entry(host, () => this.#begin(host));
    add(holdings, hardware, timeNs, number, isAnnounced ? 'announcement' : 'claim');
  }

  /** Who held the address, in order of time. */
  of(host: HostKey): readonly AddressHolder[] {
    const found: Holding[] = [];
    for (const holding of this.#holdings.get(host) ?? []) {
      if (!this.#isOwn(holding)) continue;
      const last = found.at(-1);
      if (last?.hardware !== holding.hardware) found.push({ ...holding });
      else join(last, holding);
    }
    return found.map((holding) => ({ ...holding, hardware: formatHardware(holding.hardware) }));
  }

  /** What was heard of an address before anybody claimed it. */
  #begin(host: HostKey): Holding[] {
    const place = placeOf(host);
    if (this.#owners[place] !== host) return [];
    return [
      {
        hardware: this.#hardware[place] as number,
        sinceNs: this.#sinceNs[place] as number,
        since: this.#since[place] as number,
        untilNs: this.#untilNs[place] as number,
        until: this.#until[place] as number,
        claimedNs: undefined,
        claimed: undefined,
        isAnnounced: false,
      },
    ];
  }

  #isOwn({ hardware, claimedNs }: Holding): boolean {
    if (MOVABLE.some(([prefix, low]) => Math.floor(hardware / low) === prefix)) return false;
    const machine = this.#machines.get(hardware);
    if (machine === undefined) return false;
    return machine.claims.size <= CLAIMS_MAX && (claimedNs !== undefined || !machine.forwards);
  }

  #noteSent(host: HostKey, hardware: HardwareAddress): void {
    const machine = this.#machine(hardware);
    if (machine.forwards) return;
    const version = host < TWO_32 ? 0 : 1;
    machine.sentFor[version] ??= host;
    machine.forwards = machine.sentFor[version] !== host;
  }

  #machine(hardware: HardwareAddress): Machine {
    return this.#machines.entry(hardware, makeMachine);
  }
}

function makeMachine(): Machine {
  return { sentFor: [undefined, undefined], forwards: false, claims: new Set() };
}

function placeOf(host: HostKey): number {
  return (Math.imul(host | 0, 0x9e37_79b1) >>> 20) & (PLACES - 1);
}

function add(holdings: Holding[], hardware: HardwareAddress, timeNs: TimeNs, number: number, heard: Heard): void {
  const isClaim = heard !== 'frame';
  const last = holdings.at(-1);
  if (last?.hardware === hardware) {
    last.untilNs = timeNs;
    last.until = number;
    if (!isClaim) return;
    last.claimedNs ??= timeNs;
    last.claimed ??= number;
    return;
  }
  if (holdings.length === HOLDERS_MAX) holdings.shift();
  holdings.push({
    hardware,
    sinceNs: timeNs,
    since: number,
    untilNs: timeNs,
    until: number,
    claimedNs: isClaim ? timeNs : undefined,
    claimed: isClaim ? number : undefined,
    isAnnounced: heard === 'announcement',
  });
}

function join(holding: Holding, next: Holding): void {
  holding.untilNs = next.untilNs;
  holding.until = next.until;
  holding.claimedNs ??= next.claimedNs;
  holding.claimed ??= next.claimed;
}
