/**
 * Commands of databases, caches and text dialogues that are answered at once, as far as they are known: the number that
 * `Utterance.detail` has, and what to call them. Only their names are ever shown: arguments may be passwords. Those that are
 * answered late, for ever, or not at all (BLPOP, SUBSCRIBE, MONITOR, a binlog dump, a noreply) are no commands here.
 */

/** A known command. */
export interface Command {
  /** The protocol that it is of. */
  readonly of: string;
  /** Its name there. */
  readonly name: string;
  /** "the query (SELECT)": as the subject or object of a sentence. */
  readonly says: string;
}

/** What statements begin with (SQL Commands of PostgreSQL, SQL Statements of MySQL). */
export const SQL_WORDS: readonly string[] = words(
  'SELECT INSERT UPDATE DELETE BEGIN COMMIT ROLLBACK SET SHOW WITH CREATE ALTER DROP TRUNCATE COPY CALL EXPLAIN START REPLACE',
  'LOCK UNLOCK LOAD VACUUM ANALYZE USE PREPARE EXECUTE DEALLOCATE DECLARE FETCH CLOSE MOVE SAVEPOINT RELEASE GRANT REVOKE DO',
  'MERGE REFRESH DISCARD RESET LISTEN NOTIFY UNLISTEN DESCRIBE DESC CHECK OPTIMIZE FLUSH KILL HANDLER XA TABLE VALUES RENAME',
  'CLUSTER REINDEX COMMENT ABORT END CHECKPOINT PURGE CHANGE',
);

/** What a client of a database says before it may ask. */
export const LOGIN = 'login';
/** A statement of no word that is known, or one that was prepared before. */
export const QUERY = 'query';

/** Of the text protocol (https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_command_phase.html), by their numbers. */
export const MYSQL_COMMANDS: ReadonlyMap<number, string> = new Map([
  [0x02, 'COM_INIT_DB'],
  [0x03, QUERY],
  [0x04, 'COM_FIELD_LIST'],
  [0x07, 'COM_REFRESH'],
  [0x09, 'COM_STATISTICS'],
  [0x0a, 'COM_PROCESS_INFO'],
  [0x0c, 'COM_PROCESS_KILL'],
  [0x0d, 'COM_DEBUG'],
  [0x0e, 'COM_PING'],
  [0x11, 'COM_CHANGE_USER'],
  [0x16, 'COM_STMT_PREPARE'],
  [0x17, 'COM_STMT_EXECUTE'],
  [0x1a, 'COM_STMT_RESET'],
  [0x1b, 'COM_SET_OPTION'],
  [0x1c, 'COM_STMT_FETCH'],
  [0x1f, 'COM_RESET_CONNECTION'],
]);

/** https://redis.io/docs/latest/commands: not those that block, wait, subscribe, replicate or end something. */
export const REDIS_COMMANDS: readonly string[] = words(
  'PING ECHO HELLO AUTH SELECT CLIENT COMMAND INFO CONFIG DBSIZE TIME ROLE LASTSAVE SLOWLOG LATENCY MEMORY MODULE ACL CLUSTER',
  'READONLY READWRITE ASKING SENTINEL OBJECT KEYS SCAN RANDOMKEY EXISTS DEL UNLINK TYPE RENAME RENAMENX COPY MOVE DUMP RESTORE',
  'MIGRATE TOUCH EXPIRE PEXPIRE EXPIREAT PEXPIREAT EXPIRETIME PEXPIRETIME TTL PTTL PERSIST SORT SORT_RO FLUSHDB FLUSHALL',
  'SAVE BGSAVE BGREWRITEAOF SWAPDB GET SET SETEX PSETEX SETNX GETSET GETEX GETDEL MGET MSET MSETNX APPEND STRLEN INCR INCRBY',
  'INCRBYFLOAT DECR DECRBY GETRANGE SETRANGE SUBSTR LCS GETBIT SETBIT BITCOUNT BITPOS BITOP BITFIELD BITFIELD_RO HGET HSET',
  'HSETNX HMGET HMSET HGETALL HDEL HEXISTS HINCRBY HINCRBYFLOAT HKEYS HVALS HLEN HSTRLEN HSCAN HRANDFIELD HEXPIRE HTTL LPUSH',
  'RPUSH LPUSHX RPUSHX LPOP RPOP LMPOP LLEN LRANGE LINDEX LINSERT LSET LREM LTRIM LPOS LMOVE RPOPLPUSH SADD SREM SMEMBERS',
  'SISMEMBER SMISMEMBER SCARD SPOP SRANDMEMBER SMOVE SDIFF SDIFFSTORE SINTER SINTERSTORE SINTERCARD SUNION SUNIONSTORE SSCAN',
  'ZADD ZREM ZSCORE ZMSCORE ZINCRBY ZCARD ZCOUNT ZLEXCOUNT ZRANGE ZRANGESTORE ZRANGEBYSCORE ZRANGEBYLEX ZREVRANGE',
  'ZREVRANGEBYSCORE ZREVRANGEBYLEX ZRANK ZREVRANK ZREMRANGEBYRANK ZREMRANGEBYSCORE ZREMRANGEBYLEX ZPOPMIN ZPOPMAX ZMPOP',
  'ZRANDMEMBER ZDIFF ZDIFFSTORE ZINTER ZINTERSTORE ZINTERCARD ZUNION ZUNIONSTORE ZSCAN GEOADD GEOPOS GEODIST GEOHASH GEORADIUS',
  'GEORADIUSBYMEMBER GEOSEARCH GEOSEARCHSTORE PFADD PFCOUNT PFMERGE XADD XLEN XRANGE XREVRANGE XDEL XTRIM XACK XCLAIM',
  'XAUTOCLAIM XPENDING XINFO XGROUP MULTI EXEC DISCARD WATCH UNWATCH EVAL EVAL_RO EVALSHA EVALSHA_RO SCRIPT FCALL FCALL_RO',
  'FUNCTION PUBLISH SPUBLISH PUBSUB',
);

