import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Chain, type Hit, type Hook, type Syn, walkFirewall } from '../../../src/probe/local/firewall.ts';
import { parseIptables } from '../../../src/probe/local/iptables.ts';
import { parseNft } from '../../../src/probe/local/nft.ts';

const HERE: readonly Hook[] = ['output', 'postrouting', 'prerouting', 'input'];

function recorded(name: string): string {
  return readFileSync(new URL(`recorded/${name}`, import.meta.url), 'utf8');
}

/** A SYN of this machine to itself. */
function toSelf(port: number, address = '127.0.0.1'): Syn {
  const family = address.includes(':') ? 6 : 4;
  return { family, source: address, destination: address, port, local: true };
}

function say({ effect, how, sure, chain, rule }: Hit): string {
  return `${sure ? 'surely' : 'maybe'} ${effect}${how === undefined ? '' : ` (${how})`}, ${chain}: ${rule}`;
}

function hitsOf(chains: readonly Chain[], syn: Syn): readonly string[] {
  return walkFirewall(chains, syn, HERE).map(say);
}

describe('rules of nft, as a kernel gave them', () => {
  const ruleset = parseNft(recorded('nft-ruleset.json'), recorded('nft-ruleset.txt'));
  const chains = ruleset?.chains ?? [];

  test('are all there is', () => {
    expect(ruleset).toMatchObject({ hasXtables: false, hasOthers: false });
    expect(chains.map(({ title, hook, policy }) => `${title} ${hook} ${policy}`)).toEqual([
      'nft inet filter services undefined accept',
      'nft inet filter input input drop',
      'nft inet filter output output accept',
      'nft ip nat out output accept',
    ]);
  });

  test.each<[string, Syn, readonly string[]]>([
    ['a port no rule names is let in by lo', toSelf(9000), []],
    [
      'a rule with ICMP',
      toSelf(8080),
      ['surely reject (port-unreachable), nft inet filter input: tcp dport 8080 counter packets 0 bytes 0 reject'],
    ],
    [
      'over IPv6 alike',
      toSelf(8080, '::1'),
      ['surely reject (port-unreachable), nft inet filter input: tcp dport 8080 counter packets 0 bytes 0 reject'],
    ],
    ['accepted under a limit, and else by lo', toSelf(443), []],
    ['a rule for another interface', toSelf(22), []],
    [
      'a rule of the source, IPv4',
      toSelf(5432),
      [
        'surely reject (other-icmp), nft inet filter input: ip saddr 127.0.0.0/8 tcp dport 5432 reject with icmp admin-prohibited',
      ],
    ],
    [
      'a rule of the source, IPv6',
      toSelf(5432, '::1'),
      ['surely drop, nft inet filter input: ip6 saddr ::1 tcp dport 5432 drop'],
    ],
    ['another source', toSelf(5432, '192.0.2.1'), []],
    ['a verdict map that accepts', toSelf(8081), []],
    [
      'a verdict map that drops',
      toSelf(8082),
      ['surely drop, nft inet filter input: tcp dport vmap { 8081 : accept, 8082 : drop }'],
    ],
    [
      'a chain that is jumped to',
      toSelf(8443),
      ['surely reject (reset), nft inet filter services: tcp dport 8443 reject with tcp reset'],
    ],
    ['a named set', toSelf(7005), ['surely drop, nft inet filter services: tcp dport @blocked drop comment "blocked"']],
    ['next to a named set', toSelf(7011), []],
    ['a negated range', toSelf(65001), ['surely drop, nft inet filter output: tcp dport != 1-65000 drop']],
    ['a redirect', toSelf(8888), ['surely redirect, nft ip nat out: tcp dport 8888 redirect to :8889']],
  ])('%s', (_, syn, expected) => {
    expect(hitsOf(chains, syn)).toEqual(expected);
  });

  test('of another machine’s packet by eth0, the input chains do not count', () => {
    const syn: Syn = { family: 4, destination: '192.0.2.9', port: 8080, leavesBy: 'eth0', local: false };
    expect(walkFirewall(chains, syn, ['output', 'postrouting'])).toEqual([]);
  });

  test.each([
    ['', undefined],
    ['{}', undefined],
    ['{"nftables": 3}', undefined],
    ['null', undefined],
    ['[', undefined],
    ['{"nftables": [null, 3, [], {"chain": null}, {"rule": {"expr": 3}}, {"rule": {"expr": [null, {}]}}]}', 0],
  ])('%j', (json, count) => {
    expect(parseNft(json, '')?.chains.length).toBe(count);
  });

  test('JSON nested without end is read', () => {
    const right = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    expect(parseNft(`{"nftables": [{"rule": {"expr": [{"match": {"right": ${right}}}]}}]}`, '')?.chains).toEqual([]);
  });

  const base = { family: 'ip', table: 't', name: 'in', hook: 'input', prio: 0, policy: 'accept' };
  const inputOf = (...expr: unknown[]): readonly Chain[] =>
    parseNft(
      JSON.stringify({
        nftables: [{ chain: base }, { rule: { family: 'ip', table: 't', chain: 'in', handle: 1, expr } }],
      }),
      '',
    )?.chains ?? [];
  const deep = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}"syn"${']'.repeat(depth)}`);
  const dport = { payload: { protocol: 'tcp', field: 'dport' } };

  test.each<[string, readonly unknown[], readonly string[]]>([
    ['an unknown statement before a drop', [{ osf: {} }, { drop: null }], ['maybe drop']],
    ['a limit before a drop', [{ limit: { rate: 1 } }, { drop: null }], ['maybe drop']],
    [
      'a source port',
      [{ match: { op: '==', left: { payload: { protocol: 'tcp', field: 'sport' } }, right: 9 } }, { drop: null }],
      ['maybe drop'],
    ],
    [
      'UDP alone',
      [{ match: { op: '==', left: { payload: { protocol: 'udp', field: 'dport' } }, right: 80 } }, { drop: null }],
      [],
    ],
    ['a set that is not there', [{ match: { op: '==', left: dport, right: '@x' } }, { drop: null }], ['maybe drop']],
    ['a comparison', [{ match: { op: '>', left: dport, right: 79 } }, { drop: null }], ['surely drop']],
    ['a comparison that fails', [{ match: { op: '<', left: dport, right: 80 } }, { drop: null }], []],
    [
      'an established connection',
      [{ match: { op: 'in', left: { ct: { key: 'state' } }, right: 'established' } }, { drop: null }],
      [],
    ],
    [
      'not the own interface',
      [{ match: { op: '!=', left: { meta: { key: 'iifname' } }, right: 'lo' } }, { drop: null }],
      [],
    ],
    [
      'flags nested without end',
      [
        {
          match: {
            op: '==',
            left: { '&': [{ payload: { protocol: 'tcp', field: 'flags' } }, deep(3000)] },
            right: 'syn',
          },
        },
        { drop: null },
      ],
      ['maybe drop'],
    ],
    [
      'a set nested without end',
      [{ match: { op: '==', left: dport, right: deep(3000) } }, { drop: null }],
      ['maybe drop'],
    ],
    ['a jump to nowhere', [{ jump: { target: 'x' } }], []],
    ['a jump to itself', [{ jump: { target: 'in' } }, { drop: null }], ['maybe drop']],
    ['a queue, and what comes after', [{ queue: null }, { drop: null }], ['maybe drop']],
    ['REJECT of iptables-nft', [{ xt: { type: 'target', name: 'REJECT' } }], ['surely reject (port-unreachable)']],
    ['a match of iptables-nft', [{ xt: { type: 'match', name: 'conntrack' } }, { drop: null }], ['maybe drop']],
    ['a comment of iptables-nft', [{ xt: { type: 'match', name: 'comment' } }, { drop: null }], ['surely drop']],
  ])('%s', (_, expr, expected) => {
    const hits = hitsOf(inputOf(...expr), toSelf(80)).map((text) => text.replace(/, nft .*/, ''));
    expect([...new Set(hits)]).toEqual(expected);
  });

  test('a chain of netdev is told of, as it is not walked', () => {
    const json = JSON.stringify({ nftables: [{ chain: { ...base, family: 'netdev', hook: 'ingress' } }] });
    expect(parseNft(json, '')).toEqual({ chains: [], hasXtables: false, hasOthers: true });
  });
});

describe('rules of iptables-save, as it wrote them', () => {
  const chains = parseIptables(recorded('iptables-save.txt'), 4);

  test.each<[string, Syn, readonly string[]]>([
    [
      'another source, then the rule that rejects',
      toSelf(8080),
      [
        'surely reject (reset), iptables filter INPUT: -p tcp -m tcp --dport 8080 -m comment --comment "no \\"8080\\" here" -j REJECT --reject-with tcp-reset',
      ],
    ],
    ['the source that is accepted', toSelf(8080, '10.1.2.3'), []],
    [
      'a list with a range',
      toSelf(7003),
      [
        'surely reject (port-unreachable), iptables filter INPUT: -p tcp -m multiport --dports 80,443,7000:7010 -j REJECT --reject-with icmp-port-unreachable',
      ],
    ],
    ['a chain that returns all but one port', toSelf(9000), ['surely drop, iptables filter SVC: -j DROP']],
    ['and then lo is accepted', toSelf(9001), []],
    ['a rule of another interface', toSelf(22), []],
    [
      'a redirect',
      toSelf(8888),
      ['surely redirect, iptables nat OUTPUT: -p tcp -m tcp --dport 8888 -j REDIRECT --to-ports 8889'],
    ],
    ['IPv6 is another program’s', toSelf(8080, '::1'), []],
  ])('%s', (_, syn, expected) => {
    expect(hitsOf(chains, syn)).toEqual(expected);
  });

  const inputOf = (...rules: string[]): readonly Chain[] =>
    parseIptables(
      ['*filter', ':INPUT ACCEPT [0:0]', ...rules.map((rule) => `-A INPUT ${rule}`), 'COMMIT'].join('\n'),
      4,
    );

  test.each<[string, readonly string[], readonly string[]]>([
    ['a comment that looks like options', ['-m comment --comment "-j" -j DROP'], ['surely drop']],
    ['a comment that looks like a target', ['-m comment --comment "-j DROP" -p udp -j ACCEPT'], []],
    ['a module that is not known', ['-m recent --update --seconds 60 -j DROP'], ['maybe drop']],
    ['after what may accept, nothing is sure', ['-m set --match-set ok src -j ACCEPT', '-j DROP'], ['maybe drop']],
    ['a new connection', ['-m conntrack --ctstate NEW -j REJECT'], ['surely reject (port-unreachable)']],
    ['not a new connection', ['-m conntrack ! --ctstate NEW -j DROP'], []],
    ['one that is translated', ['-m conntrack --ctstate DNAT -j DROP'], ['maybe drop']],
    ['no SYN alone', ['-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j DROP'], []],
    ['a SYN', ['-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP'], ['surely drop']],
    ['all flags', ['-p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -j DROP'], []],
    ['a target that only logs', ['-j LOG --log-prefix "-j DROP"', '-j ACCEPT'], []],
    ['a target that is no chain', ['-j FOO', '-j DROP'], ['maybe drop']],
    ['addresses of this machine', ['-m addrtype --dst-type LOCAL -j DROP'], ['surely drop']],
    ['a prefix that is none', ['-s 127.0.0.0/99 -j DROP'], ['maybe drop']],
    ['another host', ['-d 192.0.2.1/32 -j DROP'], []],
    [
      'not another host',
      ['! -d 192.0.2.1/32 -j REJECT --reject-with icmp-host-prohibited'],
      ['surely reject (other-icmp)'],
    ],
    ['interfaces by wildcard', ['-i l+ -j DROP'], ['surely drop']],
  ])('%s', (_, rules, expected) => {
    expect(hitsOf(inputOf(...rules), toSelf(80)).map((text) => text.replace(/, iptables .*/, ''))).toEqual(expected);
  });

  test.each([
    '',
    '-A',
    '*',
    ':',
    '-A X -j',
    '*filter\n-A INPUT -j DROP',
    '\0'.repeat(99),
    ':INPUT ACCEPT\n-A INPUT ! ! -',
  ])('nothing is hit in %j', (text) => {
    expect(hitsOf(parseIptables(text, 4), toSelf(80))).toEqual([]);
  });

  test('chains that lead to each other end', () => {
    const rules = Array.from({ length: 40 }, () => ['-A A -m x -j B', '-A B -m x -j A']).flat();
    const text = ['*filter', ':INPUT DROP [0:0]', ':A - [0:0]', ':B - [0:0]', '-A INPUT -j A', ...rules].join('\n');
    expect(hitsOf(parseIptables(text, 4), toSelf(80))).toEqual(['maybe drop, iptables filter INPUT: policy drop']);
  });
});
