/** Which lines of logs are about a connection, and which only stand near it. */
import { describe, expect, it } from 'vitest';
import type { LogFact } from '../../src/core/model/witness-fact.ts';
import { ANSWERED, BASE, connectionOf, testimonyOf, witnessesOf } from './testimonies.ts';

const connection = connectionOf(ANSWERED);

/** Writes a time of the log, so many seconds after the connection began, in UTC or another zone. */
function stamp(seconds: number, zoneSeconds = 0): string {
  return new Date((BASE + seconds + zoneSeconds) * 1000)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ')
    .replaceAll('-', '/');
}

/** nginx names the client’s address, and no time zone. */
function ofClient(seconds: number, client = '192.0.2.1', zoneSeconds = 0): string {
  return `${stamp(seconds, zoneSeconds)} [error] 7#7: *1 upstream timed out (110: Connection timed out) while reading response header from upstream, client: ${client}, server: a, request: "GET / HTTP/1.1", upstream: "http://203.0.113.2:9000/", host: "a"`;
}

/** nginx of no client. */
function ofNobody(seconds: number, zoneSeconds = 0): string {
  return `${stamp(seconds, zoneSeconds)} [alert] 7#7: 4 worker_connections are not enough`;
}

/** Apache names the client’s address and port, and no time zone. */
function ofConnection(seconds: number, client = '192.0.2.1:40000', zoneSeconds = 0): string {
  const [day, time] = stamp(seconds, zoneSeconds).split(' ');
  const date = new Date(`${day?.replaceAll('/', '-')}T${time}Z`).toUTCString();
  const [weekday, number, month, year] = date.replace(',', '').split(' ');
  return `[${weekday} ${month} ${number} ${time}.000000 ${year}] [reqtimeout:info] [pid 7:tid 7] [client ${client}] AH01382: Request header read timeout`;
}

/** conntrack names both ends, before and behind the device. */
function ofDevice(seconds: number, client = '192.0.2.1', port = 40_000): string {
  return `[${BASE + seconds}.000000] [DESTROY] tcp      6 ESTABLISHED src=${client} dst=198.51.100.2 sport=${port} dport=80 src=198.51.100.2 dst=203.0.113.1 sport=80 dport=61000 [ASSURED]`;
}

function logsOf(...lines: string[]): Omit<LogFact, 'packets'>[] {
  return testimonyOf(connection, 1, { log: lines }).filter(
    (fact): fact is Omit<LogFact, 'packets'> => fact.kind === 'log',
  );
}

function relationOf(...lines: string[]): LogFact['by'] | undefined {
  return logsOf(...lines)[0]?.by;
}

describe('a line is about a connection', () => {
  it('by the client’s address and port', () => {
    const [fact] = logsOf(ofConnection(1));
    expect(fact).toMatchObject({ by: 'connection', meaning: 'slow', said: { file: 'log', line: 1 } });
    expect(fact?.isEarlier).toBeUndefined();
  });

  it.each([
    ['a minute before', -60],
    ['a minute after', 60],
  ])('by the client’s address and port where the clock of the log is off: %s', (_, seconds) => {
    expect(relationOf(ofConnection(seconds))).toBe('connection');
  });

  it('by the client’s address and the moment', () => {
    expect(relationOf(ofClient(1))).toBe('client');
  });

  it('by the moment', () => {
    expect(relationOf(ofNobody(1))).toBe('moment');
  });

  it.each([
    ['two hours', 7200],
    ['minus five hours', -18_000],
    ['five hours and a half', 19_800],
    ['five hours and three quarters', 20_700],
  ])('in a time zone that it does not name: %s', (_, zone) => {
    expect(relationOf(ofClient(1, '192.0.2.1', zone))).toBe('client');
    expect(relationOf(ofNobody(1, zone))).toBe('moment');
    expect(relationOf(ofConnection(1, '192.0.2.1:40000', zone))).toBe('connection');
  });

  it('that a device translates, as either end knows it', () => {
    expect(logsOf(ofDevice(1))[0]).toMatchObject({ by: 'connection', translates: 'client' });
    const atServer = connectionOf(ANSWERED, { client: '203.0.113.1:61000' });
    const behind = testimonyOf(atServer, 1, { log: [ofDevice(1)] });
    expect(behind).toMatchObject([{ kind: 'log', by: 'connection' }]);
  });

  it('whose client the capture of the other end knows by another address', () => {
    const atServer = connectionOf(ANSWERED, { client: '203.0.113.1:61000' });
    const lines = [ofConnection(1, '203.0.113.1:61000')];
    expect(testimonyOf(connection, 1, { log: lines })).toEqual([]);
    expect(testimonyOf(connection, 1, { log: lines }, atServer)).toMatchObject([{ by: 'connection' }]);
  });

  it('best by the line that is surest', () => {
    expect(logsOf(ofConnection(1, '192.0.2.1:40001'), ofConnection(1))).toMatchObject([
      { by: 'connection', said: { line: 2 } },
    ]);
  });
});

