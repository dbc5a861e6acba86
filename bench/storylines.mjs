// How a generated connection goes, from its first SYN to its end: a storyline is a list of packets with relative
// sequence numbers, which any number of connections play with addresses and numbers of their own. The mix is that of
// an ordinary network: most close with FIN, some are reset, refused, unanswered, cut off or left open for long; a few
// packets are retransmitted or arrive out of order. Flags and sequence numbers follow RFC 9293.

export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;

/** @type {Side} */
const CLIENT = 0;
/** @type {Side} */
const SERVER = 1;
const SECOND_US = 1_000_000;
const NOTHING = { start: 0, length: 0 };

/**
 * @typedef {import('./messages.mjs').Dialogue} Dialogue
 * @typedef {import('./messages.mjs').Message} Message
 * @typedef {import('./messages.mjs').Messages} Messages
 * @typedef {import('./random.mjs').Random} Random
 */

/** @typedef {0 | 1} Side 0 is the client */

/**
 * @typedef {object} Step a packet
 * @property {Side} side who sends it
 * @property {number} flags
 * @property {number} sequence counted from the sender's SYN
 * @property {number} acknowledgment counted from the other side's SYN; 0 without ACK
 * @property {Message} payload
 * @property {number} payloadSum the payload's share of the TCP checksum
 * @property {number} waitUs the least time since the packet before
 */

/**
 * @typedef {object} Storyline
 * @property {number} port where the server listens
 * @property {boolean} ipv6
 * @property {boolean} timestamps whether both sides use the option
 * @property {boolean} refused whether the SYN is answered by a reset
 * @property {number} mss the payload of a full segment
 * @property {readonly Step[]} steps
 */

/** How connections end, in parts of a hundred. */
const ENDINGS = [
  { share: 76, tell: tellClosed },
  { share: 4, tell: tellResetByClient },
  { share: 4, tell: tellResetByServer },
  { share: 5, tell: tellRefused },
  { share: 4, tell: tellUnanswered },
  { share: 1, tell: tellCutOff },
  { share: 6, tell: tellLeftOpen },
];

/**
 * Makes `count` storylines.
 *
 * @param {Random} random
 * @param {Messages} messages
 * @param {number} count
 * @returns {Storyline[]}
 */
export function createStorylines(random, messages, count) {
  return Array.from({ length: count }, () => {
    const tell = drawEnding(random);
    const dialogue = random.chance(60) ? messages.tls : messages.http;
    const ipv6 = random.chance(15);
    const timestamps = random.chance(80);
    const mss = (ipv6 ? 1440 : 1460) - (timestamps ? 12 : 0);
    const story = new Story(random, messages.bytes, mss);
    tell(story, dialogue);
    const port = random.pick(dialogue.ports);
    return { port, ipv6, timestamps, refused: tell === tellRefused, mss, steps: story.steps };
  });
}

/** @param {Random} random */
function drawEnding(random) {
  let drawn = random.below(100);
  for (const { share, tell } of ENDINGS) {
    drawn -= share;
    if (drawn < 0) return tell;
  }
  throw new RangeError('Cannot draw an ending: the shares are less than a hundred');
}

/**
 * The other side.
 *
 * @param {Side} side
 * @returns {Side}
 */
export function opposite(side) {
  return side === CLIENT ? SERVER : CLIENT;
}

/** Collects the packets of a storyline and keeps count of what each side has sent and received. */
class Story {
  /** @type {Step[]} */
  steps = [];
  /** @type {[number, number]} per side: the next sequence number it sends */
  #next = [0, 0];
  /** @type {[number, number]} per side: the next sequence number it expects, which is what it acknowledges */
  #received = [0, 0];
  #bytes;
  #mss;

  /**
   * @param {Random} random
   * @param {Uint8Array} bytes
   * @param {number} mss
   */
  constructor(random, bytes, mss) {
    this.random = random;
    this.#bytes = bytes;
    this.#mss = mss;
  }

  /**
   * A packet that arrives.
   *
   * @param {Side} side
   * @param {number} flags
   * @param {Message} [payload]
   * @param {number} [waitUs]
   */
  send(side, flags, payload = NOTHING, waitUs = 0) {
    this.#push(side, flags, this.#next[side], payload, waitUs);
    this.#next[side] += payload.length + (flags & (SYN | FIN) ? 1 : 0);
    this.#received[opposite(side)] = this.#next[side];
  }

