/**
 * Error messages with which programs say why they close, as far as they are known: the number that `Utterance.detail` has,
 * what the error is called in its protocol, and what it means for the connection. None of their text is ever shown: it is
 * the other end's.
 */

/** What an error means for the connection. `other`: the message says why, and it is nothing that has a cause of its own. */
export type ErrorMeaning =
  | 'connection-limit'
  | 'startup-limit'
  | 'not-allowed'
  | 'terminated'
  | 'crash'
  | 'shutdown'
  | 'idle'
  | 'slow'
  | 'too-large'
  | 'malformed'
  | 'upstream'
  | 'other';

/** A known error message. */
export interface StatedError {
  /** The protocol, or the server it is of. */
  readonly of: string;
  /** Its number or first words, as the protocol has them; behind a colon words of ours, where each server has its own. */
  readonly sign: string;
  /** A few words for people. */
  readonly says: string;
  readonly meaning: ErrorMeaning;
}

type Row = readonly [sign: string, says: string, meaning: ErrorMeaning];

/** Error codes of PostgreSQL (src/backend/utils/errcodes.txt); the last stands for every other FATAL. */
const POSTGRES: readonly Row[] = [
  ['53300', 'too many connections', 'connection-limit'],
  ['57P01', 'terminated by an administrator’s command', 'terminated'],
  ['57P02', 'terminated because another server process crashed', 'crash'],
  ['57P03', 'the server cannot accept connections now: it starts or recovers', 'other'],
  ['57P03', 'the server is shutting down', 'shutdown'],
  ['57P05', 'idle session timeout', 'idle'],
  ['25P03', 'idle in transaction for too long', 'idle'],
  ['28000', 'not authorised: pg_hba.conf, or no such role', 'not-allowed'],
  ['28P01', 'wrong password', 'other'],
  ['3D000', 'no such database', 'other'],
  ['08P01', 'protocol violation', 'malformed'],
  ['57P04', 'the database was dropped', 'terminated'],
  ['FATAL', 'a fatal error', 'other'],
];

/** Errors of MySQL and MariaDB that end a connection (their "Server Error Message Reference"). */
const MYSQL: readonly Row[] = [
  ['1040', 'too many connections', 'connection-limit'],
  ['1203', 'too many connections of this user', 'connection-limit'],
  ['1226', 'a resource limit of this user is reached', 'connection-limit'],
  ['1130', 'host not allowed to connect', 'not-allowed'],
  ['1129', 'host blocked because of many connection errors', 'not-allowed'],
  ['1045', 'access denied for this user', 'other'],
  ['1044', 'access to this database denied', 'other'],
  ['1049', 'unknown database', 'other'],
  ['3159', 'connections must use TLS', 'other'],
  ['1053', 'server shutdown in progress', 'shutdown'],
  ['1927', 'connection was killed', 'terminated'],
  ['3169', 'session was killed', 'terminated'],
  ['4031', 'disconnected because of inactivity', 'idle'],
  ['1159', 'timeout while reading', 'slow'],
  ['1153', 'packet larger than max_allowed_packet', 'too-large'],
  ['1043', 'bad handshake', 'malformed'],
];

/**
 * First words of the errors of PgBouncer, which gives nearly all of them the number 08P01 and tells them apart by their text
 * (src/client.c, src/janitor.c, src/objects.c).
 */
const PGBOUNCER: readonly Row[] = [
  ['no more connections allowed', 'as many clients as max_client_conn allows', 'connection-limit'],
  ['client_idle_timeout', 'idle for too long', 'idle'],
  ['idle transaction timeout', 'idle in transaction for too long', 'idle'],
  ['client_login_timeout', 'the client did not log in in time', 'idle'],
  ['query_wait_timeout', 'no connection to the database became free in time', 'other'],
  ['query_timeout', 'the query took too long', 'other'],
  ['server login has been failing', 'it cannot log in to the database', 'upstream'],
  ['no such database', 'no such database', 'other'],
  ['no such user', 'no such user', 'other'],
  ['bouncer config error', 'its configuration has an error', 'other'],
];

/** First words of replies of Redis that it closes behind (src/networking.c). */
const REDIS: readonly Row[] = [
  ['-ERR max number of clients', 'too many clients', 'connection-limit'],
  ['-DENIED', 'protected mode: only local clients', 'not-allowed'],
  ['-ERR Protocol error', 'the request cannot be parsed', 'malformed'],
];

/** What memcached says where it has as many connections as -c allows, and -o maxconns_fast (memcached.c). */
const MEMCACHED: readonly Row[] = [['ERROR Too many open connections', 'too many connections', 'connection-limit']];

