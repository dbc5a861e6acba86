// How a generated connection goes, from its first SYN to its end: a storyline is a list of packets with relative
// sequence numbers, which any number of connections play with addresses and numbers of their own. The mix is that of
// an ordinary network: most close with FIN, some are reset, refused, unanswered, cut off or left open for long; a few
// packets are retransmitted or arrive out of order. Flags and sequence numbers follow RFC 9293.

export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;

const CLIENT = 0;
const SERVER = 1;
const SECOND_US = 1_000_000;
const NOTHING = { start: 0, length: 0 };

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
 * @returns {Storyline[]}
 * @typedef {{ port: number, ipv6: boolean, timestamps: boolean, refused: boolean, mss: number, steps: Step[] }} Storyline
 * @typedef {{ side: 0 | 1, flags: number, sequence: number, acknowledgment: number, payload: Message, payloadSum: number, waitUs: number }} Step
 *   a packet: `side` 0 is the client; sequence numbers count from each side's SYN; `payloadSum` is the payload's share
 *   of the TCP checksum; `waitUs` is the least time since the packet before
 * @typedef {import('./messages.mjs').Message} Message
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

function drawEnding(random) {
  let drawn = random.below(100);
  return ENDINGS.find(({ share }) => {
    drawn -= share;
    return drawn < 0;
  }).tell;
}

/** Collects the packets of a storyline and keeps count of what each side has sent and received. */
class Story {
  steps = [];
  #next = [0, 0]; // per side: the next sequence number it sends
  #received = [0, 0]; // per side: the next sequence number it expects, which is what it acknowledges
  #bytes;
  #mss;

  constructor(random, bytes, mss) {
    this.random = random;
    this.#bytes = bytes;
    this.#mss = mss;
  }

  /** A packet that arrives. */
  send(side, flags, payload = NOTHING, waitUs = 0) {
    this.#push(side, flags, this.#next[side], payload, waitUs);
    this.#next[side] += payload.length + (flags & (SYN | FIN) ? 1 : 0);
    this.#received[1 - side] = this.#next[side];
  }

  /** A packet that nobody hears: the other side acknowledges nothing, the sender's next packet repeats it. */
  sendInVain(side, flags, payload = NOTHING, waitUs = 0) {
    this.#push(side, flags, this.#next[side], payload, waitUs);
  }

  acknowledge(side) {
    this.send(side, ACK);
  }

  /** The last byte again, to learn whether the other side is still there. */
  keepAlive(side, waitUs) {
    this.#push(side, ACK, this.#next[side] - 1, NOTHING, waitUs);
    this.acknowledge(1 - side);
  }

  /** A whole message in segments, acknowledged every second one; `segmentLimit` cuts it short. */
  sendMessage(side, message, { waitUs = 0, segmentLimit = Infinity } = {}) {
    const segments = this.#split(message).slice(0, segmentLimit);
    for (let index = 0; index < segments.length; index++) {
      const last = index === segments.length - 1;
      const wait = index === 0 ? waitUs : 0;
      if (!last && this.random.chance(0.6)) {
        this.#sendSwapped(side, segments[index], segments[index + 1], wait);
        index++;
      } else {
        this.send(side, last ? PSH | ACK : ACK, segments[index], wait);
        if (this.random.chance(0.6)) this.#repeat();
      }
      if (index % 2 === 1 || last) this.acknowledge(1 - side);
    }
  }

  #split({ start, length }) {
    const segments = [];
    for (let at = 0; at < length; at += this.#mss) {
      segments.push({ start: start + at, length: Math.min(this.#mss, length - at) });
    }
    return segments;
  }

  /** Two segments in the wrong order; the receiver repeats its acknowledgment when it sees the gap. */
  #sendSwapped(side, first, second, waitUs) {
    this.#push(side, ACK, this.#next[side] + first.length, second, waitUs);
    this.#push(1 - side, ACK, this.#next[1 - side], NOTHING, 0);
    this.#push(side, ACK, this.#next[side], first, 0);
    this.#next[side] += first.length + second.length;
    this.#received[1 - side] = this.#next[side];
  }

  /** The last packet again, as if its acknowledgment had been lost. */
  #repeat() {
    this.steps.push({ ...this.steps.at(-1), waitUs: this.random.between(200_000, 400_000) });
  }