  /**
   * A packet that nobody hears: the other side acknowledges nothing, the sender's next packet repeats it.
   *
   * @param {Side} side
   * @param {number} flags
   * @param {Message} [payload]
   * @param {number} [waitUs]
   */
  sendInVain(side, flags, payload = NOTHING, waitUs = 0) {
    this.#push(side, flags, this.#next[side], payload, waitUs);
  }

  /** @param {Side} side */
  acknowledge(side) {
    this.send(side, ACK);
  }

  /**
   * The last byte again, to learn whether the other side is still there.
   *
   * @param {Side} side
   * @param {number} waitUs
   */
  keepAlive(side, waitUs) {
    this.#push(side, ACK, this.#next[side] - 1, NOTHING, waitUs);
    this.acknowledge(opposite(side));
  }

  /**
   * A whole message in segments, acknowledged every second one; `segmentLimit` cuts it short.
   *
   * @param {Side} side
   * @param {Message} message
   * @param {{ waitUs?: number, segmentLimit?: number | undefined }} [options]
   */
  sendMessage(side, message, { waitUs = 0, segmentLimit = Infinity } = {}) {
    const segments = this.#split(message).slice(0, segmentLimit);
    let wait = waitUs;
    /** @type {Message | undefined} */
    let overtaken;
    for (const [index, segment] of segments.entries()) {
      const last = index === segments.length - 1;
      if (overtaken === undefined && !last && this.random.chance(0.6)) {
        overtaken = segment;
        continue;
      }
      if (overtaken === undefined) {
        this.send(side, last ? PSH | ACK : ACK, segment, wait);
        if (this.random.chance(0.6)) this.#repeat();
      } else {
        this.#sendSwapped(side, overtaken, segment, wait);
        overtaken = undefined;
      }
      wait = 0;
      if (index % 2 === 1 || last) this.acknowledge(opposite(side));
    }
  }

  /** @param {Message} message */
  #split({ start, length }) {
    const segments = [];
    for (let at = 0; at < length; at += this.#mss) {
      segments.push({ start: start + at, length: Math.min(this.#mss, length - at) });
    }
    return segments;
  }

  /**
   * Two segments in the wrong order; the receiver repeats its acknowledgment when it sees the gap.
   *
   * @param {Side} side
   * @param {Message} first
   * @param {Message} second
   * @param {number} waitUs
   */
  #sendSwapped(side, first, second, waitUs) {
    this.#push(side, ACK, this.#next[side] + first.length, second, waitUs);
    const receiver = opposite(side);
    this.#push(receiver, ACK, this.#next[receiver], NOTHING, 0);
    this.#push(side, ACK, this.#next[side], first, 0);
    this.#next[side] += first.length + second.length;
    this.#received[receiver] = this.#next[side];
  }

  /** The last packet again, as if its acknowledgment had been lost. */
  #repeat() {
    const last = this.steps.at(-1);
    if (last !== undefined) this.steps.push({ ...last, waitUs: this.random.between(200_000, 400_000) });
  }

  /**
   * @param {Side} side
   * @param {number} flags
   * @param {number} sequence
   * @param {Message} payload
   * @param {number} waitUs
   */
  #push(side, flags, sequence, payload, waitUs) {
    const acknowledgment = flags & ACK ? this.#received[side] : 0;
    const payloadSum = sumPayload(this.#bytes, payload);
    this.steps.push({ side, flags, sequence, acknowledgment, payload, payloadSum, waitUs });
  }
}

/**
 * The payload as big-endian 16-bit words, an odd last byte padded with zero (RFC 9293, 3.1, Checksum).
 *
 * @param {Uint8Array} bytes
 * @param {Message} payload
 */
function sumPayload(bytes, { start, length }) {
  let sum = 0;
  for (let at = 0; at < length; at++) {
    const byte = bytes[start + at] ?? 0;
    sum += at % 2 === 0 ? byte << 8 : byte;
  }
  return sum;
}

/**
 * @param {Story} story
 * @param {Dialogue} dialogue
 */
