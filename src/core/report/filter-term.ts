/**
 * What a filter can ask of a connection: one entry a field, each with how its value is read and how it is tested. The
 * words are the record's, Zeek's and BPF's.
 */
import type { Diagnosis } from '../model/diagnosis.ts';
import type { Endpoint } from '../model/endpoint.ts';
import { holdsAddress, parseAddress, parseAddressRange } from './address-range.ts';
import { findNearest } from './nearest.ts';

/** A test of one diagnosis. */
export type Predicate = (diagnosis: Diagnosis) => boolean;

/** A value that was understood, or why it was not. */
export type Term =
  | { readonly kind: 'predicate'; readonly test: Predicate }
  | { readonly kind: 'refusal'; readonly message: string; readonly hint?: string };

/** A field of the filter language. */
export interface FilterField {
  /** What may stand as its value, for the help. */
  readonly values: string;
  readonly parse: (value: string, causes: readonly string[]) => Term;
  /** Whether a filter that names it asks for benign endings too. */
  readonly wantsBenign: boolean;
}

/** Every field, by name. */
export const filterFields: Readonly<Record<string, FilterField>> = {
  host: end('an address, CIDR prefix, address:port or name of either end', (connection) => [
    connection.client,
    ...serverEnds(connection),
  ]),
  client: end('the same, of the client', ({ client }) => [client]),
  server: end('the same, of the server, or the name in the ClientHello', serverEnds),
  port: { values: 'a port of either end, or a range 8000-8999', parse: parsePort, wantsBenign: false },
  cause: { values: 'the id of a cause', parse: parseCause, wantsBenign: true },
  by: words('client server middlebox nobody unknown', ({ ending }) => ending.by),
  how: words('fin reset refused icmp timeout open', ({ ending }) => ending.how),
  phase: words('handshake tls request response idle closing', ({ ending }) => ending.phase),
  state: words('S0 S1 SF REJ S2 S3 RSTO RSTR RSTOS0 RSTRH SH SHR OTH', ({ connection }) => connection.state),
  severity: words('failure suspicious benign', ({ severity }) => severity, true),
  confidence: words('certain likely possible', ({ verdict }) => verdict.confidence),
  stream: { values: "Wireshark's tcp.stream, a number", parse: parseStream, wantsBenign: true },
};

type Ends = (connection: Diagnosis['connection']) => readonly Endpoint[];

function words(list: string, wordOf: (diagnosis: Diagnosis) => string, wantsBenign: boolean = false): FilterField {
  const known = list.split(' ');
  return {
    values: known.join(', '),
    wantsBenign,
    parse: (value) => {
      const word = known.find((candidate) => candidate.toLowerCase() === value.toLowerCase());
      if (word !== undefined) return { kind: 'predicate', test: (diagnosis) => wordOf(diagnosis) === word };
      return { kind: 'refusal', message: `"${value}" is none of: ${known.join(', ')}`, ...suggest(value, known) };
    },
  };
}

function suggest(value: string, known: readonly string[]): { readonly hint?: string } {
  const nearest = findNearest(value, known);
  return nearest === undefined ? {} : { hint: `did you mean ${nearest}?` };
}

function parseCause(value: string, causes: readonly string[]): Term {
  const id = value.toLowerCase();
  if (causes.includes(id)) return { kind: 'predicate', test: ({ verdict }) => verdict.cause === id };
  return { kind: 'refusal', message: `there is no cause "${value}"`, ...suggest(id, causes) };
}

function parsePort(value: string): Term {
  const [, low = '', high = low] = /^(\d+)(?:-(\d+))?$/.exec(value) ?? [];
  const from = Number(low);
  const to = Number(high);
  if (low === '' || to > 65_535)
    return { kind: 'refusal', message: `"${value}" is no port: 0 to 65535, or a range such as 8000-8999` };
  if (from > to)
    return { kind: 'refusal', message: `the range ${value} holds no port`, hint: `did you mean ${to}-${from}?` };
  const isIn = ({ port }: Endpoint): boolean => port >= from && port <= to;
  return { kind: 'predicate', test: ({ connection }) => isIn(connection.client) || isIn(connection.server) };
}

function parseStream(value: string): Term {
  if (!/^\d{1,9}$/.test(value)) return { kind: 'refusal', message: `"${value}" is no stream number` };
  return { kind: 'predicate', test: ({ connection }) => connection.stream === Number(value) };
}

function end(values: string, endsOf: Ends): FilterField {
  return {
    values,
    wantsBenign: false,
    parse: (value) => {
      const matches = parseEnd(value);
      if (matches !== undefined)
        return { kind: 'predicate', test: ({ connection }) => endsOf(connection).some(matches) };
      return { kind: 'refusal', message: `"${value}" is no address, prefix, address:port or host name` };
    },
  };
}

/** By the name of the capture, and by that in the ClientHello. */
function serverEnds({ server, serverName }: Diagnosis['connection']): readonly Endpoint[] {
  return serverName === undefined ? [server] : [server, { ...server, name: serverName }];
}

/** What an end must be: `192.0.2.1`, `192.0.2.0/24`, `192.0.2.1:443`, `[2001:db8::1]:443`, `db.example.com`. */
function parseEnd(value: string): ((endpoint: Endpoint) => boolean) | undefined {
  const [, bracketed, dotted, portText] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(value) ?? [];
  const port = portText === undefined ? undefined : Number(portText);
  const host = bracketed ?? dotted ?? value;
  const range = parseAddressRange(host);
  if (range !== undefined) {
    const holds = remember((address) => {
      const bytes = parseAddress(address);
      return bytes !== undefined && holdsAddress(range, bytes);
    });
    return (endpoint) => (port === undefined || endpoint.port === port) && holds(endpoint.address);
  }
  if (!isName(host)) return undefined;
  const name = host.toLowerCase();
  return (endpoint) => (port === undefined || endpoint.port === port) && endpoint.name?.toLowerCase() === name;
}

/** Letters somewhere, so that a mistyped address or prefix is refused, not looked for as a name. */
function isName(host: string): boolean {
  return /^[^\s/:[\]]+$/.test(host) && /[^\d.]/.test(host);
}

/** The last answer is kept: a capture's connections often share an end. */
function remember(test: (text: string) => boolean): (text: string) => boolean {
  let last: string | undefined;
  let answer = false;
  return (text) => {
    if (text !== last) answer = test(text);
    last = text;
    return answer;
  };
}
