/**
 * A device on the path reads the server's name in the ClientHello (RFC 6066 §3) and resets both ends. The first time, the client
 * has its reset long before an answer can have come, and then the answer comes after it. In turns with other names, which the device
 * lets through to the same server, it does so again and again.
 */
import { forge } from '../forge.ts';
import type { Lab } from '../lab.ts';
import type { Program } from '../program.ts';
import { holdWorker, startNginx, tlsSite } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { makeIdentity, resolving } from './_tls.ts';

const FORBIDDEN = 'server.example';
/** In between: who decides by anything else than the name would have to change its mind each time. */
const ALLOWED = ['a.example', 'b.example', 'a.example', 'b.example'];
/** Ports from which the client calls the server by the forbidden name. */
const BLOCKED = [50_001, 50_003, 50_005, 50_007, 50_009, 50_010];
const DEVICE = { flags: 'R.', ttl: 113, ipId: 0x1ab7 } as const;

/** What the device knows of a connection when it has seen the name. */
interface Caught {
  readonly toClient: () => Promise<void>;
  readonly toServer: () => Promise<void>;
}

async function catchHello({ client, router, server, seen }: Lab, sourcePort: number): Promise<Caught> {
  const hello = await seen(client, '.', { at: ['router'], payload: FORBIDDEN, sourcePort });
  const near = { address: client.address, port: sourcePort };
  const far = { address: server.address, port: 443 };
  const end = hello.seq + hello.payload.length;
  return {
    toClient: () => router.sendPacket(forge({ ...DEVICE, from: far, to: near, seq: hello.ack, ack: end })),
    toServer: () => router.sendPacket(forge({ ...DEVICE, from: near, to: far, seq: end, ack: hello.ack })),
  };
}

/** The client calls the server by the forbidden name, and the device catches its ClientHello. */
async function call(lab: Lab, clientPort: number): Promise<Caught & { readonly curl: Program }> {
  const { client, server, seen } = lab;
  const curl = await client.curl(['--insecure', ...resolving(server, 443, FORBIDDEN), `https://${FORBIDDEN}/`]);
  const caught = await catchHello(lab, clientPort);
  await caught.toClient();
  await seen(client, '.', { at: ['server'], payload: FORBIDDEN });
  return { ...caught, curl };
}

/** What the server says comes later than any detour of its packets could make it. */
async function blockSlowly(lab: Lab, clientPort: number, nginx: Program): Promise<void> {
  const { client, server, pass, seen } = lab;
  const goOn = await holdWorker(nginx);
  const { curl, toServer } = await call(lab, clientPort);
  await pass(0.2);
  goOn();
  await seen(server, '.', { at: ['server'], payload: '\x16\x03\x03' });
  await toServer();
  await seen(client, 'R.', { at: ['server'] });
  await seen(client, 'R');
  await curl.printed(/reset by peer/i);
}

/** The server is reset before it can say anything. */
async function block(lab: Lab, clientPort: number, nginx: Program): Promise<void> {
  const goOn = await holdWorker(nginx);
  const { curl, toServer } = await call(lab, clientPort);
  await toServer();
  await lab.seen(lab.client, 'R.', { at: ['server'] });
  goOn();
  await curl.printed(/reset by peer/i);
}

export const scenario: Scenario = {
  id: 'server-name-blocking',
  summary:
    'A device on the path sees a name it forbids in the first words of TLS and sends a reset to each end in the name of the other. Six connections with that name end so; four with two other names, in between, do not.',
  versions: [4, 6],
  programs: ['nginx', 'curl', 'openssl'],
  run: async (lab) => {
    const { client, server, slowPath } = lab;
    await slowPath({ delay: 150 });
    const site = tlsSite(server, await makeIdentity(server), 'ssl_session_tickets off; location / { return 204; }');
    const nginx = await startNginx(server, 443, site);
    for (const [index, clientPort] of BLOCKED.entries()) {
      await (index === 0 ? blockSlowly : block)(lab, clientPort, nginx);
      const name = ALLOWED[index];
      if (name === undefined) continue;
      const curl = await client.curl(['--insecure', '--head', ...resolving(server, 443, name), `https://${name}/`]);
      await curl.printed(/204/);
    }
  },
  truths: BLOCKED.map((clientPort) => ({
    clientPort,
    serverPort: 443,
    cause: 'server-name-blocking',
    by: 'middlebox',
    how: 'reset',
  })),
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
