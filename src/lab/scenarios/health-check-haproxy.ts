/** HAProxy's `check` without anything more: connect, and be gone (management.txt; src/check.c, src/tcpcheck.c). */
import { startHaproxy } from './_haproxy.ts';
import type { Scenario } from './_scenario.ts';

const PORTS = [50001, 50002, 50003];

export const scenario: Scenario = {
  id: 'health-check-haproxy',
  summary: 'A real HAProxy checks every second whether the port of its server is open.',
  versions: [4, 6],
  programs: ['haproxy'],
  run: async ({ client, server, seen }) => {
    await server.listen(8080);
    const source = `${client.urlAddress}:${PORTS.at(0)}-${PORTS.at(-1)}`;
    await startHaproxy(
      client,
      8404,
      `frontend here
  bind 127.0.0.1:8404
  default_backend there
backend there
  option log-health-checks
  server web ${server.urlAddress}:8080 source ${source} check inter 1s`,
    );
    for (const sourcePort of PORTS) await seen(client, 'R.', { sourcePort });
  },
  truths: PORTS.map((clientPort) => ({
    clientPort,
    serverPort: 8080,
    cause: 'health-check',
    by: 'client',
    how: 'reset',
  })),
  packets: [{ from: 'client', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'client', says: 'answers=nothing socket=there' }],
  logs: [{ log: 'haproxy', says: /Health check for server there\/web succeeded/ }],
};
