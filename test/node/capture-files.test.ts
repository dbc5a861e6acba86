import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPacketView } from '../../src/core/capture/_packet-view.ts';
import { WhyclosedError } from '../../src/core/model/whyclosed-error.ts';
import { type CaptureFiles, openCaptureFiles } from '../../src/node/capture-files.ts';
import { toFileError } from '../../src/node/open-input.ts';
import { concatBytes, type WrittenPacket, writePcap, writePcapng } from '../builders/capture-writers.ts';
import { expectPackets, recordContext, type SeenPacket, seePacket, threePackets } from '../capture/read-all.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'whyclosed-files-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

interface Seen {
  readonly packets: readonly SeenPacket[];
  readonly problems: readonly string[];
  readonly files: CaptureFiles;
  readonly baseSeconds: number | undefined;
}

async function readFiles(...paths: string[]): Promise<Seen> {
  const context = recordContext();
  const files = await openCaptureFiles(paths, context);
  const packets: SeenPacket[] = [];
  const packet = createPacketView();
  for (;;) {
    const step = files.next(packet);
    if (step === 'end') break;
    if (step === 'more') await files.more();
    else packets.push(seePacket(packet));
  }
  const problems = context.problems.map(({ file, message }) => `${file?.slice(folder.length + 1)}: ${message}`);
  return { packets, problems, files, baseSeconds: context.base.seconds };
}

async function errorOf(...paths: string[]): Promise<WhyclosedError> {
  try {
    const files = await openCaptureFiles(paths, recordContext());
    files.close();
  } catch (error) {
    if (error instanceof WhyclosedError) return error;
    throw error;
  }
  throw new Error('All could be opened');
}

/** How many files of the tests' folder this process has open. */
function descriptors(): number {
  return readdirSync('/proc/self/fd').filter((fd) => linkOf(join('/proc/self/fd', fd)).startsWith(folder)).length;
}

/** Where a descriptor leads; the one the listing itself used is gone by now. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** A packet a millisecond from this second on. */
function packetsFrom(seconds: number, count: number): WrittenPacket[] {
  return Array.from({ length: count }, (_, index) => ({
    seconds: seconds + Math.floor(index / 1000),
    nanoseconds: (index % 1000) * 1e6,
    data: Uint8Array.of(seconds & 0xff, index & 0xff),
  }));
}

describe('one file', () => {
  test('is read, and nothing stays open', async () => {
    const file = writePcapng(threePackets);
    const seen = await readFiles(write('one', file));
    expect(seen.packets).toEqual(expectPackets(threePackets));
    expect(seen.files.outcomes.map(({ packets, problems }) => [packets, problems])).toEqual([[3, 0]]);
    expect([seen.files.bytesRead, seen.files.totalBytes]).toEqual([file.length, file.length]);
    expect(seen.files.failure()).toBe(undefined);
    expect(descriptors()).toBe(0);
  });

  test('larger than a turn of the event loop', async () => {
    const record = writePcap([{ seconds: 1, nanoseconds: 0, data: new Uint8Array(60_000) }]).subarray(24);
    const path = write('large', concatBytes(writePcap([]), ...Array.from({ length: 600 }, () => record)));
    const context = recordContext();
    const files = await openCaptureFiles([path], context);
    const packet = createPacketView();
    const turns = { more: 0, packets: 0 };
    for (let step = files.next(packet); step !== 'end'; step = files.next(packet)) {
      if (step === 'packet') turns.packets += 1;
      else {
        turns.more += 1;
        await files.more();
      }
    }
    expect(turns).toEqual({ more: 2, packets: 600 });
  });

  test('closed early, answers end', async () => {
    const files = await openCaptureFiles([write('early', writePcapng(threePackets))], recordContext());
    const packet = createPacketView();
    expect(files.next(packet)).toBe('packet');
    files.close();
    expect(files.next(packet)).toBe('end');
    expect(files.outcomes[0]?.packets).toBe(1);
    expect(descriptors()).toBe(0);
  });
});