/** What a server of NATS closes behind (https://docs.nats.io/reference/reference-protocols/nats-protocol). */
const NATS: readonly Row[] = [
  ["-ERR 'Unknown Protocol Operation'", 'an operation that is none of NATS', 'malformed'],
  ["-ERR 'Parser Error'", 'the message cannot be parsed', 'malformed'],
  ["-ERR 'Invalid Client Protocol'", 'a protocol version that it does not know', 'malformed'],
  ["-ERR 'Maximum Control Line Exceeded'", 'a line longer than max_control_line', 'too-large'],
  ["-ERR 'Maximum Payload Violation'", 'a message larger than max_payload', 'too-large'],
  ["-ERR 'Maximum Connections Exceeded'", 'too many connections', 'connection-limit'],
  ["-ERR 'Maximum Account Active Connections Exceeded'", 'too many connections of this account', 'connection-limit'],
  ["-ERR 'Authorization Violation'", 'wrong user or password', 'other'],
  ["-ERR 'Authorization Timeout'", 'the client did not log in in time', 'idle'],
  ["-ERR 'Authentication Timeout'", 'the client did not log in in time', 'idle'],
  ["-ERR 'User Authentication Expired'", 'the credentials are no longer valid', 'other'],
  ["-ERR 'Secure Connection - TLS Required'", 'connections must use TLS', 'other'],
  ["-ERR 'Stale Connection'", 'its PING got no answer', 'idle'],
  ["-ERR 'Slow Consumer'", 'the client reads too slowly', 'other'],
];

/** What the ERROR of an IRC server says (RFC 2812 §3.7.4), as far as servers agree on words; the last stands for every other. */
const IRC: readonly Row[] = [
  ['ERROR: ping timeout', 'its PING got no answer', 'idle'],
  ['ERROR: registration timeout', 'the client did not register in time', 'idle'],
  ['ERROR: too many connections', 'too many connections', 'connection-limit'],
  ['ERROR: server going down', 'the server is shutting down', 'shutdown'],
  ['ERROR: killed', 'ended by an operator', 'terminated'],
  ['ERROR: banned', 'the client is banned', 'not-allowed'],
  ['ERROR:', 'an error', 'other'],
];

/** What a BYE of IMAP says that no LOGOUT asked for (RFC 9051 §7.1.5), or NO with LIMIT (RFC 5530 §3); the last stands for every other. */
const IMAP: readonly Row[] = [
  ['BYE: inactivity', 'idle for too long', 'idle'],
  ['BYE: too many connections', 'too many connections', 'connection-limit'],
  ['NO [LIMIT]', 'too many connections', 'connection-limit'],
  ['BYE: too many invalid commands', 'commands that it does not know', 'malformed'],
  ['BYE: shutting down', 'the server is shutting down', 'shutdown'],
  ['BYE:', 'a goodbye that nobody asked for', 'other'],
];

/** What a server of POP says before it closes of its own accord (Dovecot’s pop3-client.c). */
const POP: readonly Row[] = [
  ['-ERR: inactivity', 'idle for too long', 'idle'],
  ['-ERR: too many bad commands', 'commands that it does not know', 'malformed'],
];

/** First words of the lines with which a daemon of rsync refuses (clientserver.c); the last stands for every other. */
const RSYNC: readonly Row[] = [
  ['@ERROR: max connections', 'too many connections', 'connection-limit'],
  ['@ERROR: access denied', 'access denied for this host', 'not-allowed'],
  ['@ERROR: auth failed', 'wrong user or password', 'other'],
  ['@ERROR: Unknown module', 'unknown module', 'other'],
  ['@ERROR', 'an error', 'other'],
];

/** What a daemon of git says instead of an answer (git's daemon.c; gitprotocol-pack(5)). */
const GIT: readonly Row[] = [
  ['ERR access denied', 'access denied, or the repository is not exported', 'other'],
  ['ERR no such repository', 'no such repository', 'other'],
  ['ERR service not enabled', 'the service is not enabled', 'other'],
  ['ERR upload-pack: not our ref', 'it does not have what was asked for', 'other'],
  ['ERR', 'an error', 'other'],
];

/** What sshd of OpenSSH writes instead of its identification, or behind it. */
const SSH: readonly Row[] = [
  ['Exceeded MaxStartups', 'too many connections that are not logged in yet', 'startup-limit'],
  ['Not allowed at this time', 'no connection of this address for now', 'startup-limit'],
  ['Invalid SSH identification string', 'no SSH client', 'malformed'],
  ['Protocol mismatch.', 'no SSH client', 'malformed'],
];

