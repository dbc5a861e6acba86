/** One request of DNS over HTTPS (RFC 8484 §4.1) on a connection with TLS: HTTP/2 where that was agreed on, else HTTP/1.1. */

import { request } from 'node:http';
import { connect } from 'node:http2';
import type { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { formatHostPort } from '../../core/model/endpoint.ts';
import { waitFor } from '../deadline.ts';
import { toSystemError } from '../system-error.ts';
import type { EncryptedPlace } from './resolver-place.ts';

/** The type of a DNS message. */
export const DNS_MESSAGE = 'application/dns-message';

/** What the server said. */
export interface HttpAnswer {
  readonly status: number;
  readonly type?: string;
  /** At most 64 KiB. */
  readonly body: Buffer;
}

/** No answer. */
export interface NoHttpAnswer {
  readonly why: 'timeout' | 'failed';
  readonly code: string;
}

/** Bytes of a DNS message at most. */
const BODY_MAX = 65_535;

/** Asks, and lets go of the connection. Never rejects. */
export async function askByHttp(
  stream: TLSSocket,
  place: EncryptedPlace,
  message: Buffer,
  seconds: number,
  signal: AbortSignal,
): Promise<HttpAnswer | NoHttpAnswer> {
  const post = stream.alpnProtocol === 'h2' ? postByHttp2 : postByHttp1;
  try {
    const waited = await waitFor(post(stream, place, message), seconds, signal);
    if (waited.why === 'done') return waited.value;
    return { why: 'timeout', code: waited.why === 'timeout' ? 'ETIMEDOUT' : 'ABORT_ERR' };
  } catch (error) {
    return { why: 'failed', code: toSystemError(error).code };
  } finally {
    stream.destroy();
  }
}

function authorityOf({ host, port }: EncryptedPlace): string {
  return port === 443 ? formatHostPort(host, port).replace(/:443$/, '') : formatHostPort(host, port);
}

function fieldsOf(message: Buffer): Record<string, string | number> {
  return {
    accept: DNS_MESSAGE,
    'content-type': DNS_MESSAGE,
    'content-length': message.length,
    'user-agent': 'whyclosed',
  };
}

function postByHttp1(stream: TLSSocket, place: EncryptedPlace, message: Buffer): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request({
      method: 'POST',
      path: place.path,
      headers: { host: authorityOf(place), connection: 'close', ...fieldsOf(message) },
      createConnection: () => stream,
    });
    asked.on('error', reject);
    asked.on('response', (response) => {
      const { statusCode = 0, headers } = response;
      const type = headers['content-type'];
      collect(response).then(
        (body) => resolve({ status: statusCode, body, ...(type === undefined ? {} : { type }) }),
        reject,
      );
    });
    asked.end(message);
  });
}

function postByHttp2(stream: TLSSocket, place: EncryptedPlace, message: Buffer): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const authority = authorityOf(place);
    const session = connect(`https://${authority}`, { createConnection: () => stream });
    session.on('error', reject);
    // A session that is closed in order gives no error, and does not see the end of a connection that may stay half-open.
    const isClosed = (): void => reject(Object.assign(new Error('closed'), { code: 'closed' }));
    session.on('close', isClosed);
    stream.on('end', isClosed);
    stream.resume();
    const asked = session.request({ ':method': 'POST', ':path': place.path, ...fieldsOf(message) });
    asked.on('error', reject);
    asked.on('response', (headers) => {
      const type = headers['content-type'];
      collect(asked).then(
        (body) => resolve({ status: headers[':status'] ?? 0, body, ...(type === undefined ? {} : { type }) }),
        reject,
      );
    });
    asked.end(message);
  });
}

/** The body, no more of it than a DNS message may have. */
async function collect(body: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let total = 0;
  for await (const part of body) {
    parts.push(part as Buffer);
    total += (part as Buffer).length;
    if (total > BODY_MAX) break;
  }
  return Buffer.concat(parts).subarray(0, BODY_MAX);
}
