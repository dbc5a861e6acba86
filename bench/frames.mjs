// Turns a step of a storyline into the bytes of an Ethernet frame: Ethernet II and 802.1Q, IPv4 (RFC 791) or IPv6
// (RFC 8200), TCP (RFC 9293) with the options of RFC 7323, all checksums valid. Addresses are those set aside for
// benchmarks and documentation: 10.0.0.0/8 for clients, 198.18.0.0/15 (RFC 2544) for servers, 2001:db8::/32 (RFC 3849).

import { ACK, opposite, RST, SYN } from './storylines.mjs';

/**
 * @typedef {import('./messages.mjs').Message} Message
 * @typedef {import('./random.mjs').Random} Random
 * @typedef {import('./storylines.mjs').Side} Side
 * @typedef {import('./storylines.mjs').Step} Step
 * @typedef {import('./storylines.mjs').Storyline} Storyline
 */

/** @typedef {ReturnType<typeof createSide>} Endpoint */

const VLAN_ID = 100;
const SHORTEST_FRAME = 60;
const FIRST_CLIENT_PORT = 32_768; // net.ipv4.ip_local_port_range on Linux
const LAST_CLIENT_PORT = 60_999;
const CLIENT_HOSTS = 65_536;
const SERVER_HOSTS = 1_024;
/** @type {readonly [number, number]} by side */
const IPV4_NETWORKS = [0x0a00_0000, 0xc612_0000];
const IPV6_PREFIX = 0x2001_0db8;
const DONT_FRAGMENT = 0x4000;
const TCP = 6;
const WINDOW_SCALE = 7;

/** One connection: a storyline, how far it has come, and what is its own: addresses, ports, initial numbers. */
export class Conversation {
  step = 0;
  readyUs = 0;

  /**
   * @param {Random} random
   * @param {Storyline} story
   */
  constructor(random, story) {
    this.story = story;
    this.vlan = random.chance(3);
    /** @type {readonly [Endpoint, Endpoint]} */
    this.sides = [createClient(random), createServer(random, story)];
  }
}

/** @param {Random} random */
function createClient(random) {
  const ttl = random.pick([64, 128]);
  return createSide(
    random,
    random.below(CLIENT_HOSTS),
    random.between(FIRST_CLIENT_PORT, LAST_CLIENT_PORT),
    ttl,
    random.uint32(),
  );
}

/**
 * @param {Random} random
 * @param {Storyline} story
 */
function createServer(random, story) {
  // What refuses a SYN has no sequence number of its own: it answers with zero (RFC 9293, 3.10.7.1).
  const firstSequence = story.refused ? 0 : random.uint32();
  return createSide(random, random.below(SERVER_HOSTS), story.port, 64 - random.between(6, 20), firstSequence);
}

/**
 * @param {Random} random
 * @param {number} host
 * @param {number} port
 * @param {number} ttl
 * @param {number} firstSequence
 */
function createSide(random, host, port, ttl, firstSequence) {
  return {
    host,
    port,
    ttl,
    firstSequence,
    window: random.between(200, 2_000),
    ipId: random.below(65_536),
    clockOffsetMs: random.below(1 << 30),
    lastTimestamp: 0,
  };
}

/** Writes frames into the buffer of a capture. */
export class FrameWriter {
  #bytes;
  #view;
  #payloads;

