/** Captures where streams or their completeness differ from tshark's, and why. */

/** One capture. `stream`: segments are in other streams, and completeness with them; else only completeness differs. */
export interface StreamDifference {
  readonly file: string;
  readonly differs: 'stream' | 'completeness';
  readonly reason: string;
}

const MADE_BEFORE = 'a dissector made the conversation before its SYN, which tshark then does not count';
const SILENT = 'the endpoints were silent for minutes after the connection had closed; the record was handed over';
const NUMBERED = 'tshark gives a number to a segment that is none: damaged, or made up by the dissector of a proxy';

export const streamDifferences: readonly StreamDifference[] = [
  {
    file: 'OISF__suricata-verify/tests/firewall/ruletype-firewall-118-ftp-stou-no-filename-active/input.pcap',
    differs: 'completeness',
    reason: MADE_BEFORE,
  },
  {
    file: 'OISF__suricata-verify/tests/ftp/ftp-download-active/input.pcap',
    differs: 'completeness',
    reason: MADE_BEFORE,
  },
  { file: 'OISF__suricata-verify/tests/transform-base64-7296/input.pcap', differs: 'stream', reason: NUMBERED },
  { file: 'arkime__arkime/tests/pcap/socks-https-example.pcap', differs: 'stream', reason: NUMBERED },
  {
    file: 'deepflowio__deepflow/agent/resources/test/flow_generator/xiangdao-retrans.pcap',
    differs: 'completeness',
    reason: 'frames are shorter than their IP packets say, whose checksum holds: tshark sees no payload',
  },
  { file: 'ntop__nDPI/tests/cfgs/default/pcap/h323.pcap', differs: 'completeness', reason: MADE_BEFORE },
  { file: 'ntop__nDPI/tests/cfgs/default/pcap/ip_fragmented_garbage.pcap', differs: 'stream', reason: NUMBERED },
  {
    file: 'ntop__nDPI/tests/cfgs/default/pcap/ndpi_match_string_subprotocol__error.pcapng',
    differs: 'stream',
    reason: SILENT,
  },
  {
    file: 'the-tcpdump-group__libpcap/tests/filter/AH-IPcomp-IPv6.pcap',
    differs: 'completeness',
    reason: 'some segments are compressed by IPComp, which is not undone here',
  },
  {
    file: 'the-tcpdump-group__tcpdump/tests/bgp-bgp_capabilities_print-oobr-1.pcap',
    differs: 'completeness',
    reason: 'the frame is cut short; tshark does not count the payload of the SYN',
  },
  {
    file: 'the-tcpdump-group__tcpdump/tests/bgp-bgp_capabilities_print-oobr-2.pcap',
    differs: 'completeness',
    reason: 'the frame is cut short; tshark does not count the payload of the SYN',
  },
  { file: 'zeek__zeek/testing/btest/Traces/ftp/ipv4.pcap', differs: 'completeness', reason: MADE_BEFORE },
  { file: 'zeek__zeek/testing/btest/Traces/llc.pcap', differs: 'stream', reason: SILENT },
];
