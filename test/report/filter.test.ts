import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import { type Filter, parseFilter } from '../../src/core/report/filter.ts';
import { filterFields } from '../../src/core/report/filter-term.ts';
import { closedWell, endpoint, refused, resetWhileIdle } from '../builders/diagnoses.ts';

const causes = ['closed-port', 'stale-pooled-connection', 'normal-close', 'unanswered-syn'];

const overIpv6 = refused({
  connection: {
    stream: 9,
    client: endpoint('2001:db8::1', 40_000),
    server: endpoint('2001:db8:0:1::2', 8080),
    serverName: 'api.example',
  },
  severity: 'suspicious',
});

/** By the names the tests call them: idle is 192.0.2.2 to 198.51.100.2:443, named db.example.com, stream 3. */
const diagnoses: Readonly<Record<string, Diagnosis>> = {
  refused: refused(),
  idle: resetWhileIdle(),
  well: closedWell(),
  ipv6: overIpv6,
};

function read(text: string): Filter {
  const filter = parseFilter(text, causes);
  if (filter.kind === 'mistake') throw new Error(`${filter.message} at ${filter.position}`);
  return filter;
}

function matching(text: string): string {
  const filter = read(text);
  return Object.keys(diagnoses)
    .filter((name) => filter.matches(diagnoses[name]!))
    .join(' ');
}

describe('a filter', () => {
  test.each([
    ['host 192.0.2.2', 'refused idle well'],
    ['host 192.0.2.0/24', 'refused idle well'],
    ['host 192.0.4.0/23', ''],
    ['host 192.0.2.3/31', 'refused idle well'],
    ['host 192.0.2.4/31', ''],
    ['host 0.0.0.0/0', 'refused idle well'],
    ['host 2001:db8::/32', 'ipv6'],
    ['host 2001:0DB8:0:0::1', 'ipv6'],
    ['host ::/0', 'ipv6'],
    ['client 198.51.100.2', ''],
    ['server 198.51.100.2', 'refused idle well'],
    ['server 198.51.100.2:7004', 'refused'],
    ['server [2001:db8:0:1::2]:8080', 'ipv6'],
    ['server [2001:db8:0:1::2]:8081', ''],
    ['server 198.51.100.0/24:443', 'idle well'],
    ['host db.example.com', 'idle well'],
    ['host DB.example.com:443', 'idle well'],
    ['host db.example.org', ''],
    ['server api.example', 'ipv6'],
    ['host API.example:8080', 'ipv6'],
    ['client api.example', ''],
    ['port 443', 'idle well'],
    ['port 51720', 'refused'],
    ['port 7000-8080', 'refused ipv6'],
    ['port 80 or 443', 'idle well'],
    ['port 80 or 443 and severity failure', 'idle'],
    ['cause closed-port', 'refused ipv6'],
    ['cause=closed-port', 'refused ipv6'],
    ['cause == closed-port', 'refused ipv6'],
    ['cause != closed-port', 'idle well'],
    ['cause eq Closed-Port', 'refused ipv6'],
    ['by middlebox', 'idle'],
    ['how refused', 'refused ipv6'],
    ['phase idle', 'idle'],
    ['state rstr', 'idle'],
    ['severity benign', 'well'],
    ['confidence certain', 'well'],
    ['stream 3', 'idle'],
    ['not stream 3', 'refused well ipv6'],
    ['!stream 3', 'refused well ipv6'],
    ['not not stream 3', 'idle'],
    ['not (stream 3 or stream 9)', 'refused well'],
    ['stream 3 or stream 9 and severity failure', 'idle'],
    ['(stream 3 or stream 9) and severity failure', 'idle'],
    ['stream 9 or stream 3 and severity failure', 'idle ipv6'],
    ['stream 3||stream 9', 'idle ipv6'],
    ['port 443&&severity benign', 'well'],
    ['PORT 443 AND severity benign', 'well'],
    ['"severity" benign'.replaceAll('"', ''), 'well'],
    ["severity 'benign'", 'well'],
    ['cause closed-port or "normal-close"', 'refused well ipv6'],
    ['(cause closed-port or normal-close)', 'refused well ipv6'],
  ])('%s lets through: %s', (text, names) => {
    expect(matching(text)).toBe(names);
  });

  test.each([
    ['stream 3', true],
    ['severity benign', true],
    ['not severity failure', false],
    ['not cause != normal-close', true],
    ['cause normal-close', true],
    ['host 192.0.2.2', false],
  ])('%s asks for benign endings: %s', (text, wantsBenign) => {
    expect(read(text).wantsBenign).toBe(wantsBenign);
  });
});

/** The filter with the part that is meant in angle brackets, then what is said. */
function complain(text: string): string {
  const filter = parseFilter(text, causes);
  if (filter.kind === 'filter') return 'no mistake';
  const { message, hint, position, length } = filter;
  const marked = `${text.slice(0, position)}<${text.slice(position, position + length)}>${text.slice(position + length)}`;
  return `${marked}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
}

const mistakes: readonly string[] = [
  '',
  '   ',
  'cause closed-prot',
  'cause syn',
  'cuase closed-port',
  'quux 3',
  'port',
  'port and host 192.0.2.1',
  'port 65536',
  'port 90-80',
  'port x',
  'host 192.0.2.256',
  'host 192.0.2.0/33',
  'host 2001:db8::1::2',
  'host 192.0.2.0/24/8',
  'state RTSR',
  'severity bad',
  'stream -1',
  'port 80 port 81',
  'port 80 or',
  'port 80 or prot 81',
  'port 80 or 81x',
  '(port 80',
  'port 80)',
  'not',
  'port 80 & port 81',
  'host "192.0.2.1',
  'constructor x',
  '"port" 80',
];

describe('a mistake in a filter', () => {
  test('is pointed at', async () => {
    await expect(`${mistakes.map(complain).join('\n')}\n`).toMatchFileSnapshot('filter-mistakes.txt');
  });

  test('nesting without end is refused, not followed', () => {
    expect(complain(`${'('.repeat(100_000)}port 1`)).toMatch(/nested too deeply/);
    expect(complain(`${'not '.repeat(100_000)}port 1`)).toMatch(/nested too deeply/);
  });

  test('length is no mistake', () => {
    const ports = `port 443${' or 81'.repeat(20_000)}`;
    expect(matching(ports)).toBe('idle well');
    expect(matching(`port 443${' and port 443'.repeat(20_000)}`)).toBe('idle well');
  });
});

test('any text is a filter or a mistake inside it', () => {
  const words = fc.constantFrom(
    ...Object.keys(filterFields),
    'and',
    'or',
    'not',
    '(',
    ')',
    '=',
    '!=',
    '"',
    "'",
    '192.0.2.1',
    '443',
    ' ',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: words }),
        fc.array(words).map((list) => list.join(' ')),
      ),
      (text) => {
        const filter = parseFilter(text, causes);
        if (filter.kind === 'filter') {
          expect(typeof filter.matches(refused())).toBe('boolean');
        } else {
          expect(filter.position).toBeGreaterThanOrEqual(0);
          expect(filter.position + filter.length).toBeLessThanOrEqual(text.length);
        }
      },
    ),
  );
});
