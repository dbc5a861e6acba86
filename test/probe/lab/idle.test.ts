/**
 * `whyclosed probe --idle` in real networks: idle timers of nginx and haproxy, and a router that forgets connections. All are
 * measured at the same time, as each takes as long as the timer.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MeasurementRecord } from '../../../src/core/model/record.ts';
import { World } from './world.ts';

const isAble = process.platform === 'linux' && process.getuid?.() === 0;

const SERVER = '198.51.100.2';
const TIMERS = [2, 7, 20];

/** Ports: 81xx nginx, 82xx haproxy, 83xx behind the router’s memory; xx is the timer in seconds. */
const portOf = (kind: number, seconds: number): number => 8000 + 100 * kind + seconds;

const NGINX = `
daemon off;
pid /run/nginx.pid;
error_log stderr emerg;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path /run/${name};`).join('\n  ')}
  ${TIMERS.map((seconds) => `server { listen ${portOf(1, seconds)}; keepalive_timeout ${seconds}s; return 200 hello; }`).join('\n  ')}
  server { listen 8198; keepalive_timeout 75s; return 200 hello; }
  server { listen 8199; keepalive_timeout 0; return 200 hello; }
}
`;

const HAPROXY = `
defaults
  mode http
  timeout connect 5s
  timeout server 60s
  timeout client 60s
${TIMERS.map(
  (seconds) => `frontend of${seconds}
  bind :${portOf(2, seconds)}
  timeout http-keep-alive ${seconds}s
  http-request return status 200 content-type text/plain string hello`,
).join('\n')}
`;

/** Servers that close nothing; the last closes what is idle after a time of its own for each connection. */
const PLAIN = `
const http = require('node:http');
const greet = (request, response) => response.end('hello');
for (const port of [${TIMERS.map((seconds) => portOf(3, seconds)).join(', ')}]) {
  const server = http.createServer(greet);
  server.keepAliveTimeout = 0;
  server.listen(port, '0.0.0.0');
}
const unsteady = http.createServer(greet);
unsteady.keepAliveTimeout = 0;
let count = 0;
unsteady.on('connection', (socket) => setTimeout(() => socket.end(), 500 + 700 * (count++ % 5)));
unsteady.listen(8399, '0.0.0.0');
`;

/** What the router has forgotten it drops, as it cannot know whose address it had given it. */
const ROUTER = `
table ip memory {
  ${TIMERS.map((seconds) => `ct timeout after${seconds} { protocol tcp; l3proto ip; policy = { established: ${seconds} }\n  }`).join('\n  ')}
  chain prerouting {
    type filter hook prerouting priority filter
    ${TIMERS.map((seconds) => `tcp dport ${portOf(3, seconds)} ct timeout set "after${seconds}"`).join('\n    ')}
  }
  chain forward {
    type filter hook forward priority filter
    ct state invalid drop
  }
  chain postrouting {
    type nat hook postrouting priority srcnat
    oifname "r1" masquerade
  }
}
`;

const SCRIPT = `
cat > /run/nginx.conf <<'END'
${NGINX}
END
cat > /run/haproxy.cfg <<'END'
${HAPROXY}
END
cat > /run/plain.js <<'END'
${PLAIN}
END
ip netns exec router sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0
ip netns exec router nft -f - <<'END'
${ROUTER}
END
ip netns exec server nginx -c /run/nginx.conf &
ip netns exec server haproxy -q -f /run/haproxy.cfg &
ip netns exec server node /run/plain.js &
`;

describe.runIf(isAble)('probe --idle in a network', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open({ script: SCRIPT, port: 8399 });
  }, 60_000);
  afterAll(async () => {
    await world?.close();
  });

  async function measure(port: number, upTo: string): Promise<MeasurementRecord> {
    const words = ['probe', '--idle', upTo, '--format', 'ndjson', `http://${SERVER}:${port}/`];
    const { stdout, stderr } = await world.run(words, false);
    expect(stderr).toBe('');
    return JSON.parse(stdout.split('\n')[0]!) as MeasurementRecord;
  }

  test('what happens to idle connections is told: after what time, and who ends them', async () => {
    const kinds = [1, 2, 3].flatMap((kind) => TIMERS.map((seconds) => ({ kind, seconds })));
    const found = await Promise.all(
      kinds.map(async ({ kind, seconds }) => ({ kind, seconds, record: await measure(portOf(kind, seconds), '25s') })),
    );
    for (const { kind, seconds, record } of found) {
      const { finding, cause, summary, duration } = record;
      const byServer = kind !== 3;
      expect(`${seconds} s: ${finding}, ${cause}`).toBe(
        `${seconds} s: ${byServer ? 'closes-idle, server-idle-timeout' : 'loses-idle, middlebox-idle-timeout'}`,
      );
      const measured = Number(/after (?:about )?([\d.]+) s/.exec(summary)?.[1]);
      expect(Math.abs(measured - seconds) / seconds, `${summary}: not ${seconds} s`).toBeLessThan(0.1);
      // A server shows its timer; what is lost is found by trying, which takes the whole time that was given, and a bit.
      expect(duration, summary).toBeLessThan(byServer ? seconds + 3 : 30);
    }
  }, 120_000);

  test.each([
    ['a server that keeps connections longer than is asked', 8198, 'keeps-idle'],
    ['a server that keeps none', 8199, 'not-kept-open'],
    ['a server that closes after times that differ', 8399, 'unsteady'],
  ])(
    'no time is made up for %s',
    async (_, port, finding) => {
      const record = await measure(port, '4s');
      expect(record.finding).toBe(finding);
      expect(record.cause).not.toBe('server-idle-timeout');
    },
    60_000,
  );

  test('an interrupt ends it, and what was survived until then is told', async () => {
    const [program, ...args] = world.commandLine(['probe', '--idle', '60s', `http://${SERVER}:8198/`], false);
    const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    const ended = once(child, 'close');
    // One is asked first whether it is kept; the others lie idle then.
    await expect.poll(() => world.connectionsTo(8198), { timeout: 30_000 }).toBeGreaterThan(1);
    child.kill('SIGINT');
    const [status] = (await ended) as [number];
    expect(status).toBe(130);
    expect(stdout).toMatch(/beyond that nothing is known|it was interrupted/);
  }, 60_000);
});
