// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { Protocol } from './_protocol.ts';
import { protocol as amqpErrorProtocol } from './amqp-error.ts';
import { protocol as foreignGreetingProtocol } from './foreign-greeting.ts';
import { protocol as gitErrorProtocol } from './git-error.ts';
import { protocol as goodbyeProtocol } from './goodbye.ts';
import { protocol as httpRequestProtocol } from './http-request.ts';
import { protocol as httpResponseProtocol } from './http-response.ts';
import { protocol as httpSimpleResponseProtocol } from './http-simple-response.ts';
import { protocol as http2FramesProtocol } from './http2-frames.ts';
import { protocol as http2PrefaceProtocol } from './http2-preface.ts';
import { protocol as ircErrorProtocol } from './irc-error.ts';
import { protocol as lineCommandProtocol } from './line-command.ts';
import { protocol as mailErrorProtocol } from './mail-error.ts';
import { protocol as memcachedCommandProtocol } from './memcached-command.ts';
import { protocol as memcachedErrorProtocol } from './memcached-error.ts';
import { protocol as mqttErrorProtocol } from './mqtt-error.ts';
import { protocol as mysqlCommandProtocol } from './mysql-command.ts';
import { protocol as mysqlErrorProtocol } from './mysql-error.ts';
import { protocol as natsErrorProtocol } from './nats-error.ts';
import { protocol as postgresCommandProtocol } from './postgres-command.ts';
import { protocol as postgresErrorProtocol } from './postgres-error.ts';
import { protocol as proxyHeaderProtocol } from './proxy-header.ts';
import { protocol as redisCommandProtocol } from './redis-command.ts';
import { protocol as redisErrorProtocol } from './redis-error.ts';
import { protocol as redisPushProtocol } from './redis-push.ts';
import { protocol as rsyncErrorProtocol } from './rsync-error.ts';
import { protocol as socksErrorProtocol } from './socks-error.ts';
import { protocol as socksLoginProtocol } from './socks-login.ts';
import { protocol as sshBannerProtocol } from './ssh-banner.ts';
import { protocol as sshErrorProtocol } from './ssh-error.ts';
import { protocol as textGreetingProtocol } from './text-greeting.ts';
import { protocol as tlsAlertProtocol } from './tls-alert.ts';
import { protocol as tlsAlertBehindDataProtocol } from './tls-alert-behind-data.ts';
import { protocol as tlsDataProtocol } from './tls-data.ts';
import { protocol as tlsHandshakeProtocol } from './tls-handshake.ts';
import { protocol as websocketCloseProtocol } from './websocket-close.ts';

/** Every protocol of this folder, in order of file name. */
export const protocols: readonly Protocol[] = [
  amqpErrorProtocol,
  foreignGreetingProtocol,
  gitErrorProtocol,
  goodbyeProtocol,
  httpRequestProtocol,
  httpResponseProtocol,
  httpSimpleResponseProtocol,
  http2FramesProtocol,
  http2PrefaceProtocol,
  ircErrorProtocol,
  lineCommandProtocol,
  mailErrorProtocol,
  memcachedCommandProtocol,
  memcachedErrorProtocol,
  mqttErrorProtocol,
  mysqlCommandProtocol,
  mysqlErrorProtocol,
  natsErrorProtocol,
  postgresCommandProtocol,
  postgresErrorProtocol,
  proxyHeaderProtocol,
  redisCommandProtocol,
  redisErrorProtocol,
  redisPushProtocol,
  rsyncErrorProtocol,
  socksErrorProtocol,
  socksLoginProtocol,
  sshBannerProtocol,
  sshErrorProtocol,
  textGreetingProtocol,
  tlsAlertProtocol,
  tlsAlertBehindDataProtocol,
  tlsDataProtocol,
  tlsHandshakeProtocol,
  websocketCloseProtocol,
];
