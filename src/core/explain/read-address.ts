/** Where the connection of an error text went to: host, port and URL, read from the places where programs write them. */
import type { FoundAddress } from '../model/explanation.ts';

/** Endings of names of files, which are no domains: `net.js:205`, `server.go:1005`. */
const FILE_ENDINGS = new Set(
  'js mjs cjs ts tsx jsx java kt scala clj groovy py go rs c cc cpp h hpp m rb php cs fs vb swift dart lua pl ex erl so jar lock log conf json yml yaml xml sh html css txt md'.split(
    ' ',
  ),
);

const NAME = String.raw`[A-Za-z0-9_](?:[\w.-]{0,251}[A-Za-z0-9])?`;
const HOST = String.raw`(?:\[[0-9A-Fa-f:.%]{2,60}\]|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{2,45}|${NAME})`;

/** Places that name host and port beyond doubt, in the order in which they are believed. */
const PLACES: readonly RegExp[] = [
  /\bremoteAddress: '([^']{1,253})',\s{1,20}remotePort: (\d{1,5})/,
  /\baddress: '([^']{1,253})',\s{1,20}port: (\d{1,5})/,
  /\bhost: '([^']{1,253})',\s{1,20}port: (\d{1,5})/,
  /\bhostname: '([^']{1,253})'/,
  /\bapp\/[\w.-]{1,64}\/[0-9a-f]{16} \S{1,60}:\d{1,5} ([\w.]{1,60}):(\d{1,5}) /,
  new RegExp(`ConnectionPool\\(host='(${HOST})', port=(\\d{1,5})`),
  new RegExp(`\\blookup (${NAME})(?: on |:)`),
  new RegExp(`\\b(?:dial|read|write) (?:tcp|tcp4|tcp6) \\S{1,80}->(${HOST}):(\\d{1,5})`),
  new RegExp(`\\bdial (?:tcp|tcp4|tcp6) (${HOST}):(\\d{1,5})`),
  new RegExp(`\\bR:(?:${NAME})?/(${HOST}):(\\d{1,5})`),
  // Java's InetSocketAddress: name/address:port, or /address:port.
  new RegExp(`\\bto (${NAME})/\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}:(\\d{1,5})`),
  new RegExp(`\\bserver at "(${HOST})"(?: \\([^)]{1,60}\\))?, port (\\d{1,5})`),
  new RegExp(`\\b(?:host|to|by|at|with) "?(${HOST})"?,? port (\\d{1,5})`),
  new RegExp(`\\bserver on '(${HOST}):(\\d{1,5})'`),
  new RegExp(`\\bserver (?:on|at) '(${HOST})'`),
  new RegExp(
    `(?:resolve host(?:name| address)?:? |host name |server host |UnknownHostException: |[Ff]ailed to resolve |getaddrinfo (?:ENOTFOUND|EAI_AGAIN|for) |Cannot connect to host )['"]?(${NAME})(?:['"]|:(\\d{1,5}))?`,
  ),
  new RegExp(
    `\\b(?:connect|connection|Connection|Connecting|Redis|server|host|page|pod) (?:to |at |the )?["']?(${HOST}):(\\d{1,5})\\b`,
  ),
];

