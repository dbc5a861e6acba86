/**
 * Apache refuses what is larger than LimitRequestBody by its Content-Length, says it will send no more (FIN) and reads on for
 * two seconds of silence (ap_lingering_close in server/connection.c): a client that is slower than that gets a reset.
 */
import { startApache } from './_apache.ts';
import { upload } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

const FIRST = 1000;

export const scenario: Scenario = {
  id: 'unread-request-body-apache',
  summary:
    'A slow client uploads more than Apache allows (LimitRequestBody). Apache answers 413 and FIN when it has read the headers, and waits two seconds for the rest of the body. The client sends it after three, and gets a reset.',
  versions: [4, 6],
  programs: ['apache2'],
  run: async ({ client, server, seen, pass }) => {
    await startApache(server, 'LimitRequestBody 1000');
    const request = upload(8000);
    const socket = await client.connect(server, 80);
    await socket.send(request.slice(0, FIRST));
    await seen(server, 'F.');
    await pass(3);
    await socket.send(request.slice(FIRST));
    await seen(server, 'R');
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'unread-request-body', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'answers=packet' }],
  logs: [{ log: 'apache-access', says: /"POST \/upload HTTP\/1\.1" 413/ }],
};
