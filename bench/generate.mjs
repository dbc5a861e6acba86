// Makes the captures that the bench reads: any number of packets over any number of connections open at once, the same
// bytes for the same options on every machine. Captures are kept below the system's temporary folder and reused.
// `node bench/generate.mjs --help` says how to make one by hand.

import { existsSync, mkdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CaptureWriter } from './capture-writer.mjs';
import { Conversation, FrameWriter } from './frames.mjs';
import { createMessages } from './messages.mjs';
import { createRandom } from './random.mjs';
import { createStorylines } from './storylines.mjs';

/** Where generated captures are kept. */
export const CAPTURE_FOLDER = join(tmpdir(), 'whyclosed-bench');

/** Part of every file name: raise it when the same options no longer make the same bytes. */
const GENERATOR_VERSION = 1;
const STORYLINES = 4_000;
const START_US = 1_700_000_000 * 1e6; // 2023-11-14T22:13:20Z
const SNAP_LENGTHS = { headers: 96, full: 262_144 };
const DISK_RESERVE_BYTES = 1e9;
/** On average a connection gets its turn this often, however many there are. */
const TURN_US = 200_000;

const HELP = `Usage: node bench/generate.mjs [options] [FILE]

Makes a capture of synthetic TCP connections and prints its path.

  --packets N         how many packets (default 1000000)
  --bytes N           stop when the file has this many bytes, instead of --packets
  --connections N     how many connections are open at once (default 5000)
  --payload KIND      headers: 96 bytes of each frame · full: whole frames (default headers)
  --format FORMAT     pcap · pcapng (default pcap)
  --seed N            another capture of the same kind (default 1)
  --clean             remove all captures kept in ${CAPTURE_FOLDER}
  --help              this text

Without FILE the capture goes to ${CAPTURE_FOLDER} and is reused if it is there.
`;

/**
 * Writes a capture.
 * @param {string} path the file to make
 * @param {CaptureOptions} options
 * @returns {{ packets: number, connections: number, bytes: number, durationSeconds: number }}
 * @typedef {{ packets?: number, bytes?: number, connections: number, payload: 'headers' | 'full', format: 'pcap' | 'pcapng', seed: number }} CaptureOptions
 *   `packets` or `bytes` says where it ends; `connections` is how many are open at once
 */
export function generateCapture(path, options) {
  const random = createRandom(options.seed);
  const messages = createMessages(random);
  const storylines = createStorylines(random, messages, STORYLINES);
  const snapLength = SNAP_LENGTHS[options.payload];
  const writer = new CaptureWriter(path, options.format, snapLength);
  const frames = new FrameWriter(writer.bytes, messages.bytes);
  const packetLimit = options.bytes === undefined ? options.packets : Infinity;
  const byteLimit = options.bytes ?? Infinity;
  const isFull = () => writer.packets >= packetLimit || writer.size >= byteLimit;
  const tick = (2 * TURN_US) / options.connections / 2 ** 32;
  let elapsedUs = 0;
  let connections = 0;

  function begin() {
    connections++;
    return new Conversation(random, random.pick(storylines));
  }

  /** Sends the next packet of `conversation` if its time has come. */
  function advance(conversation) {
    elapsedUs += random.uint32() * tick;
    if (elapsedUs < conversation.readyUs) return;
    const { steps } = conversation.story;
    const wireLength = frames.write(writer.frameStart(), conversation, steps[conversation.step], elapsedUs, snapLength);
    writer.commit(START_US + Math.floor(elapsedUs), wireLength);
    conversation.step++;
    if (conversation.step < steps.length) conversation.readyUs = elapsedUs + steps[conversation.step].waitUs;
  }

  const open = [];
  while (open.length < options.connections && !isFull()) {
    const conversation = begin();
    open.push(conversation);
    advance(conversation);
  }
  while (!isFull()) {
    const slot = random.below(open.length);
    // Packets of a connection come in bursts, so that neighbours in the file are often of one connection.
    for (let burst = random.between(1, 3); burst > 0 && !isFull(); burst--) {
      if (hasEnded(open[slot])) open[slot] = begin();
      advance(open[slot]);
    }
  }
  writer.close();
  return { packets: writer.packets, connections, bytes: writer.size, durationSeconds: elapsedUs / 1e6 };
}

function hasEnded(conversation) {
  return conversation.step === conversation.story.steps.length;
}

/** The file that `options` lead to: every option is part of its name. */
export function nameCapture(options) {
  const { packets, bytes, connections, payload, format, seed } = options;
  const size = bytes === undefined ? `${packets}-packets` : `${bytes}-bytes`;
  return join(CAPTURE_FOLDER, `${payload}-${size}-${connections}-open-seed${seed}-v${GENERATOR_VERSION}.${format}`);
}

/** Makes the capture of `options` unless it is there already; returns its path. */
export function ensureCapture(options) {
  const path = nameCapture(options);
  if (existsSync(path)) return path;
  mkdirSync(CAPTURE_FOLDER, { recursive: true });
  checkDisk(CAPTURE_FOLDER, options);
  // Made under another name first, so that an interrupted run leaves nothing that looks finished.
  const partial = `${path}.partial`;
  report(path, generateCapture(partial, options));
  renameSync(partial, path);
  return path;
}

/** Removes all kept captures. */
export function removeCaptures() {
  rmSync(CAPTURE_FOLDER, { recursive: true, force: true });
}

function checkDisk(folder, { packets, bytes, payload }) {
  const needed = bytes ?? packets * (payload === 'full' ? 1_100 : 125);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free < needed + DISK_RESERVE_BYTES) {
    throw new Error(
      `Cannot make a capture in ${folder}: it needs ${gigabytes(needed)} and a reserve of ` +
        `${gigabytes(DISK_RESERVE_BYTES)}, and ${gigabytes(free)} are free`,
    );
  }
}

function report(path, { packets, connections, bytes, durationSeconds }) {
  process.stderr.write(
    `${path}: ${packets} packets, ${connections} connections, ${gigabytes(bytes)}, ` +
      `${durationSeconds.toFixed(1)} s of traffic\n`,
  );
}

function gigabytes(bytes) {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

function readCommandLine() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      packets: { type: 'string', default: '1000000' },
      bytes: { type: 'string' },
      connections: { type: 'string', default: '5000' },
      payload: { type: 'string', default: 'headers' },
      format: { type: 'string', default: 'pcap' },
      seed: { type: 'string', default: '1' },
      clean: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const options = {
    packets: readCount('packets', values.packets),
    bytes: values.bytes === undefined ? undefined : readCount('bytes', values.bytes),
    connections: readCount('connections', values.connections),
    payload: readChoice('payload', values.payload, ['headers', 'full']),
    format: readChoice('format', values.format, ['pcap', 'pcapng']),
    seed: readCount('seed', values.seed),
  };
  return { options, file: positionals[0], clean: values.clean, help: values.help };
}

function readCount(name, text) {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError(`Cannot use --${name} ${text}: it is not a whole number above 0`);
  return count;
}

function readChoice(name, text, choices) {
  if (!choices.includes(text)) throw new RangeError(`Cannot use --${name} ${text}: it is one of ${choices.join(', ')}`);
  return text;
}

function main() {
  const { options, file, clean, help } = readCommandLine();
  if (help) process.stdout.write(HELP);
  else if (clean) removeCaptures();
  else if (file === undefined) process.stdout.write(`${ensureCapture(options)}\n`);
  else {
    checkDisk(dirname(resolve(file)), options);
    report(file, generateCapture(file, options));
    process.stdout.write(`${file}\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