/** Reply codes of connection.close (AMQP 0-9-1 §1.2.1); what else RabbitMQ says with 530 (rabbit_reader.erl, rabbit_access_control.erl). */
const AMQP: readonly Row[] = [
  ['320', 'connection forced by an operator', 'terminated'],
  ['402', 'invalid path', 'other'],
  ['403', 'access refused', 'other'],
  ['501', 'frame error', 'malformed'],
  ['502', 'syntax error', 'malformed'],
  ['503', 'command invalid', 'malformed'],
  ['504', 'channel error', 'malformed'],
  ['505', 'unexpected frame', 'malformed'],
  ['506', 'resource error', 'connection-limit'],
  ['530', 'not allowed', 'other'],
  ['530', 'the virtual host was not found', 'other'],
  ['530', 'a limit on connections is reached', 'connection-limit'],
  ['530', 'access to the virtual host refused', 'not-allowed'],
  ['540', 'not implemented', 'malformed'],
  ['541', 'internal error', 'other'],
];

/** Return codes of CONNACK (MQTT 3.1.1 §3.2.2.3) below 128; reason codes (MQTT 5 §2.4) from there on. */
const MQTT: readonly Row[] = [
  ['1', 'unacceptable protocol version', 'malformed'],
  ['2', 'client identifier rejected', 'other'],
  ['3', 'server unavailable', 'other'],
  ['4', 'bad user name or password', 'other'],
  // Brokers say so of a wrong password, too.
  ['5', 'not authorised: the user, its password, or the client', 'other'],
  ['128', 'unspecified error', 'other'],
  ['129', 'malformed packet', 'malformed'],
  ['130', 'protocol error', 'malformed'],
  ['131', 'implementation specific error', 'other'],
  ['132', 'unsupported protocol version', 'malformed'],
  ['133', 'client identifier not valid', 'other'],
  ['134', 'bad user name or password', 'other'],
  ['135', 'not authorised: the user, its password, or the client', 'other'],
  ['136', 'server unavailable', 'other'],
  ['137', 'server busy', 'connection-limit'],
  ['138', 'banned', 'not-allowed'],
  ['139', 'server shutting down', 'shutdown'],
  ['141', 'keep alive timeout', 'idle'],
  ['142', 'session taken over', 'terminated'],
  ['149', 'packet too large', 'too-large'],
  ['150', 'message rate too high', 'connection-limit'],
  ['151', 'quota exceeded', 'connection-limit'],
  ['152', 'administrative action', 'terminated'],
  ['159', 'connection rate exceeded', 'connection-limit'],
];

/** Replies of SOCKS 5 (RFC 1928 §3 and §6, RFC 1929 §2 for the login), and of SOCKS 4 from 91 to 93. */
const SOCKS: readonly Row[] = [
  ['1', 'general failure', 'upstream'],
  ['2', 'not allowed by the ruleset', 'not-allowed'],
  ['3', 'network unreachable', 'upstream'],
  ['4', 'host unreachable', 'upstream'],
  ['5', 'connection refused', 'upstream'],
  ['6', 'TTL expired', 'upstream'],
  ['7', 'command not supported', 'malformed'],
  ['8', 'address type not supported', 'malformed'],
  ['91', 'rejected or failed', 'upstream'],
  ['92', 'no identd at the client', 'other'],
  ['93', 'identd names another user', 'other'],
  ['255', 'none of the ways to log in that the client offers', 'other'],
  ['LOGIN', 'user name or password not accepted', 'other'],
];

/** Status codes of a Close frame that are no ordinary end (RFC 6455 §7.4.1, and IANA’s registry of them). */
const WEBSOCKET: readonly Row[] = [
  ['1001', 'the server goes away', 'shutdown'],
  ['1002', 'protocol error', 'malformed'],
  ['1003', 'data of a type that it does not take', 'malformed'],
  ['1007', 'data that is not what its type says', 'malformed'],
  ['1008', 'against its policy', 'other'],
  ['1009', 'message too big', 'too-large'],
  ['1011', 'an error of the server, or its ping got no answer', 'other'],
  ['1012', 'the server restarts', 'shutdown'],
  ['1013', 'overloaded: try again later', 'connection-limit'],
];

function rowsOf(of: string, rows: readonly Row[]): StatedError[] {
  return rows.map(([sign, says, meaning]) => ({ of, sign, says, meaning }));
}

/** Every known error, by the number `Utterance.detail` has. */
export const STATED_ERRORS: readonly StatedError[] = [
  ...rowsOf('PostgreSQL', POSTGRES),
  ...rowsOf('MySQL', MYSQL),
  ...rowsOf('Redis', REDIS),
  ...rowsOf('SSH', SSH),
  ...rowsOf('AMQP', AMQP),
  ...rowsOf('MQTT', MQTT),
  ...rowsOf('SOCKS', SOCKS),
  ...rowsOf('rsync', RSYNC),
  ...rowsOf('WebSocket', WEBSOCKET),
  ...rowsOf('git', GIT),
  ...rowsOf('PgBouncer', PGBOUNCER),
  ...rowsOf('memcached', MEMCACHED),
  ...rowsOf('NATS', NATS),
  ...rowsOf('IRC', IRC),
  ...rowsOf('IMAP', IMAP),
  ...rowsOf('POP', POP),
];
