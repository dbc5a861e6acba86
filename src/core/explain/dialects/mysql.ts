/** MySQL and MariaDB: the client library's errors 2000 and up, and the server's that end a connection. */
import type { Dialect } from './_dialect.ts';

/** Beneath "unknown host": the resolver did not answer (EAI_AGAIN), or failed (EAI_FAIL). */
const NO_RESOLVER = /nknown (?:MySQL )?server host '[^']{1,255}' \(-[34]\)/;

/** PHP says 2006 where no greeting came, too; PDO puts the number in brackets while it connects. */
const WHILE_CONNECTING =
  /SQLSTATE\[HY000\] \[2006\]|real_connect\(|mysqli_connect\(|mysqli::__construct\(|reading greeting packet/;

/** Reasons for which the server itself ends a connection. */
const SERVER_ENDED = /Aborted connection \d{1,12} to db.{1,300}\((?:Got a packet bigger than|Connection was killed)/;

export const dialect: Dialect = {
  id: 'mysql',
  title: 'MySQL and MariaDB',
  level: 3,
  source: 'mysql-server libmysql/errmsg.cc, share/messages_to_clients.txt; mariadb-connector-c libmariadb/ma_errmsg.c',
  marks: [
    'ERROR 2002 (',
    'ERROR 2003 (',
    'ERROR 2005 (',
    'ERROR 2006 (',
    'ERROR 2013 (',
    'pymysql',
    'MySQLdb',
    'mysqli',
    'MySQL server has gone away',
    'to MySQL server',
    'PROTOCOL_CONNECTION_LOST',
    'SQLSTATE[HY000] [200',
    '[mysql]',
  ],
  phrases: [
    {
      says: 'through socket',
      near: /Can't connect to local (?:MySQL )?server through socket/,
      code: '2002',
      symptom: 'no-local-server',
    },
    {
      says: ["can't connect to server on", "can't connect to mysql server on"],
      code: '2003',
      symptom: 'connect-failed',
      operation: 'connect',
      wrapper: true,
    },
    {
      says: 'unknown server host',
      near: /Unknown server host/,
      notNear: NO_RESOLVER,
      code: '2005',
      symptom: 'name-unresolved',
      operation: 'resolve',
    },
    {
      says: 'unknown mysql server host',
      notNear: NO_RESOLVER,
      code: '2005',
      symptom: 'name-unresolved',
      operation: 'resolve',
    },
    {
      says: ['unknown server host', 'unknown mysql server host'],
      near: NO_RESOLVER,
      code: '2005',
      symptom: 'name-lookup-failed',
      operation: 'resolve',
    },
    {
      says: 'server has gone away',
      near: /MySQL|2006|mysqli|PDO/,
      notNear: WHILE_CONNECTING,
      code: '2006',
      symptom: 'closed-while-idle',
    },
    {
      says: 'server has gone away',
      near: WHILE_CONNECTING,
      code: '2006',
      symptom: 'connect-failed',
      source: 'php-src ext/mysqlnd/mysqlnd_commands.c, ext/pdo_mysql/mysql_driver.c',
    },
    {
      says: 'reading initial communication packet',
      near: /system error: (?:110|60|10060)\b/,
      code: '2013',
      symptom: 'read-timeout',
    },
    {
      says: 'reading initial communication packet',
      near: /Lost connection to/,
      notNear: /system error: (?:110|60|10060)\b/,
      code: '2013',
      symptom: 'closed-before-banner',
    },
    {
      // The time for connecting is over, and the server has not begun to speak.
      says: 'waiting for initial communication packet',
      near: /Lost connection to/,
      code: '2013',
      symptom: 'read-timeout',
      source: 'mysql-server sql-common/client.cc',
    },
    {
      // The server has spoken before these.
      says: [
        'reading authorization packet',
        'sending authentication information',
        'sending connection information to server',
        'reading final connect information',
      ],
      near: /Lost connection to/,
      code: '2013',
      symptom: 'connect-failed',
      source: 'mysql-server sql-common/client.cc',
    },
    {
      says: [
        'lost connection to mysql server during query',
        'lost connection to server during query',
        'Lost connection to MySQL server at',
      ],
      notNear: /(?:reading|waiting for|sending) (?:initial|authorization|final|authentication|connection)/,
      code: '2013',
      symptom: 'closed-unexpectedly',
    },
    {
      says: 'PROTOCOL_CONNECTION_LOST',
      exact: true,
      code: 'PROTOCOL_CONNECTION_LOST',
      symptom: 'closed-unexpectedly',
      source: 'mysqljs/mysql lib/protocol/Protocol.js',
    },
    {
      says: 'connection lost: the server closed the connection',
      symptom: 'closed-unexpectedly',
      source: 'mysqljs/mysql lib/protocol/Protocol.js',
    },
    {
      says: 'too many connections',
      near: /1040|ER_CON_COUNT_ERROR|MySQL|mysqli|Hikari|08004/,
      code: '1040',
      symptom: 'too-many-connections',
    },
    { says: 'ER_CON_COUNT_ERROR', exact: true, code: '1040', symptom: 'too-many-connections' },
    { says: 'is blocked because of many connection errors', code: '1129', symptom: 'access-denied' },
    { says: 'is not allowed to connect to this', near: /MySQL|MariaDB/, code: '1130', symptom: 'access-denied' },
    {
      says: 'max_user_connections',
      near: /already has more than 'max_user_connections' active connections/,
      code: '1203',
      symptom: 'too-many-connections',
    },
    {
      says: 'max_user_connections',
      near: /has exceeded the 'max_user_connections' resource/,
      code: '1226',
      symptom: 'too-many-connections',
    },
    {
      says: 'the client was disconnected by the server because of inactivity',
      code: '4031',
      symptom: 'idle-timeout-stated',
    },
    { says: 'server shutdown in progress', code: '1053', symptom: 'server-shutting-down' },
    { says: 'got an error reading communication packets', code: '1158', symptom: 'client-gone' },
    { says: 'got timeout reading communication packets', code: '1159', symptom: 'client-silent' },
    { says: 'got an error writing communication packets', code: '1160', symptom: 'client-gone' },
    { says: 'got timeout writing communication packets', code: '1161', symptom: 'client-silent' },
    {
      says: 'aborted connection',
      near: /Aborted connection \d{1,12} to db/,
      notNear: SERVER_ENDED,
      symptom: 'client-gone',
    },
    {
      says: 'aborted connection',
      near: SERVER_ENDED,
      symptom: 'closed-unexpectedly',
      source: 'mysql-server share/messages_to_clients.txt',
    },
    {
      says: 'ssl connection error',
      near: /ERROR 2026|HY000/,
      code: '2026',
      symptom: 'tls-failed',
      operation: 'handshake',
      wrapper: true,
    },
  ],
};
