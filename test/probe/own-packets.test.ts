import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { readPackets } from '../../src/lab/read-packets.ts';
import { connectMarked } from '../../src/probe/controls/marked-connect.ts';
import { joinPackets } from '../../src/probe/join-packets.ts';
import { thisSystem } from '../../src/probe/local/system.ts';
import { diagnosisOf, type PacketsPlan, type Recording, recordOwnPackets } from '../../src/probe/own-packets.ts';
import { isLoopbackEcho, PcapRecords } from '../../src/probe/pcap-records.ts';
import { probe } from '../../src/probe/probe.ts';
import { QUICK } from './brief.ts';
import { closedPort, serve } from './servers.ts';

const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;
const { signal } = new AbortController();

async function record(plan: Omit<PacketsPlan, 'signal'>): Promise<Recording> {
  const result = await recordOwnPackets({ startSeconds: 30, stopSeconds: 30, ...plan, signal });
  if (result.recording === undefined) throw new Error(result.why);
  return result.recording;
}

describe.runIf(isRootOnLinux)('packets of the probe itself', () => {
  test('say that a port refused, once each', async () => {
    const port = await closedPort();
    const recording = await record({ ports: [port], addresses: ['127.0.0.1'] });
    const result = await probe(`127.0.0.1:${port}`, QUICK);
    const recorded = await recording.stop();
    const { bytes, diagnoses, gap } = recorded;
    expect(gap).toBeUndefined();
    expect(readPackets(bytes).packets.map(({ flags }) => flags)).toEqual(['S', 'R.']);
    expect(diagnoses).toHaveLength(1);
    const [diagnosis] = diagnoses;
    expect(diagnosis?.connection.server).toMatchObject({ address: '127.0.0.1', port });
    expect(diagnosis?.verdict.cause).toBe('closed-port');
    expect(diagnosisOf(recorded, result)?.connection.client).toEqual(diagnosis?.connection.client);
    expect(diagnosisOf({ ...recorded, diagnoses: [diagnosis!, diagnosis!] }, result)).toBeUndefined();
    expect(diagnosisOf({ ...recorded, gap: 'something is missing' }, result)).toBeUndefined();
    const joined = joinPackets(result, diagnosis!);
    expect(joined.verdict.evidence.map(({ source }) => source)).toContain('capture');
  });

  test('of a refused connect that was done again show more than those of the first', async () => {
    const port = await closedPort();
    const recording = await record({ ports: [port], addresses: ['127.0.0.1'] });
    const result = await probe(`127.0.0.1:${port}`, QUICK);
    const own = await connectMarked('127.0.0.1', [port], 1, thisSystem, signal);
    const recorded = await recording.stop();
    const againFrom = own.get(port)!;
    const diagnosis = diagnosisOf(recorded, { ...result, againFrom });
    expect(diagnosis?.connection.client.port).toBe(againFrom);
    expect(diagnosis?.connection.packets.map(({ serviceType }) => serviceType)).toEqual([8, 8]);
    expect(diagnosis?.verdict.evidence.map(({ text }) => text)).toContain(
      'it has the SYN’s type of service, as Linux’s own answer has',
    );
    // Of two, neither of which was done again, it is not known which is meant.
    expect(diagnosisOf(recorded, result)).toBeUndefined();
    expect(diagnosisOf(recorded, { ...result, againFrom: 1 })).toBeUndefined();
  });

  test('are found by the port of this end, also over IPv6', async () => {
    const port = await serve((socket) => socket.once('data', () => socket.resetAndDestroy()), '::1');
    const recording = await record({ ports: [port], addresses: ['::1', '127.0.0.1'] });
    const result = await probe(`http://[::1]:${port}/`, QUICK);
    const recorded = await recording.stop();
    const diagnosis = diagnosisOf(recorded, result);
    expect(diagnosis?.ending).toMatchObject({ by: 'server', how: 'reset' });
    expect(diagnosis?.connection.client).toEqual(result.client);
    expect(diagnosisOf(recorded, { client: { address: '::1', port: 1 } })).toBeUndefined();
  });

  test('do not take what the probe itself does several times for the server’s doing', async () => {
    const port = await serve((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const recording = await record({ ports: [port], addresses: ['127.0.0.1'] });
    const result = await probe(`http://127.0.0.1:${port}/`, QUICK);
    const recorded = await recording.stop();
    // Plain, with TLS, without a word, and a byte at a time.
    expect(recorded.diagnoses).toHaveLength(4);
    const { verdict, ending } = diagnosisOf(recorded, result)!;
    expect(verdict.cause).toBe('unread-data-at-close');
    // Numbers are those of the recording, in which both are.
    expect(readPackets(recorded.bytes).packets.find(({ number }) => number === ending.packet)?.flags).toMatch(/^R/);
    expect(joinPackets(result, diagnosisOf(recorded, result)!).verdict.cause).not.toBe('listener-shutdown');
  });

  test('leave out those of other ports', async () => {
    const port = await closedPort();
    const recording = await record({ ports: [port], addresses: [] });
    await probe(`127.0.0.1:${await closedPort()}`, QUICK);
    expect((await recording.stop()).diagnoses).toEqual([]);
  });

  test('are complete to the last, many times over', async () => {
    const port = await serve((socket) => socket.end());
    const recording = await record({ ports: [port], addresses: ['127.0.0.1'] });
    for (let i = 0; i < 50; i += 1) await closeOnce(port);
    const { diagnoses } = await recording.stop();
    expect(diagnoses).toHaveLength(50);
    expect(diagnoses.map(({ ending }) => ending.how).filter((how) => how !== 'fin')).toEqual([]);
  });

  test('a filter that is none, as addresses are checked', async () => {
    const recording = await record({ ports: [9], addresses: ['127.0.0.1', 'x) or (tcp', 'fe80::1%lo'] });
    expect((await recording.stop()).diagnoses).toEqual([]);
  });
});

/** Connects, and comes to the end when both ends have closed. */
async function closeOnce(port: number): Promise<void> {
  const socket: Socket = connect(port, '127.0.0.1');
  socket.resume();
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
}

describe('where packets may not be recorded', () => {
  const say = (words: string): readonly string[] => ['sh', '-c', `echo "${words}" >&2; exit 1`];

  test.each([
    [['no-such-tcpdump'], 'there is no tcpdump here'],
    [say("tcpdump: any: You don't have permission to capture on that device"), 'this user may not capture'],
    [say('tcpdump: any: Operation not permitted'), 'this user may not capture'],
    [say('tcpdump: any: No such device exists'), 'tcpdump says “tcpdump: any: No such device exists”'],
    [['sh', '-c', 'exit 0'], 'tcpdump ended by itself'],
  ])('%j', async (program, why) => {
    const result = await recordOwnPackets({ ports: [80], addresses: [], signal, program, startSeconds: 30 });
    expect(result).toMatchObject({ recording: undefined });
    expect('why' in result ? result.why : '').toContain(`packets were not recorded: ${why}`);
    expect('why' in result ? result.why : '').toContain('packets would show who refused or reset');
  });

  /** A program that never begins; whether it is still there. */
  function sleeper(): { program: readonly string[]; isGone: () => boolean; hasBegun: () => boolean } {
    const folder = mkdtempSync(join(tmpdir(), 'own-packets-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'pid');
    const pid = (): number => {
      try {
        return Number(readFileSync(file, 'utf8'));
      } catch {
        return 0;
      }
    };
    const isGone = (): boolean => {
      try {
        return pid() > 0 && !process.kill(pid(), 0);
      } catch {
        return true;
      }
    };
    return { program: ['sh', '-c', `echo $$ > ${file}; exec sleep 60`], isGone, hasBegun: () => pid() > 0 };
  }

  test('one that does not begin is ended', async () => {
    const { program, isGone, hasBegun } = sleeper();
    const result = await recordOwnPackets({ ports: [80], addresses: [], signal, program, startSeconds: 2 });
    expect(result).toMatchObject({ why: expect.stringContaining('tcpdump does not begin') });
    expect([hasBegun(), isGone()]).toEqual([true, true]);
  });

  test('one that is interrupted is ended, and no listener stays', async () => {
    const { program, isGone, hasBegun } = sleeper();
    const stop = new AbortController();
    const before = process.listenerCount('exit');
    const pending = recordOwnPackets({ ports: [80], addresses: [], signal: stop.signal, program, startSeconds: 60 });
    await vi.waitFor(() => expect(hasBegun()).toBe(true), 30_000);
    stop.abort();
    expect(await pending).toMatchObject({ why: expect.stringContaining('interrupted') });
    expect(isGone()).toBe(true);
    expect(process.listenerCount('exit')).toBe(before);
  });

  test('nothing is started where the signal has come', async () => {
    const result = await recordOwnPackets({
      ports: [],
      addresses: [],
      signal: AbortSignal.abort(),
      program: ['false'],
    });
    expect(result).toEqual({ recording: undefined, why: 'packets were not recorded: interrupted' });
  });

  test('one that ends early has a gap', async () => {
    const program = ['sh', '-c', 'echo "listening on any" >&2; sleep 0.2'];
    const result = await recordOwnPackets({ ports: [80], addresses: [], signal, program, startSeconds: 30 });
    expect(await result.recording?.stop()).toEqual({
      bytes: Buffer.alloc(0),
      diagnoses: [],
      gap: 'the last packets may be missing in the recording',
    });
  });

  test('one that writes something else has one, too, and is killed where it does not end', async () => {
    const program = ['sh', '-c', `trap '' INT; echo "listening on any" >&2; head -c 99 /dev/zero; exec sleep 60`];
    const plan = { ports: [80], addresses: [], signal, program, startSeconds: 30, stopSeconds: 0.3 };
    const result = await recordOwnPackets(plan);
    expect((await result.recording?.stop())?.gap).toBe('the last packets may be missing in the recording');
  });
});

describe('records of a pcap', () => {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt32LE(276, 20);

  function recordOf(packet: Buffer, captured: number = packet.length): Buffer {
    const bytes = Buffer.alloc(16 + packet.length);
    bytes.writeUInt32LE(captured, 8);
    packet.copy(bytes, 16);
    return bytes;
  }

  const file = Buffer.concat([header, ...['one', 'two', 'three'].map((text) => recordOf(Buffer.from(text)))]);

  test.each([1, 7, 24, 40, 1000])('in portions of %i', (size) => {
    const kept: Buffer[] = [];
    const records = new PcapRecords(
      (bytes) => kept.push(bytes),
      (packet, link) => link === 276 && packet.toString() !== 'two',
    );
    for (let at = 0; at < file.length; at += size) records.push(file.subarray(at, at + size));
    expect(records.isBroken).toBe(false);
    expect(kept.slice(1).map((bytes) => bytes.subarray(16).toString())).toEqual(['one', 'three']);
    expect(kept[0]).toEqual(header);
  });

  test('of a big-endian machine', () => {
    const big = Buffer.from(header);
    big.writeUInt32BE(0xa1b2c3d4, 0);
    big.writeUInt32BE(113, 20);
    const row = Buffer.alloc(17);
    row.writeUInt32BE(1, 8);
    const links: number[] = [];
    new PcapRecords(
      () => {},
      (_, link) => links.push(link) > 0,
    ).push(Buffer.concat([big, row]));
    expect(links).toEqual([113]);
  });

  test.each([
    ['another magic', Buffer.alloc(99)],
    ['a record without end', Buffer.concat([header, recordOf(Buffer.alloc(0), 0xffff_ffff)])],
  ])('%s is broken, and what follows passed over', (_, bytes) => {
    const kept: Buffer[] = [];
    const records = new PcapRecords(
      (piece) => kept.push(piece),
      () => true,
    );
    records.push(bytes);
    records.push(recordOf(Buffer.from('x')));
    expect(records.isBroken).toBe(true);
    expect(kept.length).toBeLessThanOrEqual(1);
  });

  test('loopback on its way out is an echo, and nothing else is', () => {
    const sll2 = (hardware: number, type: number): Buffer => {
      const packet = Buffer.alloc(20);
      packet.writeUInt16BE(hardware, 8);
      packet[10] = type;
      return packet;
    };
    const sll = (hardware: number, type: number): Buffer => {
      const packet = Buffer.alloc(16);
      packet.writeUInt16BE(type, 0);
      packet.writeUInt16BE(hardware, 2);
      return packet;
    };
    expect([isLoopbackEcho(sll2(772, 4), 276), isLoopbackEcho(sll(772, 4), 113)]).toEqual([true, true]);
    const others = [
      [sll2(772, 0), 276],
      [sll2(1, 4), 276],
      [sll(1, 4), 113],
      [sll(772, 0), 113],
      [sll2(772, 4), 1],
      [Buffer.alloc(3), 276],
    ] as const;
    expect(others.map(([packet, link]) => isLoopbackEcho(packet, link))).toEqual(others.map(() => false));
  });
});
