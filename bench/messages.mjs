// What the generated connections say to each other: HTTP/1.1 requests and responses (RFC 9112) whose Content-Length is
// true, and TLS 1.3 flights (RFC 8446) with well-formed hellos and opaque records. All messages lie in one block of
// bytes; a message is a slice of it, so a million connections share them.

const HOST = 'shop.example';
const WORDS =
  'and basket colour delivery every free garden hat in just keep linen more new of price red size the wool'.split(' ');
const HANDSHAKE = 0x16;
const CHANGE_CIPHER_SPEC = 0x14;
const APPLICATION_DATA = 0x17;

/** @typedef {import('./random.mjs').Random} Random */

/**
 * @typedef {object} Message a slice of the block of bytes
 * @property {number} start
 * @property {number} length
 */

/**
 * @typedef {object} Dialogue what is said in one protocol
 * @property {readonly number[]} ports where its servers listen
 * @property {readonly Message[]} opening the flights before the first request, the client's first
 * @property {readonly Message[]} requests
 * @property {readonly Message[]} responses
 * @property {Message} [closing] what is said before the FIN
 */

/**
 * @typedef {object} Messages
 * @property {Uint8Array} bytes what every message is a slice of
 * @property {Dialogue} http
 * @property {Dialogue} tls
 */

/**
 * Writes all messages once.
 *
 * @param {Random} random
 * @returns {Messages}
 */
export function createMessages(random) {
  /** @type {Uint8Array[]} */
  const parts = [];
  let length = 0;
  /** @type {(bytes: Uint8Array) => Message} */
  const add = (bytes) => {
    const message = { start: length, length: bytes.length };
    parts.push(bytes);
    length += bytes.length;
    return message;
  };

  const http = {
    ports: [80, 8080],
    opening: [],
    requests: repeat(32, () => add(httpRequest(random))),
    responses: repeat(96, () => add(httpResponse(random))),
  };
  const tls = {
    ports: [443],
    opening: [add(clientHello(random)), add(serverFlight(random)), add(clientFinished(random))],
    requests: repeat(32, () => add(applicationData(random, random.between(120, 900)))),
    responses: repeat(96, () => add(applicationData(random, responseLength(random)))),
    closing: add(applicationData(random, 19)), // close_notify: two bytes of alert, one of type, sixteen of tag
  };
  return { bytes: Buffer.concat(parts), http, tls };
}

/**
 * @template T
 * @param {number} count
 * @param {() => T} make
 */
function repeat(count, make) {
  return Array.from({ length: count }, make);
}

/**
 * Most responses are small, a few are long: the long ones carry most of the bytes, as in real traffic.
 *
 * @param {Random} random
 */
function responseLength(random) {
  return random.chance(15) ? random.between(12_000, 60_000) : random.between(180, 6_000);
}

