/** What the two ends say to each other: the smallest HTTP/1.1 (RFC 9112) that is still HTTP. */

export const REQUEST = 'GET / HTTP/1.1\r\nHost: server.example\r\n\r\n';
export const SECOND_REQUEST = 'GET /second HTTP/1.1\r\nHost: server.example\r\n\r\n';
export const LAST_REQUEST = 'GET / HTTP/1.1\r\nHost: server.example\r\nConnection: close\r\n\r\n';
export const RESPONSE = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n';
export const LAST_RESPONSE = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nok\n';

/** A request with a body of so many bytes. */
export function upload(length: number): string {
  return `POST /upload HTTP/1.1\r\nHost: server.example\r\nContent-Length: ${length}\r\n\r\n${'x'.repeat(length)}`;
}
