/**
 * The rules of Weaver, Sommer and Paxson ("Detecting Forged TCP Reset Packets", NDSS 2009): each with a capture in which a
 * reset was forged, and with one that looks alike and is harmless, where the rule must be silent or the verdict another.
 */
import { describe, expect, it } from 'vitest';
import { ALONE } from '../../src/core/facts/_extractor.ts';
import { extractor as alive } from '../../src/core/facts/alive-after-reset.ts';
import { extractor as numbers } from '../../src/core/facts/reset-numbers.ts';
import { Diagnoser, type Diagnosis } from '../../src/core/index.ts';
import { parseRows, toPcap } from '../builders/packets.ts';

const SHAKE = '0 C S mss 1460\n0.08 S S. mss 1460\n0.08 C .\n';
const GET = '0.081 C P. data "GET / HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n"\n';
const OK = 'data "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"';

function diagnose(rows: string): { rules: readonly string[]; cause: string } {
  const diagnoses: Diagnosis[] = [];
  const diagnoser = new Diagnoser({ onDiagnosis: (diagnosis) => diagnoses.push(diagnosis), all: true });
  diagnoser.push(toPcap(parseRows(rows), { serverTtl: 52 }));
  diagnoser.finish();
  const [diagnosis] = diagnoses;
  if (diagnosis === undefined) throw new Error('No connection in the capture');
  const { connection, verdict } = diagnosis;
  const facts = [...alive.extract(connection, ALONE), ...numbers.extract(connection, ALONE)];
  const rules = facts.flatMap((fact) => {
    if (fact.kind === 'alive-after-reset') return fact.notReordered ? ['RST_SEQ_DATA'] : ['RST_SEQ_DATA, or reordered'];
    return fact.kind === 'reset-numbers' ? [fact.rule] : [];
  });
  return { rules, cause: verdict.cause };
}

describe.each([
  {
    rule: 'RST_SEQ_DATA',
    forged: `${SHAKE}${GET}0.09 S R seq 1\n0.5 S P. seq 1 ack 36 ${OK}`,
    alike: `${SHAKE}${GET}0.17 S R. seq 41 ack 36\n0.171 S P. 1:41(40) ack 36 ${OK}`,
    why: 'the reset overtook the server’s last bytes',
    cause: 'unread-data-at-close',
  },
  {
    rule: 'below-sent',
    forged: `${SHAKE}${GET}0.17 S P. ${OK}\n0.171 S P. len 100\n0.172 C . ack 141\n0.3 S R. seq 41 ack 36`,
    alike: `${SHAKE}${GET}0.17 S P. ${OK}\n0.171 S P. len 100\n0.172 C . ack 41\n0.3 S R. seq 41 ack 36`,
    why: 'a BSD stack went back to what was not acknowledged',
    cause: 'half-open-connection',
  },
  {
    rule: 'sequence-change',
    forged: `${SHAKE}${GET}0.09 S R. seq 1 ack 36\n0.0901 S R. seq 1461 ack 36`,
    alike: `${SHAKE}${GET}0.17 S . len 1448\n0.171 C . ack 1449\n0.3 C . len 500\n0.301 C . len 500\n0.38 S R seq 1449\n0.381 S R seq 1449`,
    why: 'a host that is gone answers what comes, at the numbers it is asked for',
    cause: 'half-open-connection',
  },
  {
    rule: 'acknowledgement-change',
    forged: `${SHAKE}${GET}0.09 S R. seq 1 ack 36\n0.0901 S R. seq 1 ack 1496`,
    alike: `${SHAKE}${GET}0.0811 C P. len 500\n0.17 S R. seq 1 ack 36\n0.1701 S R. seq 1 ack 536`,
    why: 'each acknowledges a segment that was sent',
    cause: 'unread-data-at-close',
  },
  {
    rule: 'upon-syn-ack',
    forged: '0 C S mss 1460\n0.08 S S. mss 1460\n0.0801 S R. seq 1 ack 1 ttl 113\n0.081 C .',
    alike: `${SHAKE}5 S R. seq 1 ack 1`,
    why: 'a timer that ran out on an accepted connection is another matter',
    cause: 'server-idle-timeout',
  },
  {
    rule: 'more-than-triggers',
    forged: `${SHAKE}${GET}0.09 S R seq 1\n0.0901 S R seq 1\n0.0902 S R seq 1\n0.0903 S R seq 1`,
    alike: `${SHAKE}${GET}0.0811 C P. len 500\n0.0812 C P. len 500\n60 C P. 1:36(35)\n60.08 S R seq 1\n60.0801 S R seq 1\n60.0802 S R seq 1`,
    why: 'no more resets than segments that ask for one',
    cause: 'half-open-connection',
  },
])('$rule', ({ rule, forged, alike, why, cause }) => {
  it('shows', () => {
    const found = diagnose(forged);
    expect(found.rules).toContain(rule);
    expect(found.cause).toBe('injected-reset');
  });

  it(`is silent where ${why}`, () => {
    const found = diagnose(alike);
    expect(found.rules).not.toContain(rule);
    expect(found.cause).toBe(cause);
  });
});

describe('SYN_RST', () => {
  it('is no verdict by itself: listeners that shut down do the same', () => {
    const { rules, cause } = diagnose(`${SHAKE}0.09 S R. seq 1 ack 1`);
    expect(rules).toEqual(['upon-syn-ack']);
    expect(cause).not.toBe('injected-reset');
  });
});