/** @param {Random} random */
function httpRequest(random) {
  const path = `/catalogue/${random.pick(WORDS)}/${random.below(100_000)}?page=${random.below(40)}`;
  const fields = [
    `Host: ${HOST}`,
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
    'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'Accept-Language: en-GB,en;q=0.5',
    `Cookie: session=${token(random, random.between(24, 300))}`,
  ];
  if (random.chance(80)) return Buffer.from(`GET ${path} HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\n`);
  const body = `item=${random.below(100_000)}&note=${prose(random, random.between(20, 600)).replaceAll(' ', '+')}`;
  fields.push('Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\n${body}`);
}

/** @param {Random} random */
function httpResponse(random) {
  const body = `<!doctype html><title>${HOST}</title><p>${prose(random, responseLength(random))}</p>\n`;
  const fields = [
    'Date: Tue, 14 Nov 2023 22:13:20 GMT',
    'Server: nginx/1.22.1',
    'Content-Type: text/html; charset=utf-8',
    `Content-Length: ${body.length}`,
    `ETag: "${token(random, 16)}"`,
  ];
  return Buffer.from(`HTTP/1.1 200 OK\r\n${fields.join('\r\n')}\r\n\r\n${body}`);
}

/**
 * @param {Random} random
 * @param {number} length
 */
function prose(random, length) {
  let text = '';
  while (text.length < length) text += `${random.pick(WORDS)} `;
  return text.slice(0, length);
}

/**
 * @param {Random} random
 * @param {number} length
 */
function token(random, length) {
  let text = '';
  while (text.length < length) text += random.uint32().toString(36);
  return text.slice(0, length);
}

/** @param {Random} random */
function clientHello(random) {
  const name = Buffer.from(HOST);
  const serverName = extension(0, prefixed(2, Buffer.concat([Buffer.of(0), prefixed(2, name)])));
  const supportedVersions = extension(43, prefixed(1, Buffer.of(3, 4)));
  const keyShare = extension(51, prefixed(2, Buffer.concat([Buffer.of(0, 29), prefixed(2, opaque(random, 32))])));
  const groups = extension(10, prefixed(2, Buffer.of(0, 29)));
  const signatures = extension(13, prefixed(2, Buffer.of(4, 3, 8, 4)));
  const body = Buffer.concat([
    Buffer.of(3, 3),
    opaque(random, 32),
    prefixed(1, opaque(random, 32)),
    prefixed(2, Buffer.of(0x13, 0x01, 0x13, 0x02, 0x13, 0x03)),
    prefixed(1, Buffer.of(0)),
    prefixed(2, Buffer.concat([serverName, supportedVersions, groups, signatures, keyShare])),
  ]);
  return record(HANDSHAKE, Buffer.concat([Buffer.of(1), prefixed(3, body)]), 1);
}

/** @param {Random} random */
function serverFlight(random) {
  const supportedVersions = extension(43, Buffer.of(3, 4));
  const keyShare = extension(51, Buffer.concat([Buffer.of(0, 29), prefixed(2, opaque(random, 32))]));
  const body = Buffer.concat([
    Buffer.of(3, 3),
    opaque(random, 32),
    prefixed(1, opaque(random, 32)),
    Buffer.of(0x13, 0x01, 0),
    prefixed(2, Buffer.concat([supportedVersions, keyShare])),
  ]);
  const hello = record(HANDSHAKE, Buffer.concat([Buffer.of(2), prefixed(3, body)]));
  return Buffer.concat([hello, record(CHANGE_CIPHER_SPEC, Buffer.of(1)), applicationData(random, 2_600)]);
}

/** @param {Random} random */
function clientFinished(random) {
  return Buffer.concat([record(CHANGE_CIPHER_SPEC, Buffer.of(1)), applicationData(random, 53)]);
}

/**
 * Ciphertext of `length` bytes in records of at most 16 KiB.
 *
 * @param {Random} random
 * @param {number} length
 */
function applicationData(random, length) {
  const records = [];
  for (let left = length; left > 0; left -= 16_384) {
    records.push(record(APPLICATION_DATA, opaque(random, Math.min(left, 16_384))));
  }
  return Buffer.concat(records);
}

/**
 * @param {number} type
 * @param {Uint8Array} body
 * @param {number} [minorVersion]
 */
function record(type, body, minorVersion = 3) {
  return Buffer.concat([Buffer.of(type, 3, minorVersion), prefixed(2, body)]);
}

/**
 * @param {number} type
 * @param {Uint8Array} body
 */
function extension(type, body) {
  return Buffer.concat([Buffer.of(0, type), prefixed(2, body)]);
}

/**
 * `body` behind its own length in `width` bytes, as TLS writes vectors.
 *
 * @param {number} width
 * @param {Uint8Array} body
 */
function prefixed(width, body) {
  const length = Buffer.alloc(width);
  length.writeUIntBE(body.length, 0, width);
  return Buffer.concat([length, body]);
}

/**
 * @param {Random} random
 * @param {number} length
 */
function opaque(random, length) {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}
