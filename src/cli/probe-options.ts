/** What `whyclosed probe` was asked for, read from its arguments. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { WhyclosedError } from '../core/model/whyclosed-error.ts';
import { parseResolver } from '../probe/dns/resolver-place.ts';
import { internetPlacesMax } from '../probe/internet/ask-internet.ts';
import { parsePlace } from '../probe/internet/known-places.ts';
import type { InternetPlan } from '../probe/internet/trial.ts';
import { mayHaveQuic } from '../probe/quic/ask-quic.ts';
import { parseTarget, schemes, type Target } from '../probe/target.ts';
import type { Arguments } from './arguments.ts';
import { readDuration } from './read-duration.ts';
import type { ColorChoice } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** What was asked for. */
export interface ProbeCommandOptions {
  readonly targets: readonly Target[];
  readonly format: 'text' | 'ndjson';
  readonly quiet: boolean;
  readonly timeoutSeconds: number;
  readonly waitSeconds: number;
  readonly method: 'GET' | 'HEAD';
  readonly send: Uint8Array | undefined;
  readonly insecure: boolean;
  /** Another resolver to ask for the name. */
  readonly resolver: string | undefined;
  /** Asks for QUIC, too. */
  readonly quic: boolean;
  /** Third parties that are asked whether the way to the Internet works; none where nobody wants that. */
  readonly internet: boolean | InternetPlan;
  /** Whether the probe’s own packets are recorded: `auto` where this user may, and the target is another machine. */
  readonly packets: 'auto' | 'yes' | 'no';
  /** The file they are kept in. */
  readonly save: string | undefined;
  readonly color: ColorChoice;
  readonly ascii: boolean;
}

const TIMES = { min: 0.01, max: 3600 };

/** Bytes that may be sent. */
const SEND_MAX = 1 << 20;

/** Reads the arguments. */
export function toProbeOptions({ values, lists, operands }: Arguments): ProbeCommandOptions {
  if (operands.length === 0) {
    throw new UsageError('Which server should be tried?', { hint: 'whyclosed probe https://host/ or host:port' });
  }
  const duration = (name: string, fallback: number): number => {
    const text = values.get(name);
    return text === undefined ? fallback : readDuration(name, text, TIMES);
  };
  const send = values.get('send');
  if (send !== undefined && values.has('head')) throw new UsageError('--send and --head exclude each other');
  for (const name of ['packets', 'save'])
    if (values.has(name) && values.has('no-packets'))
      throw new UsageError(`--${name} and --no-packets exclude each other`);
  // The verdict names packets by their numbers in the file.
  if (values.has('save') && operands.length > 1) throw new UsageError('--save takes one target');
  if (values.get('save') === '-') throw new UsageError('--save needs a file: standard output is for the verdict');
  const targets = operands.map(readTarget);
  if (values.has('quic') && !targets.some(mayHaveQuic))
    throw new UsageError('--quic is for https and port 443: no target is one', { hint: 'https://host/, host:443' });
  return {
    targets,
    format: values.get('format') === 'ndjson' ? 'ndjson' : 'text',
    quiet: values.has('quiet'),
    timeoutSeconds: duration('timeout', 5),
    waitSeconds: duration('wait', 1),
    method: values.has('head') ? 'HEAD' : 'GET',
    send: send === undefined ? undefined : readSend(send),
    insecure: values.has('insecure'),
    resolver: readResolver(values.get('resolver')),
    quic: values.has('quic'),
    internet: readInternet(values.has('internet'), lists.get('internet-at') ?? []),
    packets: values.has('packets') || values.has('save') ? 'yes' : values.has('no-packets') ? 'no' : 'auto',
    save: values.get('save'),
    color: (values.get('color') ?? 'auto') as ColorChoice,
    ascii: values.has('ascii'),
  };
}

function readTarget(text: string): Target {
  const target = parseTarget(text);
  if (target !== undefined) return target;
  const scheme = /^([a-z][\w+.-]*):\/\//i.exec(text)?.[1];
  if (scheme !== undefined && !Object.hasOwn(schemes, scheme.toLowerCase())) {
    throw new UsageError(`Cannot probe "${text}": "${scheme}" is not spoken`, {
      hint: `spoken are ${Object.keys(schemes).join(', ')}`,
    });
  }
  throw new UsageError(`Cannot probe "${text}": it is neither a URL nor host:port`, { hint: portHint(text) });
}

/** What to add to a host that has no port. */
function portHint(text: string): string {
  const host = isIP(text) === 6 ? `[${text}]` : text;
  const isHost = isIP(text) !== 0 || /^[\w-]+(?:\.[\w-]+)*$/.test(text);
  return isHost
    ? `add a port or a scheme: ${host}:443, https://${host}/`
    : 'examples: https://host/, host:443, [2001:db8::1]:443, 8080';
}

function readResolver(text: string | undefined): string | undefined {
  if (text === undefined || parseResolver(text) !== undefined) return text;
  throw new UsageError(`--resolver takes an address, perhaps with a port, tls://… or https://…, not "${text}"`, {
    hint: '--resolver 192.0.2.53, --resolver tls://192.0.2.53#dns.example, --resolver https://dns.example/dns-query',
  });
}

function readInternet(isWanted: boolean, named: readonly string[]): boolean | InternetPlan {
  if (named.length === 0) return isWanted;
  const read = named.map((text) => {
    const found = parsePlace(text);
    if (found !== undefined) return found;
    throw new UsageError(`--internet-at takes an address and a port, or the URL of a page, not "${text}"`, {
      hint: '--internet-at 192.0.2.1:443, --internet-at http://page.example/204',
    });
  });
  const plan = {
    places: read.flatMap((entry) => ('place' in entry ? [entry.place] : [])),
    pages: read.flatMap((entry) => ('page' in entry ? [entry.page] : [])),
  };
  if (Math.max(plan.places.length, plan.pages.length) <= internetPlacesMax) return plan;
  throw new UsageError(`--internet-at takes at most ${internetPlacesMax} addresses and as many pages`);
}

/** The text with \r, \n, \t, \0 and \xNN as in a shell's $'…'; or, after "@", the bytes of a file. */
function readSend(text: string): Uint8Array {
  const bytes = text.startsWith('@') ? readFile(text.slice(1)) : Buffer.from(unescapeText(text), 'utf8');
  if (bytes.length === 0) throw new UsageError('--send has nothing to send');
  if (bytes.length > SEND_MAX) throw new UsageError(`--send can send at most ${SEND_MAX} bytes`);
  return bytes;
}

function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : message;
    throw new WhyclosedError(code === 'ENOENT' ? 'file-not-found' : 'read-failed', `Cannot read ${path}: ${reason}`, {
      cause: error,
    });
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0', '\\': '\\' };

function unescapeText(text: string): string {
  return text.replace(
    /\\(?:x([0-7][\da-f])|([nrt0\\]))/gi,
    (whole, hex: string | undefined, letter: string | undefined) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      return ESCAPES[letter ?? ''] ?? whole;
    },
  );
}
