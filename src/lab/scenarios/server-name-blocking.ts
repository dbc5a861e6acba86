/**
 * A device on the path reads the server's name in the ClientHello (RFC 6066 §3) and resets both ends. The client has its reset
 * long before an answer can have come, and then the answer comes after it.
 */
import { forge } from '../forge.ts';
import { holdWorker, startNginx, tlsSite } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';
import { makeIdentity, resolving } from './_tls.ts';

export const scenario: Scenario = {
  id: 'server-name-blocking',
  summary:
    'A device on the path sees a name it forbids in the first words of TLS and sends a reset to each end in the name of the other.',
  versions: [4, 6],
  programs: ['nginx', 'curl', 'openssl'],
  run: async ({ client, router, server, pass, seen, slowPath }) => {
    await slowPath({ delay: 150 });
    const nginx = await startNginx(server, 443, tlsSite(server, await makeIdentity(server)));
    const goOn = await holdWorker(nginx);
    const curl = await client.curl(['--insecure', ...resolving(server, 443), 'https://server.example/']);
    const hello = await seen(client, '.', { at: ['router'], payload: 'server.example' });
    const [near, far] = [
      { address: client.address, port: hello.sourcePort },
      { address: server.address, port: 443 },
    ];
    const device = { flags: 'R.', ttl: 113, ipId: 0x1ab7 };
    const end = hello.seq + hello.payload.length;
    await router.sendPacket(forge({ ...device, from: far, to: near, seq: hello.ack, ack: end }));
    // The server takes its time: what it says is later than any detour of its packets could make it.
    await seen(client, '.', { at: ['server'], payload: 'server.example' });
    await pass(0.2);
    goOn();
    await seen(server, '.', { at: ['server'], payload: '\x16\x03\x03' });
    await router.sendPacket(forge({ ...device, from: near, to: far, seq: end, ack: hello.ack }));
    await seen(client, 'R.', { at: ['server'] });
    await seen(client, 'R');
    await curl.printed(/reset by peer/i);
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 443,
      cause: 'server-name-blocking',
      by: 'middlebox',
      how: 'reset',
      at: everywhere({ accept: ['injected-reset'] }),
    },
  ],
  packets: [
    { from: 'server', flags: 'R.', seenAt: ['client', 'router'], notAt: ['server'] },
    { from: 'client', flags: 'R.', seenAt: ['router', 'server'], notAt: ['client'] },
    { from: 'client', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'tcp_send_reset', says: 'reason=TCP_ABORT', absent: true },
    { event: 'tcp_receive_reset', at: 'client' },
    { event: 'tcp_receive_reset', at: 'server' },
  ],
};
