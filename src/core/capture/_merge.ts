/**
 * Several captures as one, in time order: always the earliest of the packets that come next, each capture in its own
 * order. A capture is opened only when its first packet is due, so that of a thousand rotated files one or two are open.
 */
import type { PacketView } from '../model/packet.ts';
import { type BaseSeconds, SECOND, type TimeNs } from '../model/time.ts';
import type { ReadStep } from './_capture-format.ts';
import { copyPacketView, createPacketView } from './_packet-view.ts';

/** Where packets come from, one after the other. */
export interface PacketSource {
  /** Moves to the next packet; after 'more', await `more` before asking again. */
  next(packet: PacketView): ReadStep;
  /** Resolves when the source can go on. */
  more(): Promise<void>;
  /** Gives back what the source holds; it answers 'end' from now on. */
  close(): void;
}

/** A capture to be merged, not yet open. */
export interface MergeInput {
  /** What the times of its packets count from. */
  readonly base: BaseSeconds;
  /** Time of its first packet since that base; −Infinity where it has none. */
  readonly firstTimeNs: TimeNs;
  readonly open: () => PacketSource;
}

/** An open capture, standing at its next packet. */
interface Lane {
  readonly source: PacketSource;
  readonly packet: PacketView;
  /** Place among the inputs: of packets of the same time the earlier input's comes first. */
  readonly order: number;
  /** What to add to its times to count from the merged base. */
  readonly shiftNs: number;
  /** Time of `packet` since the merged base. */
  timeNs: TimeNs;
}

/** The packets of all inputs in time order, numbered through. */
export class MergedSource implements PacketSource {
  readonly #base: BaseSeconds;
  /** Inputs not opened yet, in order of their first packets. */
  readonly #inputs: readonly MergeInput[];
  #opened = 0;
  /** The open lanes as a binary heap, the earliest packet first. */
  readonly #lanes: Lane[] = [];
  /** A lane that has to move on before the next packet is known: just opened, or its packet was given out. */
  #moving: Lane | undefined;
  #number = 0;

  /** `base`: what the times of the merged packets count from. */
  constructor(inputs: readonly MergeInput[], base: BaseSeconds) {
    this.#base = base;
    this.#inputs = [...inputs].sort((a, b) => compareTimes(this.#dueNs(a), this.#dueNs(b)));
  }

  next(packet: PacketView): ReadStep {
    for (;;) {
      const moving = this.#moving;
      if (moving !== undefined) {
        const step = moving.source.next(moving.packet);
        if (step === 'more') return step;
        this.#moving = undefined;
        this.#settle(moving, step);
      }
      if (this.#openDue()) continue;
      const first = this.#lanes[0];
      if (first === undefined) return 'end';
      copyPacketView(first.packet, packet);
      this.#number += 1;
      packet.number = this.#number;
      packet.timeNs = first.timeNs;
      this.#moving = first;
      return 'packet';
    }
  }

  async more(): Promise<void> {
    await this.#moving?.source.more();
  }

  close(): void {
    if (this.#moving !== this.#lanes[0]) this.#moving?.source.close();
    for (const { source } of this.#lanes) source.close();
    this.#lanes.length = 0;
    this.#opened = this.#inputs.length;
    this.#moving = undefined;
  }

  #dueNs(input: MergeInput): TimeNs {
    return (input.base - this.#base) * SECOND + input.firstTimeNs;
  }

  /** Opens the next input if its first packet may be the earliest; it has to move before the next packet is known. */
  #openDue(): boolean {
    const input = this.#inputs[this.#opened];
    if (input === undefined) return false;
    const first = this.#lanes[0];
    if (first !== undefined && first.timeNs < this.#dueNs(input)) return false;
    this.#opened += 1;
    const shiftNs = (input.base - this.#base) * SECOND;
    this.#moving = { source: input.open(), packet: createPacketView(), order: this.#opened, shiftNs, timeNs: 0.5 };
    return true;
  }

  /** Puts a lane that has moved to its place, or takes it away at its end. */
  #settle(lane: Lane, step: 'packet' | 'end'): void {
    const lanes = this.#lanes;
    const isOpen = lane === lanes[0];
    if (step === 'packet') {
      lane.timeNs = lane.packet.timeNs + lane.shiftNs;
      if (isOpen) sinkFirst(lanes);
      else raiseLast(lanes, lane);
      return;
    }
    lane.source.close();
    if (!isOpen) return;
    const last = lanes.pop();
    if (last !== undefined && last !== lane) {
      lanes[0] = last;
      sinkFirst(lanes);
    }
  }
}

function isEarlier(a: Lane, b: Lane): boolean {
  return a.timeNs < b.timeNs || (a.timeNs === b.timeNs && a.order < b.order);
}

/** Restores the heap after its first lane has become later. */
function sinkFirst(lanes: Lane[]): void {
  const lane = lanes[0];
  if (lane === undefined) return;
  let hole = 0;
  for (;;) {
    let child = 2 * hole + 1;
    const left = lanes[child];
    if (left === undefined) break;
    const right = lanes[child + 1];
    if (right !== undefined && isEarlier(right, left)) child += 1;
    const earlier = lanes[child];
    if (earlier === undefined || isEarlier(lane, earlier)) break;
    lanes[hole] = earlier;
    hole = child;
  }
  lanes[hole] = lane;
}

/** Adds a lane to the heap. */
function raiseLast(lanes: Lane[], lane: Lane): void {
  let hole = lanes.length;
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    const above = lanes[parent];
    if (above === undefined || isEarlier(above, lane)) break;
    lanes[hole] = above;
    hole = parent;
  }
  lanes[hole] = lane;
}

function compareTimes(a: TimeNs, b: TimeNs): number {
  return a === b ? 0 : a - b;
}