/** https://github.com/memcached/memcached/blob/master/doc/protocol.txt: the text protocol. */
export const MEMCACHED_COMMANDS: readonly string[] = words(
  'get gets gat gats set add replace append prepend cas delete incr decr touch stats version flush_all',
);

/**
 * Of SMTP (RFC 5321, 4954, 3207), FTP (RFC 959, 2228, 2389, 2428, 3659), NNTP (RFC 3977, 4643) and POP (RFC 1939, 2449, 2595);
 * PING of Redis and NATS.
 */
export const LINE_COMMANDS: readonly string[] = words(
  'EHLO HELO LHLO MAIL RCPT DATA BDAT RSET VRFY EXPN NOOP HELP STARTTLS AUTH ETRN XCLIENT USER PASS ACCT CWD CDUP SMNT REIN',
  'PORT PASV EPRT EPSV TYPE STRU MODE RETR STOR STOU APPE ALLO REST RNFR RNTO ABOR DELE RMD MKD PWD XPWD LIST NLST MLSD MLST SITE',
  'SYST STAT SIZE MDTM MFMT FEAT OPTS PBSZ PROT CCC LANG CAPABILITIES GROUP LISTGROUP ARTICLE BODY NEXT LAST OVER XOVER HDR',
  'XHDR DATE NEWGROUPS NEWNEWS IHAVE POST AUTHINFO APOP CAPA STLS TOP UIDL PING',
);

/** Of IMAP (RFC 9051 §6); IDLE waits. */
export const IMAP_COMMANDS: readonly string[] = words(
  'CAPABILITY NOOP LOGIN AUTHENTICATE STARTTLS ENABLE SELECT EXAMINE CREATE DELETE RENAME SUBSCRIBE UNSUBSCRIBE LIST LSUB',
  'NAMESPACE STATUS APPEND CHECK CLOSE UNSELECT EXPUNGE SEARCH FETCH STORE COPY MOVE UID ID SORT THREAD GETQUOTA GETQUOTAROOT',
);

/** Every known command, by its number; numbers have ten bits. */
export const COMMANDS: readonly Command[] = [
  ...ofDatabase('PostgreSQL', []),
  ...ofDatabase(
    'MySQL',
    [...MYSQL_COMMANDS.values()].filter((name) => name !== QUERY),
  ),
  ...named('Redis', REDIS_COMMANDS),
  ...named('memcached', MEMCACHED_COMMANDS),
  ...named('', LINE_COMMANDS),
  ...named('IMAP', IMAP_COMMANDS),
];

/** Protocols whose servers have sessions that an administrator can end. */
export const WITH_SESSIONS: readonly string[] = ['PostgreSQL', 'MySQL', 'Redis'];

const numbers: ReadonlyMap<string, number> = new Map(COMMANDS.map(({ of, name }, number) => [`${of} ${name}`, number]));

/** The number of a command; −1 where it is none of those known. */
export function commandNumber(of: string, name: string): number {
  return numbers.get(`${of} ${name}`) ?? -1;
}

function ofDatabase(of: string, others: readonly string[]): Command[] {
  return [
    { of, name: LOGIN, says: 'the login' },
    { of, name: QUERY, says: 'the query' },
    ...SQL_WORDS.map((name) => ({ of, name, says: `the query (${name})` })),
    ...named(of, others),
  ];
}

function named(of: string, names: readonly string[]): Command[] {
  return names.map((name) => ({ of, name, says: `the command ${name}` }));
}

function words(...lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}