describe('a line is not about a connection', () => {
  it.each([
    ['of another client', ofClient(1, '192.0.2.9')],
    ['of another client of that port', ofConnection(1, '192.0.2.9:40000')],
    ['of another connection of the client at that second', ofConnection(1, '192.0.2.1:40001')],
    ['of the client long after', ofClient(60)],
    ['of nobody long after', ofNobody(60)],
    ['of nobody before', ofNobody(-10)],
    ['of the client two days before', ofClient(1, '192.0.2.1', -172_800)],
    ['in a zone that is none', ofClient(1, '192.0.2.1', 7500)],
    ['of its address and port, hours after, where the log has its zone', ofDevice(7200)],
    ['of another port that the device translates', ofDevice(1, '192.0.2.1', 40_001)],
  ])('%s', (_, line) => {
    expect(logsOf(line)).toEqual([]);
  });

  it('where it was written in the middle of it, and it went on', () => {
    const long = connectionOf(ANSWERED.replaceAll(/^1\./gm, '91.'));
    const fact = testimonyOf(long, 91, { log: [ofConnection(30)] })[0];
    expect(fact).toMatchObject({ by: 'connection', isEarlier: true });
    const [device] = testimonyOf(long, 91, { log: [ofDevice(30)] });
    expect(device).toMatchObject({ by: 'connection', meaning: 'mapping-expired' });
    expect(device).not.toHaveProperty('isEarlier');
  });
});

describe('a long log that names no time zone', () => {
  const day = Array.from({ length: 24 }, (_, hour) => hour * 3600 - 50_000);

  it('says nothing of a moment with what it writes again and again', () => {
    const often = day.map((seconds) => ofNobody(1 + Math.round(seconds / 3600) * 3600));
    expect(relationOf(...often)).toBe('file');
    const client = day.map((seconds) => ofClient(1 + Math.round(seconds / 3600) * 3600));
    expect(relationOf(...client)).toBe('file');
  });

  it('tells of a moment with what it writes seldom', () => {
    const others = day.map((seconds) => ofClient(seconds, '192.0.2.9'));
    expect(relationOf(...others, ofClient(1))).toBe('client');
    expect(relationOf(...others, ofNobody(1))).toBe('moment');
  });

  it('says nothing of a port that the client used before', () => {
    expect(
      relationOf(...day.map((seconds) => ofClient(seconds, '192.0.2.9')), ofConnection(-7199), ofConnection(1)),
    ).toBe('file');
  });

  it('tells of a moment with a burst of lines that is all there is', () => {
    const burst = Array.from({ length: 60 }, (_, index) => ofNobody(1 - index));
    expect(relationOf(...burst)).toBe('moment');
  });
});

describe('a line without a time', () => {
  const traceback = 'Traceback (most recent call last):';

  it('stands in the file', () => {
    const [fact] = logsOf(traceback);
    expect(fact).toMatchObject({ by: 'file', meaning: 'crash' });
    expect(fact?.afterCloseNs).toBeUndefined();
  });

  it('is of the file, though it names the client and the port: of another day there may be one from there', () => {
    const line = 'http: TLS handshake error from 192.0.2.1:40000: tls: client didn’t provide a certificate';
    const [fact] = logsOf(line.replace('’', "'"));
    expect(fact).toMatchObject({ by: 'file', meaning: 'client-certificate' });
    expect(logsOf(line.replace('’', "'").replace('40000', '40001'))).toEqual([]);
  });
});

