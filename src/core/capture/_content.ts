/** What an input that is no capture looks like, in words that help: magics after file(1)'s list and the formats' own pages. */
import type { InputWindow } from './_capture-format.ts';
import { captureFormats } from './index.ts';

/** Bytes worth having before an input is called no capture. */
export const CONTENT_SAMPLE: number = 512;

interface KnownContent {
  readonly magic: string;
  readonly is: string;
}

/** First bytes as Latin-1 text. */
const KNOWN: readonly KnownContent[] = [
  { magic: '\xfd7zXZ\0', is: 'xz: decompress it with xz -d first' },
  { magic: 'BZh', is: 'bzip2: decompress it with bzip2 -d first' },
  { magic: '\x04\x22\x4d\x18', is: 'lz4: decompress it with lz4 -d first' },
  { magic: 'PK\x03\x04', is: 'a zip archive: unpack it first' },
  { magic: '7z\xbc\xaf\x27\x1c', is: 'a 7-Zip archive: unpack it first' },
  { magic: 'GMBU', is: 'a Network Monitor capture: convert it with editcap -F pcap first' },
  { magic: 'XCP\0', is: 'a NetXRay or Sniffer capture: convert it with editcap -F pcap first' },
  { magic: 'TRSNIFF data', is: 'a Sniffer capture: convert it with editcap -F pcap first' },
  { magic: 'iptrace ', is: 'an AIX iptrace: convert it with editcap -F pcap first' },
  { magic: '\x7fELF', is: 'an executable' },
  { magic: 'MZ', is: 'an executable' },
  { magic: '%PDF', is: 'a PDF document' },
  { magic: '\x89PNG', is: 'a picture' },
  { magic: 'SQLite format 3', is: 'an SQLite database' },
];

/**
 * An event trace of Windows, which pktmon and netsh write: a buffer's header of 72 bytes, then that of the first event, whose
 * marker says version 1 or 2, 32 or 64 bits (https://www.geoffchappell.com/studies/windows/km/ntoskrnl/api/etw/tracelog/system_trace_header.htm).
 */
const EVENT_TRACE = /^[\s\S]{72}[\x01\x02]\0[\x01\x02]\xc0[\s\S]{2}\0\0/;
const EVENT_TRACE_ADVICE = 'an event trace of Windows: convert it with pktmon etl2pcap, or etl2pcapng, first';

/** A line as tcpdump prints packets. */
const TCPDUMP_LINE = /^(\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d+ .*(IP6?|ARP)\b/;

/** Whether these are the first bytes of a capture that is not compressed. */
export function isCapture(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const input = { bytes, view, start: 0, end: bytes.length, position: 0, ended: true };
  return captureFormats.some(({ matches }) => matches(input));
}

/** What the first bytes of the window look like, as the end of a sentence; undefined where that is anyone's guess. */
export function describeContent(input: InputWindow): string | undefined {
  const length = Math.min(CONTENT_SAMPLE, input.end - input.start);
  const sample = input.bytes.subarray(input.start, input.start + length);
  const latin = String.fromCharCode(...sample);
  const known = KNOWN.find(({ magic }) => latin.startsWith(magic));
  if (known !== undefined) return known.is;
  if (EVENT_TRACE.test(latin)) return EVENT_TRACE_ADVICE;
  if (sample.every((byte) => byte === 0)) return 'zero bytes only';
  return sample.every(isTextByte) ? describeText(new TextDecoder().decode(sample).trimStart()) : undefined;
}

function describeText(text: string): string {
  if (TCPDUMP_LINE.test(text)) return "text as tcpdump prints it: record with tcpdump's -w option";
  if (/^[{[]/.test(text)) return 'JSON';
  if (/^</.test(text)) return 'HTML or XML';
  return 'text';
}

function isTextByte(byte: number): boolean {
  return byte >= 0x20 ? byte !== 0x7f : byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x1b;
}
