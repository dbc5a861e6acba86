/**
 * A virtual machine dies as by a power cut, and another takes its address: its kernel knows nothing of the connections of
 * the one before (RFC 9293 §3.5.1, "crash"). The server is the host, with a bridge; the machine is a namespace behind it.
 */
import type { Host } from '../host.ts';
import type { Program } from '../program.ts';
import type { Scenario } from './_scenario.ts';

const MACHINE_MAC = '00:00:5e:00:53:22';
const HOST_MAC = '00:00:5e:00:53:24';
const PORT = 6379;

/** The server's cable leads into a bridge, and it has no address of its own any more. */
async function becomeHypervisor(server: Host): Promise<void> {
  await server.ip('addr flush dev eth0');
  await server.ip(`link set eth0 address ${HOST_MAC}`);
  await server.ip('link add bridge type bridge');
  await server.ip('link set bridge up');
  await server.ip('link set eth0 master bridge');
}

/** Starts a machine with what was the server's address, and Redis on it: a namespace that lives as long as Redis. */
async function startMachine(server: Host, router: Host): Promise<Program> {
  const length = server.version === 4 ? '24' : '64 nodad';
  const boot = `echo made; read line
    ip link set lo up; ip link set eth0 up; ip addr add ${server.address}/${length} dev eth0
    ip route add default via ${router.innerAddress}
    exec redis-server --port ${PORT} --bind ${server.address} --protected-mode no --save ''`;
  const machine = await server.start('unshare', ['--net', '/bin/sh', '-c', boot], { log: 'redis' });
  await machine.printed(/made/);
  await server.ip(`link add to-machine type veth peer name eth0 address ${MACHINE_MAC} netns ${machine.pid}`);
  await server.ip('link set to-machine master bridge up');
  machine.write('\n');
  await machine.printed(/Ready to accept connections/);
  return machine;
}

export const scenario: Scenario = {
  id: 'half-open-connection-new-machine',
  summary:
    "A virtual machine with Redis on it dies without a word, and a new one with the same address is started. Its kernel answers the client's next command with a reset.",
  versions: [4, 6],
  programs: ['redis-server'],
  run: async ({ client, router, server, seen, pass }) => {
    await becomeHypervisor(server);
    const machine = await startMachine(server, router);
    const socket = await client.connect(server, PORT);
    await socket.send('PING\r\n');
    await socket.receive();
    await seen(server, '.', { payload: 'PONG' });
    await seen(client, '.');
    // First the cable, so that nothing of the end is heard outside.
    await server.ip('link delete to-machine');
    await machine.kill('SIGKILL');
    await pass(1.5);
    await startMachine(server, router);
    await socket.send('PING\r\n');
    await seen(server, 'R');
  },
  truths: [{ clientPort: 50001, serverPort: PORT, cause: 'half-open-connection', by: 'server', how: 'reset' }],
  packets: [
    { from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'F.', seenAt: [], notAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'signal_deliver', says: 'sig=9' },
    { event: 'tcp_send_reset', at: 'server', says: 'state=TCP_LISTEN reason=TCP_FLAGS' },
  ],
  logs: [{ log: 'redis', says: /Ready to accept connections/ }],
};
