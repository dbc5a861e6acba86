/** Readings of HAProxy’s counters: what two of them say, what one says, and what is none. */
import { describe, expect, it } from 'vitest';
import { isStatisticsHead, readColumns, readStatisticsRow } from '../../src/core/logs/_haproxy-statistics.ts';
import type { ProxyStatisticsFact } from '../../src/core/model/witness-fact.ts';
import { ANSWERED, BASE, connectionOf, testimonyOf, witnessesOf } from './testimonies.ts';

const connection = connectionOf(ANSWERED);
/** As HAProxy 2.6 has it, cut behind what is read. */
const HEAD =
  '# pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,status,weight,act,bck,chkfail,chkdown,lastchg,downtime,qlimit,pid,iid,sid,throttle,lbtot,tracked,type,rate,rate_lim,rate_max,addr,dcon,dses,';

interface Frontend {
  readonly proxy: string;
  readonly scur: number;
  readonly smax: number;
  readonly slim: number;
  readonly stot: number;
  readonly dcon: number;
  readonly dses: number;
}

function frontend(values: Partial<Frontend> = {}): string {
  const { proxy, scur, smax, slim, stot, dcon, dses } = {
    ...{ proxy: 'web', scur: 0, smax: 1, slim: 64, stot: 40, dcon: 0, dses: 0 },
    ...values,
  };
  return `${proxy},FRONTEND,,,${scur},${smax},${slim},${stot},0,0,0,0,0,,,,,OPEN,,,,,,,,,1,2,0,,,,0,0,0,0,,${dcon},${dses},`;
}

function listener(proxy: string, address: string): string {
  return `${proxy},sock-1,,,0,1,64,40,0,0,0,0,0,,,,,OPEN,,,,,,,,,1,2,1,,,,3,,,,${address},,,`;
}

function factsOf(...readings: (readonly string[])[]): Omit<ProxyStatisticsFact, 'packets'>[] {
  const log = readings.map((rows) => [HEAD, ...rows, ''].join('\n')).join('\n');
  return testimonyOf(connection, 1, { statistics: log }).filter(
    (fact): fact is Omit<ProxyStatisticsFact, 'packets'> => fact.kind === 'proxy-statistics',
  );
}

describe('connections that were denied', () => {
  it('are those of between two readings', () => {
    expect(factsOf([frontend({ dcon: 3 })], [frontend({ dcon: 5, dses: 1, stot: 41 })])).toEqual([
      {
        kind: 'proxy-statistics',
        program: 'HAProxy',
        proxy: 'web',
        matter: 'denied',
        count: 3,
        isGrowth: true,
        areSeveral: false,
        said: { file: 'statistics', line: 5 },
      },
    ]);
  });

  it.each([
    ['of one reading are those since the start', [[frontend({ dcon: 3 })]], { count: 3, isGrowth: false }],
    [
      'of a proxy that was restarted between the two are those since then',
      [[frontend({ dcon: 3, stot: 40 })], [frontend({ dcon: 5, stot: 7 })]],
      { count: 5, isGrowth: false },
    ],
    [
      'of three readings are those between the first and the last',
      [[frontend({ dcon: 3 })], [frontend({ dcon: 4 })], [frontend({ dcon: 9 })]],
      { count: 6, isGrowth: true },
    ],
  ])('%s', (_, readings, expected) => {
    expect(factsOf(...readings)).toMatchObject([expected]);
  });

  it('are none where the counter stands still', () => {
    expect(factsOf([frontend({ dcon: 3 })], [frontend({ dcon: 3 })])).toEqual([]);
  });
});

describe('a frontend that is full', () => {
  it.each([
    ['came to its limit meanwhile', { smax: 3, scur: 3 }, { smax: 64, scur: 64 }, true],
    ['came to its limit meanwhile, and is no longer there', { smax: 3, scur: 3 }, { smax: 64, scur: 2 }, true],
    ['was there before and after', { smax: 64, scur: 64 }, { smax: 64, scur: 64 }, true],
    ['was there at some time', { smax: 64, scur: 3 }, { smax: 64, scur: 64 }, false],
  ])('%s', (_, before, after, isGrowth) => {
    expect(factsOf([frontend(before)], [frontend(after)])).toMatchObject([{ matter: 'full', count: 64, isGrowth }]);
  });

  it.each([
    ['was never there', [[frontend({ smax: 63 })], [frontend({ smax: 63 })]]],
    ['has no limit', [[frontend({ smax: 63, slim: 0 })]]],
  ])('is none that %s', (_, readings) => {
    expect(factsOf(...readings)).toEqual([]);
  });

  it('was full at some time where its limit was changed meanwhile', () => {
    const readings = [[frontend({ smax: 3, slim: 100 })], [frontend({ smax: 3, slim: 3 })]];
    expect(factsOf(...readings)).toMatchObject([{ isGrowth: false }]);
  });
});

describe('which frontend', () => {
  const grown = (proxy: string): string[][] => [[frontend({ proxy })], [frontend({ proxy, dcon: 1 })]];
  const [before = [], after = []] = grown('web');

  it('is not known where there are several', () => {
    const other = frontend({ proxy: 'other' });
    expect(factsOf([...before, other], [...after, other])).toMatchObject([{ proxy: 'web', areSeveral: true }]);
  });

  it.each([
    ['198.51.100.2:80', [{ proxy: 'web', areSeveral: false }]],
    ['[2001:db8::2]:80', [{ proxy: 'web', areSeveral: false }]],
    ['198.51.100.2:8080', []],
    ['unix', [{ proxy: 'web', areSeveral: true }]],
  ])('takes connections at %s', (address, expected) => {
    const other = frontend({ proxy: 'other' });
    const at = listener('web', address);
    expect(factsOf([...before, other, at], [...after, other, at])).toMatchObject(expected);
  });
});

describe('a text', () => {
  const full = frontend({ smax: 64 });

  it.each([
    ['without its head', full],
    ['behind an empty line', `${HEAD}\n\n${full}`],
    ['of a backend', `${HEAD}\n${full.replace(',,,,0,0,0,0,,', ',,,,1,0,0,0,,')}`],
    ['with a name that none can have', `${HEAD}\n${full.replace('web', 'a b')}`],
    ['of too few values', `${HEAD}\nweb,FRONTEND,,,64,64,64`],
    ['with what is no number', `${HEAD}\n${full.replace(',64,64,', ',many,64,')}`],
    ['whose head lacks a column', `${HEAD.replace('slim', 'limit')}\n${full}`],
  ])('%s says nothing', (_, text) => {
    expect(testimonyOf(connection, 1, { statistics: text })).toEqual([]);
  });

  it('may have other lines among its own', () => {
    const witnesses = witnessesOf({ statistics: `noise\n${HEAD}\nnoise\n${full}\n` });
    expect(witnesses.factsOf(connection, BASE, 1e9)).toMatchObject([{ matter: 'full', said: { line: 4 } }]);
  });

  it('does not go on in another file', () => {
    expect(testimonyOf(connection, 1, { one: HEAD, other: full })).toEqual([]);
  });

  it('of any length takes no longer than its length', () => {
    const columns = readColumns(HEAD);
    for (const line of [','.repeat(8192), HEAD.repeat(30), 'web,'.repeat(2000)]) {
      if (isStatisticsHead(line)) readColumns(line);
      expect(columns && readStatisticsRow(columns, line)).toBeUndefined();
    }
  });
});
