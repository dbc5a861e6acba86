/**
 * Every capture of the corpus: as many packets, and of the link types, as its index says from tshark; and no mutation of
 * one throws or hangs. Where the two differ, the reason stands here.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { corpusPath, hasCorpus, readCorpusList } from '../differential/corpus.ts';
import { configureProperties, timeoutMs } from '../properties/settings.ts';
import { readAll } from './read-all.ts';

configureProperties();

interface IndexRow {
  readonly file: string;
  readonly size: number;
  readonly linktypes: readonly number[];
  readonly packets: number;
  readonly odd: readonly string[];
}

const CUSTOM = 'tshark counts custom blocks as packets; here they count in frame numbers only';
const UNSUPPORTED = 'Wireshark does not know the link type and reads no packet at all';

/** Captures where the number of packets differs: ours, and why. */
const knownCounts: Readonly<Record<string, readonly [packets: number, reason: string]>> = {
  'OISF__suricata-verify/tests/bug-6875-01/fuzz.pcap': [1, 'the second record claims 1.4 GB; the index counts it'],
  'google__gopacket/pcapgo/tests/be/test018.pcapng': [4, CUSTOM],
  'google__gopacket/pcapgo/tests/le/test017.pcapng': [0, CUSTOM],
  'google__gopacket/pcapgo/tests/le/test102.pcapng': [5, CUSTOM],
  'retis-org__retis/retis/test_data/test_events_packets.pcap': [26, CUSTOM],
  'the-tcpdump-group__tcpdump/tests/brcm-tag-prepend.pcap': [15, UNSUPPORTED],
  'the-tcpdump-group__tcpdump/tests/brcm-tag.pcap': [23, UNSUPPORTED],
  'the-tcpdump-group__tcpdump/tests/dsa-high-vid.pcap': [4, UNSUPPORTED],
  'the-tcpdump-group__tcpdump/tests/edsa-high-vid.pcap': [4, UNSUPPORTED],
  'the-tcpdump-group__tcpdump/tests/edsa.pcap': [10, UNSUPPORTED],
  'the-tcpdump-group__tcpdump/tests/frf16_magic_ie-oobr.pcap': [1, UNSUPPORTED],
  'the-tcpdump-group__tcpdump/tests/hoobr_juniper3.pcap': [1, UNSUPPORTED],
  'the-tcpdump-group__tcpdump/tests/juniper_es_oobr.pcap': [1, UNSUPPORTED],
  'the-tcpdump-group__tcpdump/tests/juniper_monitor_invalid_cookie_length.pcap': [1, UNSUPPORTED],
  'the-tcpdump-group__tcpdump/tests/kday6.pcap': [1, UNSUPPORTED],
  'the-tcpdump-group__tcpdump/tests/vtp_asan-3.pcap': [1, UNSUPPORTED],
  'the-tcpdump-group__tcpdump/tests/vtp_asan.pcap': [5, UNSUPPORTED],
  [`${'seladb__PcapPlusPlus/Tests/Fuzzers/RegressionTests/regression_samples/'}clusterfuzz-testcase-minimized-FuzzTarget-5752969003008000`]:
    [1, UNSUPPORTED],
};

/** Where the index and we differ on whether the end is cut: why. */
const knownCuts: Readonly<Record<string, string>> = {
  'blitz__tcptrace/input/pcap_v2.2.dmp': 'the index takes the lengths of version 2.2 the wrong way round',
  'seladb__PcapPlusPlus/Tests/Fuzzers/RegressionTests/regression_samples/crash-pcapng-epb-unbounded-length':
    'the index knows oddities of pcap only',
};

const rows = readCorpusList<IndexRow>('index');

describe('the corpus', () => {
  if (!hasCorpus) test('is absent: there is nothing to compare', () => expect(rows).toEqual([]));

  test('has the packets and link types its index says', () => {
    const differences = rows.flatMap(({ file, packets, linktypes }) => {
      const seen = readAll(readFileSync(corpusPath(file)));
      const expected = knownCounts[file]?.[0] ?? packets;
      const types = [...new Set(seen.linkTypes)].sort((a, b) => a - b);
      const wanted = linktypes.length === 0 ? types : [...linktypes].sort((a, b) => a - b);
      if (seen.packets.length === expected && String(types) === String(wanted)) return [];
      return [`${file}: ${seen.packets.length} packets of ${types}, index: ${packets} of ${wanted}`];
    });
    expect(differences).toEqual([]);
  }, 120_000);

  test('has a problem exactly where the index says that the last record is cut', () => {
    const listed = rows.filter(({ file }) => knownCuts[file] === undefined);
    const broken = listed.filter(({ file }) => readAll(readFileSync(corpusPath(file))).problems.length > 0);
    const cut = listed.filter(({ odd }) => odd.includes('truncated-last-record') || odd.includes('trailing-bytes'));
    expect(broken.map(({ file }) => file)).toEqual(cut.map(({ file }) => file));
  }, 120_000);

  test('every known difference is one', () => {
    const differing = rows.filter(({ file, packets }) => (knownCounts[file]?.[0] ?? packets) !== packets);
    expect(differing.length).toBe(hasCorpus ? Object.keys(knownCounts).length : 0);
  });

  test(
    'mutated, never throws or hangs',
    () => {
      const small = rows.filter(({ size }) => size < 20_000);
      const change = fc.tuple(fc.nat(), fc.constantFrom(0, 1, 4, 0x7f, 0x80, 0xff), fc.nat({ max: 8 }));
      const changes = fc.array(change, { minLength: 1, maxLength: 8 });
      fc.assert(
        fc.property(fc.nat(), changes, fc.nat({ max: 3 }), (which, places, cutOff) => {
          const row = small[which % Math.max(1, small.length)];
          const bytes = row === undefined ? new Uint8Array(24) : new Uint8Array(readFileSync(corpusPath(row.file)));
          for (const [place, value, length] of places)
            bytes.fill(value, place % bytes.length, (place % bytes.length) + length);
          const seen = readAll(cutOff === 0 ? bytes.subarray(0, bytes.length / 2) : bytes);
          expect(seen.packets.length).toBeLessThanOrEqual(bytes.length / 12);
          expect(seen.problems.length).toBeLessThanOrEqual(bytes.length / 12 + 2);
        }),
      );
    },
    timeoutMs,
  );
});
