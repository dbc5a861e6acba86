/**
 * MariaDB's and MySQL's wait_timeout: 28800 seconds where nobody has set it. MariaDB closes without a
 * word, and with SO_LINGER set to zero: by a reset.
 */
import { ask } from './_idle-client.ts';
import { startMariadb } from './_mariadb.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

/** CLIENT_PROTOCOL_41, CLIENT_SECURE_CONNECTION, CLIENT_TRANSACTIONS. */
const CAPABILITIES = 0x200 + 0x8000 + 0x2000;
const UTF8 = 33;

/** A packet of the protocol: three bytes of length, its number, what it says. */
function packet(number: number, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([body.length, 0, 0, number]), body]);
}

/** The answer to the server's greeting: user root, no password (HandshakeResponse41). */
function login(): Uint8Array {
  const head = Buffer.alloc(32);
  head.writeUInt32LE(CAPABILITIES, 0);
  head.writeUInt32LE(0x1000000, 4);
  head[8] = UTF8;
  return packet(1, Buffer.concat([head, Buffer.from('root\0\0')]));
}

const COM_QUERY = 3;
const QUERY = packet(0, Buffer.from([COM_QUERY, ...Buffer.from('select 1')]));

export const scenario: Scenario = {
  id: 'server-idle-timeout-mysql',
  summary:
    'MariaDB closes a connection on which nothing was asked for its wait_timeout, here two seconds, without a word and by a reset.',
  programs: ['mariadbd'],
  prepare: async ({ server }) => {
    await startMariadb(server, ['--wait-timeout=2', '--log-warnings=4']);
  },
  run: async (lab) => {
    const { server, seen, fails } = lab;
    // The server speaks first.
    const socket = await ask(lab, 3306, ['', login(), QUERY]);
    await fails(socket.receive(), 'ECONNRESET');
    await seen(server, 'R.');
  },
  // An abort for whatever reason looks like this; only many of them after the same silence would tell.
  truths: [
    {
      clientPort: 50001,
      serverPort: 3306,
      cause: 'server-idle-timeout',
      by: 'server',
      how: 'reset',
      at: everywhere({ accept: ['abortive-close'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'answers=nothing socket=there' }],
  logs: [{ log: 'mariadb', says: /Aborted connection .* \(Got timeout reading communication packets\)/ }],
};
