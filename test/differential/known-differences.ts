/** Frames where the decoder and tshark differ, each with the reason. A difference that is gone fails the test. */

/** A capture, the frames concerned, what differs in them, and why. */
export interface KnownDifference {
  readonly file: string;
  readonly frames: readonly number[] | 'every frame cut short';
  /** `length`: the payload length only; `segment`: one of both sees no segment at all. */
  readonly differs: 'length' | 'segment';
  readonly reason: string;
}

const CUT =
  'The frame is shorter than its IP packet says, whose checksum holds: IP is believed; tshark believes the frame';
const DAMAGED =
  'The data offset points into the header or beyond the segment: no host takes that for TCP; tshark shows it';

function cut(file: string): KnownDifference {
  return { file, frames: 'every frame cut short', differs: 'length', reason: CUT };
}

function damaged(file: string, frames: readonly number[]): KnownDifference {
  return { file, frames, differs: 'segment', reason: DAMAGED };
}

const PCAP_FLOW_LAB = 'AlexeyVasilev__PcapFlowLab/tests/data/parsing';
const SURICATA = 'OISF__suricata-verify/tests';
const LIBPCAP = 'the-tcpdump-group__libpcap/tests/filter';
const TCPDUMP = 'the-tcpdump-group__tcpdump/tests';
const NDPI = 'ntop__nDPI/tests/cfgs/default/pcap';

/** All of them. */
export const knownDifferences: readonly KnownDifference[] = [
  cut(`${SURICATA}/telnet/telnet-01/telnet.pcap`),
  cut('odedshimon__BruteShark/Pcap_Examples/PCAPNG Examples/Telnet - Line Mode.pcapng'),
  cut('appneta__tcpreplay/test/test.rewrite_efcs'),
  cut('appneta__tcpreplay/test/test2.rewrite_efcs'),
  cut('blitz__tcptrace/input/fast_reuse.dmp'),
  cut('blitz__tcptrace/input/long_rtt.dmp'),
  cut('blitz__tcptrace/input/tcpudp.dmp'),
  cut('deepflowio__deepflow/agent/resources/test/flow_generator/xiangdao-retrans.pcap'),
  cut(`${NDPI}/reasm_crash_anon.pcapng`),
  cut(`${TCPDUMP}/bgp-bgp_capabilities_print-oobr-1.pcap`),
  cut(`${TCPDUMP}/bgp-bgp_capabilities_print-oobr-2.pcap`),
  cut('zeek__zeek/testing/btest/Traces/cisco-fabric-path.pcap'),
  cut('zeek__zeek/testing/btest/Traces/modbus/fuzz-72.pcap'),
  damaged(`${SURICATA}/bug-76/input.pcap`, [46]),
  damaged(`${SURICATA}/transform-base64-7296/input.pcap`, [11, 59]),
  damaged('seladb__PcapPlusPlus/Tests/Packet++Test/PacketExamples/tcp-malformed.pcap', [1, 2]),
  damaged(`${NDPI}/ip_fragmented_garbage.pcap`, [313, 1252]),
  damaged(`${NDPI}/kerberos_fuzz.pcapng`, [1]),
  damaged(`${NDPI}/reasm_crash_anon.pcapng`, [95]),
  {
    file: `${PCAP_FLOW_LAB}/ah/17_ah_invalid_payload_length_too_small.pcap`,
    frames: [1],
    differs: 'segment',
    reason: 'An authentication header shorter than its fixed part; tshark reads TCP out of its middle',
  },
  {
    file: `${SURICATA}/firewall/tcp-session-decode-malformed-ipv4/input.pcap`,
    frames: [8],
    differs: 'segment',
    reason: 'An IPv4 option of length 0, at which tshark stops; options are stepped over as a whole here',
  },
  {
    file: `${LIBPCAP}/AH-IPcomp-IPv6.pcap`,
    frames: [3, 4, 5, 6, 7, 9, 10],
    differs: 'segment',
    reason: 'Compressed by IPComp; tshark decompresses',
  },
  {
    file: `${TCPDUMP}/sflow_expanded.pcap`,
    frames: [1],
    differs: 'segment',
    reason: 'A sample in an sFlow report: a description of a packet seen elsewhere, not a packet',
  },
  {
    file: 'wireshark__wireshark/test/captures/wireguard-ping-tcp-dsb.pcapng',
    frames: [17, 18, 19, 20, 21],
    differs: 'segment',
    reason: 'Encrypted by WireGuard; tshark decrypts with the secrets in the capture',
  },
];