  #push(side, flags, sequence, payload, waitUs) {
    const acknowledgment = flags & ACK ? this.#received[side] : 0;
    const payloadSum = sumPayload(this.#bytes, payload);
    this.steps.push({ side, flags, sequence, acknowledgment, payload, payloadSum, waitUs });
  }
}

/** The payload as big-endian 16-bit words, an odd last byte padded with zero (RFC 9293, 3.1, Checksum). */
function sumPayload(bytes, { start, length }) {
  let sum = 0;
  for (let at = 0; at < length; at++) sum += at % 2 === 0 ? bytes[start + at] << 8 : bytes[start + at];
  return sum;
}

function tellClosed(story, dialogue) {
  connect(story, dialogue);
  converse(story, dialogue, story.random.between(1, 6));
  close(story, dialogue);
}

/** The client has had enough in the middle of a response. */
function tellResetByClient(story, dialogue) {
  connect(story, dialogue);
  converse(story, dialogue, story.random.between(0, 3));
  ask(story, dialogue);
  answer(story, dialogue, story.random.between(1, 3));
  story.send(CLIENT, RST | ACK);
}

/** The server resets in place of a response. */
function tellResetByServer(story, dialogue) {
  connect(story, dialogue);
  converse(story, dialogue, story.random.between(0, 3));
  ask(story, dialogue);
  story.send(SERVER, RST | ACK, NOTHING, story.random.between(2_000, 90_000));
}

function tellRefused(story) {
  story.send(CLIENT, SYN);
  story.send(SERVER, RST | ACK);
}

function tellUnanswered(story) {
  const retries = story.random.between(1, 3);
  story.sendInVain(CLIENT, SYN);
  for (let retry = 0; retry < retries; retry++) story.sendInVain(CLIENT, SYN, NOTHING, SECOND_US * 2 ** retry);
}

/** The path dies: the request is repeated with doubled pauses and never acknowledged. */
function tellCutOff(story, dialogue) {
  connect(story, dialogue);
  converse(story, dialogue, story.random.between(0, 3));
  const request = { ...story.random.pick(dialogue.requests), length: 100 };
  story.sendInVain(CLIENT, PSH | ACK, request);
  for (let retry = 0; retry < 5; retry++) story.sendInVain(CLIENT, PSH | ACK, request, 200_000 * 2 ** retry);
}

/** Idle for long, kept alive, closed in the end: many captures stop before that. */
function tellLeftOpen(story, dialogue) {
  connect(story, dialogue);
  converse(story, dialogue, story.random.between(1, 3));
  for (let probe = story.random.between(1, 3); probe > 0; probe--) story.keepAlive(CLIENT, 15 * SECOND_US);
  close(story, dialogue);
}

function connect(story, dialogue) {
  story.send(CLIENT, SYN);
  story.send(SERVER, SYN | ACK);
  story.acknowledge(CLIENT);
  dialogue.opening.forEach((flight, index) => {
    for (const message of flight) story.sendMessage(index % 2 === 0 ? CLIENT : SERVER, message);
  });
}

function converse(story, dialogue, rounds) {
  for (let round = 0; round < rounds; round++) {
    ask(story, dialogue);
    answer(story, dialogue);
  }
}

function ask(story, dialogue) {
  story.sendMessage(CLIENT, story.random.pick(dialogue.requests), { waitUs: story.random.between(500, 200_000) });
}

function answer(story, dialogue, segmentLimit) {
  const waitUs = story.random.between(500, 60_000);
  story.sendMessage(SERVER, story.random.pick(dialogue.responses), { waitUs, segmentLimit });
}

/** Either side closes first; the other follows with a FIN of its own, at times in the packet that acknowledges. */
function close(story, dialogue) {
  const first = story.random.pick([CLIENT, SERVER]);
  const second = 1 - first;
  if (dialogue.closing) story.send(first, PSH | ACK, dialogue.closing);
  story.send(first, FIN | ACK);
  if (story.random.chance(50)) story.acknowledge(second);
  story.send(second, FIN | ACK);
  story.acknowledge(first);
}
