import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createPacketView } from '../../src/core/capture/_packet-view.ts';
import { CaptureReader } from '../../src/core/capture/_reader.ts';
import { toPcapng } from '../../src/probe/pcapng-file.ts';
import { projectRoot } from '../architecture/source-file.ts';

const NOTES = { application: 'whyclosed 0', comment: 'tried “it”', packets: new Map([[2, 'the end']]) };

/** A recording in the form that tcpdump gives, from the lab. */
function recording(): Buffer {
  return readFileSync(join(projectRoot, 'examples/closed-port/client.pcap'));
}

interface Read {
  readonly times: readonly number[];
  readonly bytes: readonly string[];
  readonly lengths: readonly number[];
  readonly links: readonly number[];
  readonly problems: readonly unknown[];
}

function read(capture: Uint8Array): Read {
  const found = { times: [], bytes: [], lengths: [], links: [], problems: [] } as {
    times: number[];
    bytes: string[];
    lengths: number[];
    links: number[];
    problems: unknown[];
  };
  const base: { seconds: number | undefined } = { seconds: undefined };
  const reader = new CaptureReader({ base, report: (problem) => found.problems.push(problem), name: () => {} });
  reader.push(capture);
  reader.end();
  const packet = createPacketView();
  while (reader.next(packet) === 'packet') {
    found.times.push(base.seconds! * 1e9 + packet.timeNs);
    found.bytes.push(Buffer.from(packet.bytes.subarray(packet.start, packet.end)).toString('hex'));
    found.lengths.push(packet.originalLength);
    found.links.push(packet.linkType);
  }
  return found;
}

test('a pcapng file has the same packets at the same times', () => {
  const pcap = recording();
  const before = read(pcap);
  expect(before.times.length).toBeGreaterThan(1);
  expect(read(toPcapng(pcap, 'any', NOTES))).toEqual(before);
});

test('one without packets has its interface all the same', () => {
  const written = toPcapng(recording().subarray(0, 24), 'any', NOTES);
  expect(read(written)).toEqual({ times: [], bytes: [], lengths: [], links: [], problems: [] });
  expect(Buffer.from(written).includes('any')).toBe(true);
});

test('one of which nothing was recorded is a pcapng file, too', () => {
  expect(read(toPcapng(new Uint8Array(0), 'any', NOTES)).problems).toEqual([]);
});

test.runIf(spawnSync('tshark', ['-v']).status === 0)('Wireshark shows the comments, of all and of the packet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pcapng-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'own.pcapng');
  writeFileSync(file, toPcapng(recording(), 'any', NOTES));
  const fields = ['frame.number', 'frame.comment', 'frame.interface_name'].flatMap((field) => ['-e', field]);
  const { stdout } = spawnSync('tshark', ['-r', file, '-T', 'fields', ...fields], { encoding: 'utf8' });
  expect(stdout.split('\n').slice(0, 2)).toEqual(['1\t\tany', '2\tthe end\tany']);
  expect(spawnSync('capinfos', ['-k', '-F', file], { encoding: 'utf8' }).stdout).toContain('tried “it”');
});