describe('a line without a year, as the journal and syslog write it', () => {
  /** The kernel’s, of nobody. */
  function journal(seconds: number, zoneSeconds = 0): string {
    const [, day, month, , time] = new Date((BASE + seconds + zoneSeconds) * 1000).toUTCString().split(' ');
    return `${month} ${String(Number(day)).padStart(2)} ${time} web1 kernel: TCP: request_sock_TCP: Possible SYN flooding on port 80. Dropping request.  Check SNMP counters.`;
  }

  it.each([0, 7200, -19_800])('is of its moment, in a zone of %s s', (zone) => {
    expect(relationOf(journal(1, zone))).toBe('moment');
  });

  it('is not of another day, or another minute', () => {
    expect(logsOf(journal(1 + 86_400), journal(1 - 86_400), journal(61), journal(-59))).toEqual([]);
  });
});

describe('lines of a moment are found', () => {
  it.each([
    ['before a quarter of an hour begins', 300.5, 299],
    ['after a quarter of an hour began', 299.5, 301],
    ['as a quarter of an hour begins', 300, 300],
  ])('%s', (_, closed, written) => {
    for (const zone of [0, 7200, -19_800]) {
      const facts = testimonyOf(connection, closed, { log: [ofNobody(written - 400, zone), ofNobody(written, zone)] });
      expect(facts).toMatchObject([{ by: 'moment', said: { line: 2 } }]);
    }
  });

  it('whatever order they stand in', () => {
    const lines = Array.from({ length: 50 }, (_, index) => ofNobody((index * 37) % 50));
    const [fact] = logsOf(...lines);
    expect(fact).toMatchObject({ by: 'moment' });
    expect(Math.abs((fact?.afterCloseNs ?? 0) / 1e9)).toBeLessThanOrEqual(2.5);
  });

  it('among very many of other moments, and clients, in a time that hardly grows with them', () => {
    const lines = Array.from({ length: 60_000 }, (_, index) => [
      ofNobody(-10 - (index % 700)),
      ofClient(-10 - (index % 700)),
      ofConnection(1, `192.0.2.1:${1024 + (index % 30_000)}`),
    ]).flat();
    const witnesses = witnessesOf({ log: [...lines, ofNobody(1)] });
    const begin = performance.now();
    for (let count = 0; count < 300; count += 1) witnesses.factsOf(connection, BASE, 1e9);
    expect(performance.now() - begin).toBeLessThan(5000);
    expect(witnesses.factsOf(connection, BASE, 1e9)).toContainEqual(
      expect.objectContaining({ by: 'moment', meaning: 'connection-limit' }),
    );
  });
});

describe('a program that says all and keeps the connection', () => {
  /** libwrap sleeps for 5 s before it ends the process. */
  const waiting = connectionOf(ANSWERED.replaceAll(/^1\.0/gm, '6.0'));
  const says = (seconds: number, client = '192.0.2.1'): string =>
    `${new Date((BASE + seconds) * 1000).toISOString()} host sshd[9]: refused connect from ${client} (${client})`;
  const about = (line: string): unknown =>
    testimonyOf(waiting, 6, { log: [line] }).map((fact) => (fact.kind === 'log' ? fact.by : fact.kind));

  it.each([
    ['at the beginning', says(0.02), ['client']],
    ['when it closes', says(6), ['client']],
    ['before there was a connection', says(-2), []],
    ['after it', says(9), []],
    ['of another client', says(0.02, '192.0.2.9'), []],
  ])('%s', (_, line, expected) => {
    expect(about(line)).toEqual(expected);
  });

  it('is not taken for one that says it again later', () => {
    expect(testimonyOf(connectionOf(ANSWERED), 1, { log: [says(-1.6)] })).toEqual([]);
  });
});