function tellClosed(story, dialogue) {
  connect(story, dialogue);
  converse(story, dialogue, story.random.between(1, 6));
  close(story, dialogue);
}

/**
 * The client has had enough in the middle of a response.
 *
 * @param {Story} story
 * @param {Dialogue} dialogue
 */
function tellResetByClient(story, dialogue) {
  connect(story, dialogue);
  converse(story, dialogue, story.random.between(0, 3));
  ask(story, dialogue);
  answer(story, dialogue, story.random.between(1, 3));
  story.send(CLIENT, RST | ACK);
}

/**
 * The server resets in place of a response.
 *
 * @param {Story} story
 * @param {Dialogue} dialogue
 */
function tellResetByServer(story, dialogue) {
  connect(story, dialogue);
  converse(story, dialogue, story.random.between(0, 3));
  ask(story, dialogue);
  story.send(SERVER, RST | ACK, NOTHING, story.random.between(2_000, 90_000));
}

/** @param {Story} story */
function tellRefused(story) {
  story.send(CLIENT, SYN);
  story.send(SERVER, RST | ACK);
}

/** @param {Story} story */
function tellUnanswered(story) {
  const retries = story.random.between(1, 3);
  story.sendInVain(CLIENT, SYN);
  for (let retry = 0; retry < retries; retry++) story.sendInVain(CLIENT, SYN, NOTHING, SECOND_US * 2 ** retry);
}

/**
 * The path dies: the request is repeated with doubled pauses and never acknowledged.
 *
 * @param {Story} story
 * @param {Dialogue} dialogue
 */
function tellCutOff(story, dialogue) {
  connect(story, dialogue);
  converse(story, dialogue, story.random.between(0, 3));
  const request = { ...story.random.pick(dialogue.requests), length: 100 };
  story.sendInVain(CLIENT, PSH | ACK, request);
  for (let retry = 0; retry < 5; retry++) story.sendInVain(CLIENT, PSH | ACK, request, 200_000 * 2 ** retry);
}

/**
 * Idle for long, kept alive, closed in the end: many captures stop before that.
 *
 * @param {Story} story
 * @param {Dialogue} dialogue
 */
function tellLeftOpen(story, dialogue) {
  connect(story, dialogue);
  converse(story, dialogue, story.random.between(1, 3));
  for (let probe = story.random.between(1, 3); probe > 0; probe--) story.keepAlive(CLIENT, 15 * SECOND_US);
  close(story, dialogue);
}

/**
 * @param {Story} story
 * @param {Dialogue} dialogue
 */
function connect(story, dialogue) {
  story.send(CLIENT, SYN);
  story.send(SERVER, SYN | ACK);
  story.acknowledge(CLIENT);
  dialogue.opening.forEach((flight, index) => {
    story.sendMessage(index % 2 === 0 ? CLIENT : SERVER, flight);
  });
}

/**
 * @param {Story} story
 * @param {Dialogue} dialogue
 * @param {number} rounds
 */
function converse(story, dialogue, rounds) {
  for (let round = 0; round < rounds; round++) {
    ask(story, dialogue);
    answer(story, dialogue);
  }
}

/**
 * @param {Story} story
 * @param {Dialogue} dialogue
 */
function ask(story, dialogue) {
  story.sendMessage(CLIENT, story.random.pick(dialogue.requests), { waitUs: story.random.between(500, 200_000) });
}

/**
 * @param {Story} story
 * @param {Dialogue} dialogue
 * @param {number} [segmentLimit]
 */
function answer(story, dialogue, segmentLimit) {
  const waitUs = story.random.between(500, 60_000);
  story.sendMessage(SERVER, story.random.pick(dialogue.responses), { waitUs, segmentLimit });
}

/**
 * Either side closes first; the other follows with a FIN of its own, at times in the packet that acknowledges.
 *
 * @param {Story} story
 * @param {Dialogue} dialogue
 */
function close(story, dialogue) {
  const first = story.random.pick([CLIENT, SERVER]);
  const second = opposite(first);
  if (dialogue.closing) story.send(first, PSH | ACK, dialogue.closing);
  story.send(first, FIN | ACK);
  if (story.random.chance(50)) story.acknowledge(second);
  story.send(second, FIN | ACK);
  story.acknowledge(first);
}
