/**
 * A Node client that learns how long the server keeps an idle connection, and then asks twice over one connection of a
 * keep-alive Agent: the second time just before the server closes it.
 *
 *     keepalive-client.mjs ADDRESS PORT LOCAL_PORT BEFORE
 *
 * BEFORE are milliseconds. It learns on LOCAL_PORT and asks from the next. Prints "closed after N ms", then for each
 * request "status N reused true" (or false), or "error CODE reused true" (or false).
 */
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';

const [host, port, localPort, before] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function learn(then) {
  let answered = 0;
  const socket = connect({ host, port: Number(port), localPort: Number(localPort) });
  socket.write(`GET / HTTP/1.1\r\nHost: server.example\r\n\r\n`);
  socket.once('data', () => {
    answered = performance.now();
  });
  socket.on('end', () => {
    const idle = Math.round(performance.now() - answered);
    process.stdout.write(`closed after ${idle} ms\n`);
    then(idle);
  });
}

function ask(path, then) {
  const request = get({ host, port, localPort: Number(localPort) + 1, path, agent }, (response) => {
    process.stdout.write(`status ${response.statusCode} reused ${request.reusedSocket}\n`);
    response.on('end', then).resume();
  });
  request.on('error', ({ code }) => process.stdout.write(`error ${code} reused ${request.reusedSocket}\n`));
}

learn((idle) => ask('/', () => setTimeout(() => ask('/second', () => {}), idle - Number(before))));
