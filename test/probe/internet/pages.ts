/** Pages whose answers are known, and what sign-in portals say in their place. */
import { serve } from '../servers.ts';

export const NO_CONTENT = 'HTTP/1.1 204 No Content\r\n\r\n';
export const TO_PORTAL = 'HTTP/1.1 302 Found\r\nLocation: http://portal.example/login?x=1\r\nContent-Length: 0\r\n\r\n';
export const SIGN_IN = 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsign in';
export const NEEDS_SIGN_IN = 'HTTP/1.1 511 Network Authentication Required\r\nContent-Length: 0\r\n\r\n';
export const FORBIDDEN = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n';

/** A server that says this to each request; the URL of a page of it. */
export async function servePage(answer: string, heard: string[] = []): Promise<string> {
  const port = await serve((socket) =>
    socket.once('data', (bytes) => {
      heard.push(String(bytes));
      socket.end(answer);
    }),
  );
  return `http://127.0.0.1:${port}/generate_204`;
}