describe('what cannot be read', () => {
  test('a missing file', async () => {
    const path = join(folder, 'missing.pcap');
    const error = await errorOf(path);
    expect([error.code, error.message]).toEqual(['file-not-found', `Cannot read ${path}: there is no such file`]);
    expect((await errorOf(join(write('plain', ''), 'below'))).code).toBe('file-not-found');
  });

  test('a directory', async () => {
    const error = await errorOf(folder);
    expect([error.code, error.message]).toEqual(['is-a-directory', `Cannot read ${folder}: it is a directory`]);
    expect(error.hint).toBe('Name the capture files in it');
    expect(descriptors()).toBe(0);
  });

  test('a file one may not read', async () => {
    const error = toFileError(Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }), 'a.pcap');
    expect([error.code, error.message]).toEqual(['permission-denied', 'Cannot read a.pcap: permission denied']);
    expect(error.hint).toContain('sudo');
    const path = write('secret', 'x');
    chmodSync(path, 0);
    // Root may read it all the same, and finds no capture in it.
    const reason = await errorOf(path).catch(() => 'readable');
    expect(reason instanceof WhyclosedError ? reason.code : reason).toBe(
      process.getuid?.() === 0 ? 'readable' : 'permission-denied',
    );
  });

  test('something the system says no to while it is read', async () => {
    const seen = await readFiles('/proc/self/mem');
    expect(seen.files.failure()?.message).toMatch(/^Cannot read \/proc\/self\/mem: EIO/);
    expect(seen.files.outcomes[0]?.problems).toBe(1);
  });

  test.each([
    ['empty', '', 'it is empty'],
    ['notes.txt', 'hello', 'it is no capture but text'],
    [
      'cut.pcap',
      writePcap(threePackets).subarray(0, 10),
      'the capture ends inside a file header: everything before it was read',
    ],
  ])('%s', async (name, content, reason) => {
    const path = write(name, content);
    const seen = await readFiles(path);
    const failure = seen.files.failure();
    expect([failure?.code, failure?.message]).toEqual(['nothing-readable', `Cannot read ${path}: ${reason}`]);
  });

  test.each([
    ['hint.txt', 'hello', true],
    ['hint.json', '{"a": 1}', true],
    ['hint.txt.gz', gzipSync('hello'), true],
    ['hint.txt.gz', gzipSync('%PDF'), false],
    ['tcpdump.txt', '10:11:12.131415 IP 192.0.2.1.5 > 192.0.2.2.6: Flags [S]', false],
  ])('a text is told where it belongs: %s', async (name, content, isTold) => {
    const failure = (await readFiles(write(name, content))).files.failure();
    expect(failure?.hint?.includes('--log')).toBe(isTold ? true : undefined);
  });

  test('a capture without packets is fine', async () => {
    expect((await readFiles(write('none.pcap', writePcap([])))).files.failure()).toBe(undefined);
  });

  test('a capture that is cut after a packet is a problem, not a failure', async () => {
    const seen = await readFiles(write('cut2.pcap', writePcap(threePackets).subarray(0, 100)));
    expect(seen.problems).toEqual(['cut2.pcap: The capture ends inside a packet: everything before it was read']);
    expect(seen.files.failure()).toBe(undefined);
  });

  test('nothing named, or standard input twice', async () => {
    await expect(openCaptureFiles([], recordContext())).rejects.toThrow(RangeError);
    await expect(openCaptureFiles(['-', 'a', '-'], recordContext())).rejects.toThrow(RangeError);
  });
});

