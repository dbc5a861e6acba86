/** HTTP/1.1 (RFC 9112): one request, and whether its answer came to the end it announced. */
import { isIP } from 'node:net';
import { schemes, type Target } from '../target.ts';
import { type Answer, firstLine, type Incoming, odd, type Talk, type TalkOptions } from './_talk.ts';

/** Of the field Alt-Svc so much is kept. */
const ALT_SVC_MAX = 1000;

export const talk: Talk = {
  id: 'http',
  schemes: ['http', 'https'],
  alpn: ['http/1.1'],
  steps: (target, options) => [
    {
      asked: `${options.method} ${target.path}`,
      send: Buffer.from(requestOf(target, options), 'utf8'),
      read: (incoming) => readResponse(incoming, options.method),
      part: readPart,
    },
  ],
};

/** The request as text; with the absolute URL where it is a proxy that is asked (RFC 9112 §3.2.2), and with its fields then. */
export function requestOf(target: Target, { method, keepAlive }: TalkOptions, proxyFields?: readonly string[]): string {
  const bare = isIP(target.host) === 6 ? `[${target.host}]` : target.host;
  const host = schemes[target.scheme].port === target.port ? bare : `${bare}:${target.port}`;
  // encodeURI takes no lone surrogates.
  const path = encodeURI(target.path.replace(/\p{Surrogate}/gu, '\ufffd')).replace(/%25/g, '%');
  const fields = [
    `Host: ${host}`,
    'User-Agent: whyclosed',
    'Accept: */*',
    `Connection: ${keepAlive === true ? 'keep-alive' : 'close'}`,
    ...(proxyFields ?? []),
  ];
  const where = proxyFields === undefined ? path : `http://${host}${path}`;
  return `${[`${method} ${where} HTTP/1.1`, ...fields].join('\r\n')}\r\n\r\n`;
}

/** Reads an answer; of HEAD, its head alone. */
export function readResponse(incoming: Incoming, method: 'GET' | 'HEAD'): Answer | undefined {
  const { bytes, total, tail, ended } = incoming;
  if (!isHttp(bytes)) return odd(incoming, 'HTTP');
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = bytes.subarray(0, headEnd).toString('latin1');
  const code = statusOf(bytes) ?? '';
  // Interim responses (RFC 9110 §15.2) come before the answer.
  if (code.startsWith('1') && code !== '101') {
    const rest = { ...incoming, bytes: bytes.subarray(headEnd + 4), total: total - headEnd - 4 };
    return rest.total === 0 ? undefined : readResponse(rest, method);
  }
  const altSvc = fieldOf(head, 'alt-svc');
  const answer: Answer = {
    kind: 'answer',
    text: firstLine(bytes),
    code,
    used: bytes.length,
    ...(altSvc === '' ? {} : { altSvc: altSvc.slice(0, ALT_SVC_MAX) }),
  };
  if (method === 'HEAD' || code === '101' || code === '204' || code === '304') return answer;
  if (/^transfer-encoding:.*\bchunked\b/im.test(head)) {
    return tail.toString('latin1').endsWith('0\r\n\r\n') ? answer : undefined;
  }
  const length = /^content-length:\s*(\d{1,15})\s*$/im.exec(head)?.[1];
  if (length !== undefined) return total - headEnd - 4 >= Number(length) ? answer : undefined;
  // Without a length the close ends it (RFC 9112 §6.3).
  return ended ? answer : undefined;
}

/** What came of an answer that is not complete. */
export function readPart({ bytes, total }: Incoming): Answer | undefined {
  if (bytes.length === 0) return undefined;
  const code = statusOf(bytes);
  return { kind: 'answer', text: firstLine(bytes), used: total, ...(code === undefined ? {} : { code }) };
}

/** Values of a field, joined as RFC 9110 §5.3 has it; empty where there is none. */
function fieldOf(head: string, name: string): string {
  const lines = head.split('\r\n').slice(1);
  const values = lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return line.slice(0, colon).toLowerCase() === name ? [line.slice(colon + 1).trim()] : [];
  });
  return values.join(', ');
}

function statusOf(bytes: Buffer): string | undefined {
  return /^HTTP\/\d(?:\.\d)? (\d{3})/.exec(bytes.subarray(0, 20).toString('latin1'))?.[1];
}

function isHttp(bytes: Buffer): boolean {
  return 'HTTP/'.startsWith(bytes.subarray(0, 5).toString('latin1'));
}
