// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { Talk } from './_talk.ts';
import { talk as amqpTalk } from './amqp.ts';
import { talk as httpTalk } from './http.ts';
import { talk as mqttTalk } from './mqtt.ts';
import { talk as mysqlTalk } from './mysql.ts';
import { talk as postgresTalk } from './postgres.ts';
import { talk as redisTalk } from './redis.ts';
import { talk as smtpTalk } from './smtp.ts';
import { talk as sshTalk } from './ssh.ts';
import { talk as tcpTalk } from './tcp.ts';

/** Every talk of this folder, in order of file name. */
export const talks: readonly Talk[] = [
  amqpTalk,
  httpTalk,
  mqttTalk,
  mysqlTalk,
  postgresTalk,
  redisTalk,
  smtpTalk,
  sshTalk,
  tcpTalk,
];