  /**
   * @param {Uint8Array} bytes where frames are written
   * @param {Uint8Array} payloads what the storylines' messages are slices of
   */
  constructor(bytes, payloads) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#payloads = payloads;
  }

  /**
   * Writes the frame of `step` at `start`, its payload only as far as `capturedLimit` bytes reach.
   *
   * @param {number} start
   * @param {Conversation} conversation
   * @param {Step} step
   * @param {number} elapsedUs
   * @param {number} capturedLimit
   * @returns {number} the length of the whole frame on the wire
   */
  write(start, conversation, step, elapsedUs, capturedLimit) {
    const { story, sides } = conversation;
    const sender = sides[step.side];
    const receiver = sides[opposite(step.side)];
    const headerLength = 20 + optionsLength(story, step);
    const segmentLength = headerLength + step.payload.length;

    const network = this.#writeEthernet(start, conversation, step.side);
    const transport = story.ipv6
      ? this.#writeIpv6(network, step.side, sender, receiver, segmentLength)
      : this.#writeIpv4(network, step.side, sender, receiver, segmentLength);
    const addressSum = this.#sumWords(story.ipv6 ? network + 8 : network + 12, transport);
    this.#writeTcp(transport, headerLength, conversation, step, elapsedUs);
    const sum = addressSum + TCP + segmentLength + this.#sumWords(transport, transport + headerLength);
    this.#view.setUint16(transport + 16, finishChecksum(sum + step.payloadSum));

    const payload = transport + headerLength;
    this.#writePayload(payload, step.payload, start + capturedLimit - payload);
    return this.#pad(start, transport + segmentLength, step.side);
  }

  /**
   * @param {number} at
   * @param {Conversation} conversation
   * @param {Side} side
   */
  #writeEthernet(at, conversation, side) {
    const bytes = this.#bytes;
    for (let index = 0; index < 6; index++) {
      bytes[at + index] = side === 0 ? 0x02 : 0x06; // locally administered, one address a side
      bytes[at + 6 + index] = side === 0 ? 0x06 : 0x02;
    }
    let end = at + 12;
    if (conversation.vlan) {
      this.#view.setUint32(end, (0x8100 << 16) | VLAN_ID);
      end += 4;
    }
    this.#view.setUint16(end, conversation.story.ipv6 ? 0x86dd : 0x0800);
    return end + 2;
  }

  /**
   * @param {number} at
   * @param {Side} side
   * @param {Endpoint} sender
   * @param {Endpoint} receiver
   * @param {number} segmentLength
   */
  #writeIpv4(at, side, sender, receiver, segmentLength) {
    const view = this.#view;
    sender.ipId = (sender.ipId + 1) & 0xffff;
    view.setUint16(at, 0x4500);
    view.setUint16(at + 2, 20 + segmentLength);
    view.setUint16(at + 4, sender.ipId);
    view.setUint16(at + 6, DONT_FRAGMENT);
    view.setUint16(at + 8, (sender.ttl << 8) | TCP);
    view.setUint16(at + 10, 0);
    view.setUint32(at + 12, IPV4_NETWORKS[side] + sender.host);
    view.setUint32(at + 16, IPV4_NETWORKS[opposite(side)] + receiver.host);
    view.setUint16(at + 10, finishChecksum(this.#sumWords(at, at + 20)));
    return at + 20;
  }

  /**
   * @param {number} at
   * @param {Side} side
   * @param {Endpoint} sender
   * @param {Endpoint} receiver
   * @param {number} segmentLength
   */
  #writeIpv6(at, side, sender, receiver, segmentLength) {
    const view = this.#view;
    view.setUint32(at, 0x6000_0000);
    view.setUint16(at + 4, segmentLength);
    view.setUint16(at + 6, (TCP << 8) | sender.ttl);
    this.#writeIpv6Address(at + 8, side, sender.host);
    this.#writeIpv6Address(at + 24, opposite(side), receiver.host);
    return at + 40;
  }

  /**
   * @param {number} at
   * @param {Side} side
   * @param {number} host
   */
  #writeIpv6Address(at, side, host) {
    this.#view.setUint32(at, IPV6_PREFIX);
    this.#view.setUint32(at + 4, side + 1);
    this.#view.setUint32(at + 8, 0);
    this.#view.setUint32(at + 12, host);
  }

  /**
   * @param {number} at
   * @param {number} headerLength
   * @param {Conversation} conversation
   * @param {Step} step
   * @param {number} elapsedUs
   */
  #writeTcp(at, headerLength, conversation, step, elapsedUs) {
    const view = this.#view;
    const { story, sides } = conversation;
    const sender = sides[step.side];
    const receiver = sides[opposite(step.side)];
    view.setUint16(at, sender.port);
    view.setUint16(at + 2, receiver.port);
    view.setUint32(at + 4, (sender.firstSequence + step.sequence) >>> 0);
    view.setUint32(at + 8, step.flags & ACK ? (receiver.firstSequence + step.acknowledgment) >>> 0 : 0);
    view.setUint16(at + 12, (headerLength << 10) | step.flags);
    view.setUint16(at + 14, advertisedWindow(sender, step.flags));
    view.setUint32(at + 16, 0); // checksum, filled in later, and urgent pointer
    if (optionsLength(story, step) > 0) this.#writeOptions(at + 20, conversation, step, elapsedUs);
  }

  /**
   * On a SYN: MSS, SACK permitted, window scale and, where used, timestamps; later: timestamps alone.
   *
   * @param {number} at
   * @param {Conversation} conversation
   * @param {Step} step
   * @param {number} elapsedUs
   */
  #writeOptions(at, { story, sides }, step, elapsedUs) {
    const view = this.#view;
    let end = at;
    if (step.flags & SYN) {
      view.setUint32(end, (0x0204 << 16) | (story.mss + (story.timestamps ? 12 : 0)));
      view.setUint32(end + 4, 0x0101_0402);
      view.setUint32(end + 8, 0x0103_0300 | WINDOW_SCALE);
      end += 12;
    }
    if (!story.timestamps) return;
    const sender = sides[step.side];
    sender.lastTimestamp = (sender.clockOffsetMs + Math.floor(elapsedUs / 1000)) >>> 0;
    view.setUint32(end, 0x0101_080a);
    view.setUint32(end + 4, sender.lastTimestamp);
    view.setUint32(end + 8, sides[opposite(step.side)].lastTimestamp);
  }

  /**
   * @param {number} at
   * @param {Message} payload
   * @param {number} room
   */
  #writePayload(at, { start, length }, room) {
    const count = Math.min(length, room);
    if (count > 0) this.#bytes.set(this.#payloads.subarray(start, start + count), at);
  }

  /**
   * Only what came over a wire has been padded: a capture shows its own host's frames before that.
   *
   * @param {number} start
   * @param {number} end
   * @param {Side} side
   */
  #pad(start, end, side) {
    if (side === 0 || end - start >= SHORTEST_FRAME) return end - start;
    this.#bytes.fill(0, end, start + SHORTEST_FRAME);
    return SHORTEST_FRAME;
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  #sumWords(from, to) {
    let sum = 0;
    for (let at = from; at < to; at += 2) sum += this.#view.getUint16(at);
    return sum;
  }
}

/**
 * The window of a SYN is never scaled (RFC 7323, 2.2), so it shows the true first window; a reset offers none.
 *
 * @param {Endpoint} sender
 * @param {number} flags
 */
function advertisedWindow(sender, flags) {
  if (flags & RST) return 0;
  return flags & SYN ? 64_240 : sender.window;
}

/**
 * @param {Storyline} story
 * @param {Step} step
 */
function optionsLength(story, step) {
  // A refusal answers without options: there is no connection that could have agreed on any.
  if (story.refused && step.side === 1) return 0;
  return (step.flags & SYN ? 12 : 0) + (story.timestamps ? 12 : 0);
}

/**
 * Folds the carries of a sum of 16-bit words and inverts it (RFC 1071).
 *
 * @param {number} sum
 */
function finishChecksum(sum) {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x1_0000);
  return ~folded & 0xffff;
}
