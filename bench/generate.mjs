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

/**
 * @typedef {object} CaptureOptions
 * @property {number | undefined} packets how many packets it has at most
 * @property {number | undefined} bytes it ends with the packet that makes it as large as this
 * @property {number} connections how many are open at once
 * @property {'headers' | 'full'} payload how much of each frame is kept
 * @property {'pcap' | 'pcapng'} format
 * @property {number} seed
 */

/**
 * @typedef {object} CaptureSize
 * @property {number} packets
 * @property {number} connections how many were begun
 * @property {number} bytes
 * @property {number} durationSeconds
 */

/** Where generated captures are kept. */
export const CAPTURE_FOLDER = join(tmpdir(), 'whyclosed-bench');

/** @type {Readonly<Record<CaptureOptions['payload'], number>>} */
const SNAP_LENGTHS = { headers: 96, full: 262_144 };
/** Part of every file name: raise it when the same options no longer make the same bytes. */
const GENERATOR_VERSION = 1;
const STORYLINES = 4_000;
const START_US = 1_700_000_000 * 1e6; // 2023-11-14T22:13:20Z
const DISK_RESERVE_BYTES = 1e9;
/** On average a connection gets its turn this often, however many there are. */
const TURN_US = 200_000;

const HELP = `Usage: node bench/generate.mjs [options] [FILE]

Makes a capture of synthetic TCP connections and prints its path.

  --packets N         how many packets (default 1000000)
  --bytes N           how many bytes instead of how many packets
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
 * @returns {CaptureSize}
 */
export function generateCapture(path, options) {
  const random = createRandom(options.seed);
  const messages = createMessages(random);
  const storylines = createStorylines(random, messages, STORYLINES);
  const snapLength = SNAP_LENGTHS[options.payload];
  const writer = new CaptureWriter(path, options.format, snapLength);
  const frames = new FrameWriter(writer.bytes, messages.bytes);
  const packetLimit = options.packets ?? Infinity;
  const byteLimit = options.bytes ?? Infinity;
  const isFull = () => writer.packets >= packetLimit || writer.size >= byteLimit;
  const tick = (2 * TURN_US) / options.connections / 2 ** 32;
  let elapsedUs = 0;
  let connections = 0;
  /** @type {Conversation[]} */
  const open = [];

  /**
   * The connection in `slot`; a new one if there is none or it has come to its end.
   *
   * @param {number} slot
   */
  function findOpen(slot) {
    const current = open[slot];
    if (current !== undefined && current.step < current.story.steps.length) return current;
    const conversation = new Conversation(random, random.pick(storylines));
    open[slot] = conversation;
    connections++;
    return conversation;
  }

  /**
   * Sends the next packet of the connection in `slot` if its time has come.
   *
   * @param {number} slot
   */
  function advance(slot) {
    elapsedUs += random.uint32() * tick;
    const conversation = findOpen(slot);
    const { steps } = conversation.story;
    const step = steps[conversation.step];
    if (step === undefined || elapsedUs < conversation.readyUs) return;
    const wireLength = frames.write(writer.frameStart(), conversation, step, elapsedUs, snapLength);
    writer.commit(START_US + Math.floor(elapsedUs), wireLength);
    conversation.step++;
    conversation.readyUs = elapsedUs + (steps[conversation.step]?.waitUs ?? 0);
  }

  for (let slot = 0; slot < options.connections && !isFull(); slot++) advance(slot);
  while (!isFull()) {
    const slot = random.below(options.connections);
    // Packets of a connection come in bursts, so that neighbours in the file are often of one connection.
    for (let burst = random.between(1, 3); burst > 0 && !isFull(); burst--) advance(slot);
  }
  writer.close();
  return { packets: writer.packets, connections, bytes: writer.size, durationSeconds: elapsedUs / 1e6 };
}

/**
 * The file that `options` lead to: every option is part of its name.
 *
 * @param {CaptureOptions} options
 */
export function nameCapture(options) {
  const { packets, bytes, connections, payload, format, seed } = options;
  const size = packets === undefined ? `${bytes}-bytes` : `${packets}-packets`;
  return join(CAPTURE_FOLDER, `${payload}-${size}-${connections}-open-seed${seed}-v${GENERATOR_VERSION}.${format}`);
}

/**
 * Makes the capture of `options` unless it is there already; returns its path.
 *
 * @param {CaptureOptions} options
 */
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

/**
 * @param {string} folder
 * @param {CaptureOptions} options
 */
function checkDisk(folder, { packets, bytes, payload }) {
  const needed = bytes ?? (packets ?? 0) * (payload === 'full' ? 1_100 : 125);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free < needed + DISK_RESERVE_BYTES) {
    throw new Error(
      `Cannot make a capture in ${folder}: it needs ${gigabytes(needed)} and a reserve of ` +
        `${gigabytes(DISK_RESERVE_BYTES)}, and ${gigabytes(free)} are free`,
    );
  }
}

/**
 * @param {string} path
 * @param {CaptureSize} size
 */
function report(path, { packets, connections, bytes, durationSeconds }) {
  process.stderr.write(
    `${path}: ${packets} packets, ${connections} connections, ${gigabytes(bytes)}, ` +
      `${durationSeconds.toFixed(1)} s of traffic\n`,
  );
}

/** @param {number} bytes */
function gigabytes(bytes) {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

function readCommandLine() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      packets: { type: 'string' },
      bytes: { type: 'string' },
      connections: { type: 'string', default: '5000' },
      payload: { type: 'string', default: 'headers' },
      format: { type: 'string', default: 'pcap' },
      seed: { type: 'string', default: '1' },
      clean: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  /** @type {CaptureOptions} */
  const options = {
    packets: values.bytes === undefined ? readCount('packets', values.packets ?? '1000000') : undefined,
    bytes: values.bytes === undefined ? undefined : readCount('bytes', values.bytes),
    connections: readCount('connections', values.connections),
    payload: readChoice('payload', values.payload, ['headers', 'full']),
    format: readChoice('format', values.format, ['pcap', 'pcapng']),
    seed: readCount('seed', values.seed),
  };
  return { options, file: positionals[0], clean: values.clean, help: values.help };
}

/**
 * @param {string} name
 * @param {string} text
 */
function readCount(name, text) {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError(`Cannot use --${name} ${text}: it is not a whole number above 0`);
  return count;
}

/**
 * @template {string} T
 * @param {string} name
 * @param {string} text
 * @param {readonly T[]} choices
 */
function readChoice(name, text, choices) {
  const choice = choices.find((each) => each === text);
  if (choice === undefined) throw new RangeError(`Cannot use --${name} ${text}: it is one of ${choices.join(', ')}`);
  return choice;
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
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = error instanceof RangeError || error instanceof TypeError ? 2 : 3;
  }
}
