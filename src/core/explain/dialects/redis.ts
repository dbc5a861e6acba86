/** Redis: redis-cli, the clients of several languages, and the server's refusals. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'redis',
  title: 'Redis',
  level: 3,
  source: 'redis src/networking.c, src/redis-cli.c, hiredis net.c and read.c',
  marks: ['Redis', 'redis.', 'hiredis', 'ioredis', 'jedis', 'lettuce'],
  phrases: [
    { says: 'could not connect to redis at', symptom: 'connect-failed', operation: 'connect', wrapper: true },
    { says: 'server closed the connection', sentence: true, symptom: 'closed-unexpectedly' },
    {
      says: 'connection closed by server',
      near: /redis|Error/i,
      symptom: 'closed-unexpectedly',
      source: 'redis-py redis/_parsers/socket.py',
    },
    {
      says: 'unexpected end of stream',
      near: /jedis/i,
      symptom: 'closed-unexpectedly',
      source: 'jedis src/main/java/redis/clients/jedis/util/RedisInputStream.java',
    },
    {
      says: 'socket closed unexpectedly',
      symptom: 'closed-unexpectedly',
      source: 'node-redis packages/client/lib/errors.ts',
    },
    {
      says: 'connection is closed',
      below: /\/ioredis\//,
      symptom: 'not-connected',
      source: 'ioredis lib/utils/index.ts, lib/redis/event_handler.ts',
    },
    {
      // After quit() and disconnect() of the program's own, too.
      says: 'connection is closed',
      near: /redis|MaxRetriesPerRequestError/i,
      symptom: 'not-connected',
      source: 'ioredis lib/utils/index.ts, lib/redis/event_handler.ts, lib/connectors/StandaloneConnector.ts',
    },
    { says: 'as reply type byte', symptom: 'protocol-mismatch' },
    { says: 'RedisCommandTimeoutException', exact: true, symptom: 'read-timeout', source: 'lettuce' },
    { says: 'max number of clients reached', symptom: 'too-many-connections' },
    {
      says: 'timeout reading from socket',
      near: /redis/i,
      symptom: 'read-timeout',
      operation: 'read',
      source: 'redis-py redis/_parsers/socket.py',
    },
    {
      says: 'timeout connecting to server',
      near: /redis/i,
      symptom: 'connect-timeout',
      operation: 'connect',
      source: 'redis-py redis/connection.py',
    },
    {
      says: ['RedisTimeoutException', 'StackExchange.Redis.RedisTimeoutException'],
      exact: true,
      symptom: 'read-timeout',
      source: 'StackExchange.Redis',
    },
    {
      says: 'no connection is active/available to service this operation',
      near: /redis/i,
      symptom: 'connect-failed',
      wrapper: true,
      source: 'StackExchange.Redis src/StackExchange.Redis/ExceptionFactory.cs',
    },
    {
      says: ['SocketClosed on', 'SocketFailure on'],
      near: /redis|Interactive|Subscription/i,
      symptom: 'closed-unexpectedly',
      source: 'StackExchange.Redis',
    },
    {
      says: 'MaxRetriesPerRequestError',
      exact: true,
      symptom: 'unspecified',
      wrapper: true,
      source: 'ioredis lib/errors/MaxRetriesPerRequestError.ts',
    },
    {
      says: 'could not get a resource since the pool is exhausted',
      symptom: 'pool-exhausted',
      source: 'jedis src/main/java/redis/clients/jedis/util/Pool.java',
    },
    // Also where a new connection cannot be opened; the reason is beneath it.
    {
      says: 'could not get a resource from the pool',
      symptom: 'unspecified',
      wrapper: true,
      source: 'jedis src/main/java/redis/clients/jedis/util/Pool.java',
    },
    { says: 'redis is running in protected mode', near: /DENIED/, symptom: 'access-denied' },
    {
      says: 'error while reading from socket',
      near: /redis|\(104,|Errno/i,
      symptom: 'closed-unexpectedly',
      wrapper: true,
      operation: 'read',
      source: 'redis-py redis/_parsers/socket.py',
    },
    { says: 'error 32 while writing to socket', code: 'EPIPE' },
  ],
};
