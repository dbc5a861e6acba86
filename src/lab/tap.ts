/**
 * tcpdump at a vantage point, and what it has seen so far. It writes into a pipe, and every packet is read as it comes, so a
 * scenario can wait for the very packet that it has just caused, and a recording ends when its last packet is in it: a
 * marker sent past all firewalls comes after everything else. `--immediate-mode -U` matters: without it the kernel hands
 * packets over in blocks, and the last ones, often the reset, would be lost. The snapshot length matters too: in immediate
 * mode every packet takes a slot of that length in the kernel's ring of 2 MiB.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createPacketView } from '../core/capture/_packet-view.ts';
import { CaptureReader } from '../core/capture/_reader.ts';
import type { PacketView } from '../core/model/packet.ts';
import { IcmpQuote } from '../core/packet/icmp-quote.ts';
import { PacketDecoder } from '../core/packet/packet-decoder.ts';
import { Segment } from '../core/packet/segment.ts';
import type { Host } from './host.ts';
import { LabError } from './lab-error.ts';
import { CLEAN_ENVIRONMENT } from './program.ts';
import { describeIcmp, describeSegment, type SeenPacket } from './read-packets.ts';

/**
 * TCP, ICMP, and ARP, which is heard only where a scenario is about it (network.ts). Without ICMPv6's neighbour discovery
 * (types 133 to 137), of which there is always some that tells nothing about a connection, unless a scenario wants it.
 */
const FILTER = 'tcp or icmp or arp or (icmp6 and ip6[40] < 128) or (ip[6:2] & 0x1fff != 0) or ether proto 0x88b5';
const DISCOVERY = ' or (icmp6 and (ip6[40] == 135 or ip6[40] == 136))';
const SNAPSHOT_BYTES = '2000';
const PATIENCE_MS = 20_000;
const GLOBAL_HEADER = 24;
const RECORD_HEADER = 16;
const LINUX_SLL2 = 276;
const MARKER = 0x88b5;
/** Where packets are recorded. */
export type Vantage = 'client' | 'router' | 'server';

/** A tcpdump that runs. */
export class Tap {
  readonly vantage: Vantage;
  readonly seen: SeenPacket[] = [];
  /** When the latest packet came, by the clock of this process. */
  latestMs = 0;
  readonly #child: ChildProcess;
  readonly #pieces: Buffer[] = [];
  readonly #reader: CaptureReader;
  readonly #packet: PacketView = createPacketView();
  readonly #decoder = new PacketDecoder();
  readonly #segment = new Segment();
  readonly #quote = new IcmpQuote();
  readonly #waiting = new Set<() => void>();
  /** Packets that a wait has passed: the next wait looks at those that came after. */
  #passed = 0;
  #markers = 0;
  #complaints = '';
  #ready: Promise<void>;

  constructor(host: Host, vantage: Vantage, withDiscovery = false) {
    this.vantage = vantage;
    const device = vantage === 'router' ? 'any' : 'eth0';
    const filter = withDiscovery ? FILTER + DISCOVERY : FILTER;
    const command = ['tcpdump', '-i', device, '--immediate-mode', '-U', '-n', '-s', SNAPSHOT_BYTES, '-w', '-', filter];
    const context = { base: { seconds: undefined }, report: () => {}, name: () => {} };
    this.#reader = new CaptureReader(context);
    this.#child = spawn('nsenter', [`--net=/run/netns/${host.name}`, ...command], { env: CLEAN_ENVIRONMENT });
    this.#child.stdout?.on('data', (piece: Buffer) => this.#take(piece));
    this.#ready = new Promise((resolve, reject) => {
      this.#child.stderr?.on('data', (piece: Buffer) => {
        this.#complaints += piece.toString();
        if (this.#complaints.includes('listening on')) resolve();
      });
      this.#child.on('close', () => reject(new LabError(`tcpdump on the ${vantage}: ${this.#complaints.trim()}`)));
    });
    this.#ready.catch(() => {});
  }

  /** Waits until it records. */
  async ready(): Promise<void> {
    await this.#ready;
  }

  /** Waits for a packet that fits and came after the one the last wait found. */
  async waitFor(
    fits: (packet: SeenPacket) => boolean,
    what: string,
    withinMs: number = PATIENCE_MS,
  ): Promise<SeenPacket> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      for (let i = this.#passed; i < this.seen.length; i += 1) {
        const packet = this.seen[i] as SeenPacket;
        if (!fits(packet)) continue;
        this.#passed = i + 1;
        return packet;
      }
      if (!(await this.#somethingNew(deadline))) {
        throw new LabError(`The ${this.vantage} did not see ${what}; it saw ${this.#describeSeen()}`);
      }
    }
  }

  /** Waits until a marker sent now has come, so that everything sent before is here; then ends tcpdump. */
  async stop(): Promise<void> {
    this.#child.kill('SIGINT');
    await once(this.#child, 'close');
    const lost = /(\d+) packets? dropped by kernel/.exec(this.#complaints)?.[1];
    if (lost !== '0') throw new LabError(`tcpdump on the ${this.vantage} lost ${lost ?? 'some'} packets`);
  }

  /** Waits until so many markers have come. */
  async marked(count: number): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (this.#markers < count) {
      if (!(await this.#somethingNew(deadline))) throw new LabError(`The ${this.vantage} did not see its marker`);
    }
  }

  get markers(): number {
    return this.#markers;
  }

  /** The recording as a pcap file, without the markers. */
  capture(): Uint8Array {
    const bytes = Buffer.concat(this.#pieces);
    const kept: Buffer[] = [bytes.subarray(0, GLOBAL_HEADER)];
    const link = bytes.readUInt32LE(20);
    for (let at = GLOBAL_HEADER; at + RECORD_HEADER <= bytes.length; ) {
      const end = at + RECORD_HEADER + bytes.readUInt32LE(at + 8);
      if (!isMarker(bytes, at + RECORD_HEADER, link)) kept.push(bytes.subarray(at, end));
      at = end;
    }
    return Buffer.concat(kept);
  }

  #take(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#reader.push(piece);
    const packet = this.#packet;
    while (this.#reader.next(packet) === 'packet') {
      if (isMarker(packet.bytes, packet.start, packet.linkType)) this.#markers += 1;
      else {
        this.latestMs = Date.now();
        const decoded = this.#decoder.decode(packet, this.#segment, this.#quote);
        if (decoded === 'tcp') this.seen.push(describeSegment(this.#segment));
        else if (decoded === 'icmp-error') this.seen.push(describeIcmp(this.#quote));
      }
    }
    for (const wake of this.#waiting) wake();
  }

  /** Waits for the next packet; false where none came in time. */
  #somethingNew(deadline: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (came: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve(came);
      };
      const wake = (): void => finish(true);
      const timer = setTimeout(() => finish(false), Math.max(0, deadline - Date.now()));
      this.#waiting.add(wake);
    });
  }

  #describeSeen(): string {
    const seen = this.seen.map(({ source, sourcePort, flags }) => `${source}:${sourcePort} ${flags}`);
    return seen.length === 0 ? 'nothing' : seen.slice(-12).join(', ');
  }
}

function isMarker(bytes: Uint8Array, start: number, linkType: number): boolean {
  const at = start + (linkType === LINUX_SLL2 ? 0 : 12);
  return ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0) === MARKER;
}