describe('several files', () => {
  test('are one capture in time order, whatever their form', async () => {
    const first = write('r1', gzipSync(writePcap(packetsFrom(1_700_000_000, 1500))));
    const second = write('r2', writePcapng(packetsFrom(1_700_000_001, 700)));
    const third = write('r3', writePcap(packetsFrom(1_700_000_010, 3), { littleEndian: false }));
    const seen = await readFiles(third, second, first);
    const times = seen.packets.map(({ timeNs }) => timeNs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBe(10_002_000_000);
    expect(seen.packets.map(({ number }) => number)).toEqual(Array.from({ length: 2203 }, (_, index) => index + 1));
    expect(seen.baseSeconds).toBe(1_700_000_000);
    expect(seen.files.outcomes.map(({ packets }) => packets)).toEqual([3, 700, 1500]);
    expect(seen.files.bytesRead).toBe(seen.files.totalBytes);
    expect(descriptors()).toBe(0);
  });

  test('some unreadable: the others are read, and every problem names its file', async () => {
    const good = write('good', writePcapng(threePackets));
    const text = write('text', 'hello');
    const seen = await readFiles(join(folder, 'absent'), text, good);
    expect(seen.packets).toEqual(expectPackets(threePackets));
    expect(seen.problems).toEqual([
      `absent: Cannot read ${join(folder, 'absent')}: there is no such file`,
      'text: It is no capture but text',
    ]);
    expect(seen.files.failure()).toBe(undefined);
  });

  test('none readable', async () => {
    expect((await errorOf(join(folder, 'absent'), folder)).code).toBe('file-not-found');
    const text = write('text2', 'hello');
    const seen = await readFiles(text, write('empty2', ''));
    expect(seen.files.failure()?.message).toBe(`Cannot read ${text}: it is no capture but text (and 1 more)`);
  });

  test.each([
    ['one after the other', (index: number) => 1_700_000_000 + 10 * index],
    ['all at once', () => 1_700_000_000],
  ])('a thousand, %s, take few descriptors', async (_, secondsOf) => {
    const paths = Array.from({ length: 1000 }, (__, index) =>
      write(`many-${index}`, writePcap(packetsFrom(secondsOf(index), 20))),
    );
    const context = recordContext();
    const files = await openCaptureFiles(paths.reverse(), context);
    const packet = createPacketView();
    let most = 0;
    let count = 0;
    let last = 0;
    for (let step = files.next(packet); step !== 'end'; step = files.next(packet)) {
      if (step === 'more') await files.more();
      else {
        count += 1;
        if (count % 1000 === 1) most = Math.max(most, descriptors());
        expect(packet.timeNs).toBeGreaterThanOrEqual(last);
        last = packet.timeNs;
      }
    }
    expect(count).toBe(20_000);
    expect(most).toBeLessThanOrEqual(2);
    expect(context.problems).toEqual([]);
  });

  test('a file that another has taken the place of is a problem', async () => {
    const first = write('moved-1', writePcap(packetsFrom(1_700_000_000, 3)));
    const second = write('moved-2', writePcap(packetsFrom(1_700_000_100, 3)));
    const context = recordContext();
    const files = await openCaptureFiles([first, second], context);
    rmSync(second);
    const packet = createPacketView();
    let count = 0;
    for (let step = files.next(packet); step !== 'end'; step = files.next(packet)) count += 1;
    expect(count).toBe(3);
    expect(context.problems.map(({ code }) => code)).toEqual(['unreadable-input']);
  });
});

describe('pipes', () => {
  const file = writePcapng(threePackets);

  function makeFifo(name: string): string {
    const path = join(folder, name);
    expect(spawnSync('mkfifo', [path]).status).toBe(0);
    return path;
  }

  test('are read to their end', async () => {
    const fifo = makeFifo('fifo-1');
    const many = concatBytes(writePcap(packetsFrom(1_700_000_000, 50_000)));
    spawn('sh', ['-c', `cat '${write('many', many)}' > '${fifo}'`]);
    const seen = await readFiles(fifo);
    expect(seen.packets.length).toBe(50_000);
    expect([seen.files.totalBytes, seen.files.bytesRead]).toEqual([undefined, many.length]);
  });

  test('beside files, in time order', async () => {
    const fifo = makeFifo('fifo-2');
    spawn('sh', ['-c', `cat '${write('later', writePcap(packetsFrom(1_700_000_005, 3)))}' > '${fifo}'`]);
    const seen = await readFiles(fifo, write('sooner', writePcap(packetsFrom(1_700_000_004, 1500))));
    expect(seen.packets.length).toBe(1503);
    expect(seen.packets.filter(({ data }) => data.startsWith('05')).map(({ timeNs }) => timeNs)).toEqual([
      1e9, 1.001e9, 1.002e9,
    ]);
    expect(seen.baseSeconds).toBe(1_700_000_004);
  });

  test('that nobody writes to can be given up', async () => {
    const files = await openCaptureFiles([makeFifo('fifo-4')], recordContext());
    const packet = createPacketView();
    expect(files.next(packet)).toBe('more');
    const waiting = files.more();
    files.close();
    await waiting;
    expect(files.next(packet)).toBe('end');
    expect(descriptors()).toBe(0);
  });

  test('that stay silent can be given up', async () => {
    const fifo = makeFifo('fifo-3');
    const writer = spawn('sh', ['-c', `exec > '${fifo}'; cat '${write('some', file)}'; cat`], { stdio: 'pipe' });
    const context = recordContext();
    const files = await openCaptureFiles([fifo], context);
    const packet = createPacketView();
    let count = 0;
    while (count < 3) {
      if (files.next(packet) === 'packet') count += 1;
      else await files.more();
    }
    expect(files.next(packet)).toBe('more');
    const waiting = files.more();
    files.close();
    await waiting;
    expect(files.next(packet)).toBe('end');
    expect(context.problems).toEqual([]);
    writer.stdin.end();
  });
});