const UPSTREAM = /\bupstream: "([a-z]{2,8}:\/\/[^"\s]{1,300})"/;
const URL = /(?<![\w])([a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>`)\]},]{1,400})/gi;

/** Before an URL: it points to an explanation, not to the server. */
const POINTER = /(?:\bsee|here:|error at:|visit|docs?:|\bat:)\s{0,2}$/i;

/** Host and port anywhere. */
const ANYWHERE = new RegExp(`(?<![\\w.:/-])(${HOST}):(\\d{1,5})(?!\\w|[.:]\\d)`, 'g');

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  redis: 6379,
  rediss: 6379,
  amqp: 5672,
  amqps: 5671,
  mongodb: 27017,
  ssh: 22,
  git: 9418,
};

/** Schemes a URL of which is no target by itself. */
const OPAQUE = new Set(['uwsgi', 'fastcgi', 'scgi', 'grpc', 'file', 'jdbc', 'unix', 'passenger']);

/** What a name or address is made of; nothing else may reach a command line. */
const POSSIBLE_HOST = /^[\p{L}\p{N}_:](?:[\p{L}\p{N}_.:%-]{0,252})$/u;

/** The address; `undefined` where the text names none. */
export function readAddress(text: string): FoundAddress | undefined {
  const upstream = UPSTREAM.exec(text)?.[1];
  const fromUpstream = upstream === undefined ? undefined : readUrl(upstream);
  if (fromUpstream !== undefined) return fromUpstream;
  const url = findUrl(text);
  for (const place of PLACES) {
    const match = place.exec(text);
    const address = match === null ? undefined : toAddress(match[1]!, match[2], true);
    if (address !== undefined) return isSame(address, url) ? url : address;
  }
  return url ?? findAnywhere(text);
}

/** A URL to the same host and, where both name one, port says more. */
function isSame(address: FoundAddress, url: FoundAddress | undefined): boolean {
  return url?.host === address.host && (address.port === undefined || url.port === address.port);
}

function findUrl(text: string): FoundAddress | undefined {
  let tries = 0;
  for (const match of text.matchAll(URL)) {
    if (++tries > 32) return undefined;
    if (POINTER.test(text.slice(Math.max(0, match.index - 12), match.index))) continue;
    const address = readUrl(match[1]!);
    if (address !== undefined) return address;
  }
  return undefined;
}

function readUrl(text: string): FoundAddress | undefined {
  const parts = /^([a-z][a-z0-9+.-]{1,20}):\/\/([^/?#]{1,300})([^?#]{0,300})/i.exec(text);
  if (parts === null) return undefined;
  const scheme = parts[1]!.toLowerCase();
  const authority = parts[2]!.slice(parts[2]!.lastIndexOf('@') + 1);
  const match = new RegExp(`^(${HOST}?)(?::(\\d{1,5}))?[.:]?$`).exec(authority);
  if (match === null || scheme === 'node') return undefined;
  const port = match[2] ?? (DEFAULT_PORTS[scheme] === undefined ? undefined : String(DEFAULT_PORTS[scheme]));
  const address = toAddress(match[1]!, port, true);
  if (address === undefined || OPAQUE.has(scheme)) return address;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  const shown = match[2] === undefined ? '' : `:${match[2]}`;
  return { ...address, url: `${scheme}://${host}${shown}${parts[3]!.replace(/[.,:;]+$/, '') || '/'}` };
}

function findAnywhere(text: string): FoundAddress | undefined {
  let tries = 0;
  for (const match of text.matchAll(ANYWHERE)) {
    if (++tries > 64) return undefined;
    const before = text.slice(Math.max(0, match.index - 10), match.index);
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 5);
    // The client of a proxy's log line; the listener that it came to.
    if (/client: $|host: "$|server: $/.test(before) || /^ \[\d\d\//.test(after)) continue;
    const address = toAddress(match[1]!, match[2], false);
    if (address !== undefined) return address;
  }
  return undefined;
}

function toAddress(host: string, port: string | undefined, isNamed: boolean): FoundAddress | undefined {
  const bare = host.replace(/^\[|\]$/g, '').replace(/^::ffff:(?=\d)/, '');
  const number = port === undefined ? undefined : Number(port);
  if (!POSSIBLE_HOST.test(bare) || (number !== undefined && (number < 1 || number > 65535))) return undefined;
  if (!isNamed && !looksLikeHost(bare)) return undefined;
  if (/^[\d:]+$/.test(bare) && !/^::1?$/.test(bare) && (bare.match(/:/g) ?? []).length < 2) return undefined;
  return number === undefined ? { host: bare } : { host: bare, port: number };
}

function looksLikeHost(host: string): boolean {
  if (host === 'localhost' || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)) return true;
  if (host.includes(':'))
    return /^[0-9a-f:.]+$/i.test(host) && (host.match(/:/g) ?? []).length >= 2 && host.includes('::');
  const labels = host.split('.');
  const last = labels.at(-1)!.toLowerCase();
  return labels.length > 1 && /^[a-z]{2,24}$/.test(last) && !FILE_ENDINGS.has(last);
}
