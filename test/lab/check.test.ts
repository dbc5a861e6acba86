/** What the checks of the lab find when something is wrong: with a recording, with its claims, with a verdict. */
import { describe, expect, it } from 'vitest';
import { checkRecording, passes, type Result } from '../../src/lab/check.ts';
import { mostRight, renderConfusion, renderMatrix, renderMostRight, tallyView } from '../../src/lab/matrix.ts';
import { type Recording, readRecording } from '../../src/lab/recording.ts';
import type { Scenario, Truth } from '../../src/lab/scenarios/_scenario.ts';
import { scenarios } from '../../src/lab/scenarios/index.ts';
import { alignPackets } from '../../src/lab/side-by-side.ts';
import { projectRoot } from '../architecture/source-file.ts';

const recording = readRecording(`${projectRoot}/examples`, 'inline-firewall-reset');
const scenario = scenarios.find(({ id }) => id === 'inline-firewall-reset') as Scenario;
const [truth] = scenario.truths as readonly [Truth];

function faultsOf(changes: Partial<Scenario>, of: Recording = recording): string[] {
  const { missing, answers } = checkRecording({ ...scenario, ...changes }, of);
  return [...missing, ...answers.flatMap(({ view, faults }) => faults.map((fault) => `${view}: ${fault}`))];
}

describe('a check', () => {
  it('finds nothing wrong with a recording as it is', () => {
    expect(faultsOf({})).toEqual([]);
  });

  it('finds a packet that is missing where it should be, and there where it should not', () => {
    const packets = [{ from: 'server', flags: 'R', seenAt: ['server'], notAt: ['client'] }] as const;
    expect(faultsOf({ packets })).toEqual(['no R from the server at the server', 'R from the server at the client']);
  });

  it('finds an event that the kernel does not tell, and one it must not', () => {
    const said = { event: 'tcp_send_reset', at: 'client', says: 'reason=NO_SOCKET' } as const;
    expect(faultsOf({ kernel: [said] })).toEqual([]);
    expect(faultsOf({ kernel: [{ ...said, absent: true }] })).toHaveLength(1);
    expect(faultsOf({ kernel: [{ ...said, at: 'server' }] })).toHaveLength(1);
    expect(faultsOf({ kernel: [{ ...said, says: 'reason=TCP_STATE' }] })).toHaveLength(1);
    expect(faultsOf({ kernel: [{ event: 'TcpOutRsts', at: 'client' }] })).toEqual([]);
    expect(faultsOf({ kernel: [{ event: 'TcpOutRsts', at: 'server' }] })).toHaveLength(1);
  });

  it('finds a log line that is not there', () => {
    expect(faultsOf({ logs: [{ log: 'nginx-error', says: /reset/ }] })).toEqual([
      'nginx-error.log has no line like /reset/',
    ]);
  });

  it('finds a verdict that is certain and wrong, and from both ends not the truth', () => {
    const faults = faultsOf({ truths: [{ ...truth, cause: 'closed-port', by: 'server', at: {} }] });
    expect(faults).toContain('both: certain and wrong: inline-firewall-reset');
    expect(faults).toContain('both: certain and wrong about who: middlebox');
    expect(faults).toContain('both: from both ends inline-firewall-reset, not closed-port');
  });

  it('finds a truth that is ruled out', () => {
    const forged = readRecording(`${projectRoot}/examples`, 'injected-reset-payload');
    const { truths } = scenarios.find(({ id }) => id === 'injected-reset-payload') as Scenario;
    const other = truths[0] as Truth;
    const faults = faultsOf({ truths: [{ ...other, cause: 'unread-data-at-close', at: {} }] }, forged);
    expect(faults.filter((fault) => fault.includes('the truth is ruled out'))).not.toEqual([]);
  });

  it('finds an ending that looks otherwise, and a connection that is not there', () => {
    expect(faultsOf({ truths: [{ ...truth, how: 'fin' }] })).toContain('client: ended by reset, not fin');
    const elsewhere = faultsOf({ truths: [{ ...truth, serverPort: 9 }] });
    expect(elsewhere).toContain('client: the connection is not in the capture');
    const unseen = { ...truth, at: { ...truth.at, client: { unseen: true } } } as const;
    expect(faultsOf({ truths: [unseen] })).toContain('client: the connection should not be seen from here');
  });
});

describe('the matrix', () => {
  const right = checkRecording(scenario, recording);
  const wrong = checkRecording({ ...scenario, truths: [{ ...truth, cause: 'closed-port', at: {} }] }, recording);
  const results: readonly Result[] = [right, wrong];

  it('counts answers by view', () => {
    expect(passes(right)).toBe(true);
    expect(passes(wrong)).toBe(false);
    expect(tallyView(results, 'both')).toMatchObject({
      answers: 2,
      right: 1,
      missed: 1,
      closerRight: 2,
      wrongButUnsure: 0,
      certain: 2,
      certainAndWrong: 1,
    });
  });

  it('counts what would be right in the best order', () => {
    // Two truths with one answer: whichever is named first, the other is not.
    expect(mostRight(results, 'both')).toBe(1);
    expect(mostRight([right, right, wrong], 'both')).toBe(2);
    expect(renderMostRight(results)).toContain('; both ends 1 of 2 (50 %); ');
  });

  it('says what was taken for what', () => {
    expect(renderMatrix(results).at(-2)).toMatch(/^\| both ends +\| 2 +\| 1 \(50 %\) +\| 0 \(0 %\) +\| 1 \(50 %\) /);
    expect(renderConfusion(results).join('\n')).toMatch(/closed-port +\| inline-firewall-reset +\| missed/);
  });
});

describe('packets side by side', () => {
  const rows = alignPackets(recording);
  const seenAt = (flags: string, from: boolean): string[] =>
    Object.keys(rows.find((row) => row.packet.flags === flags && row.fromClient === from)?.numbers ?? {}).sort();

  it('are one row where all three points saw them', () => {
    expect(rows[0]?.packet.flags).toBe('S');
    expect(rows[0]?.numbers).toEqual({ client: 1, router: 1, server: 1 });
  });

  it('show what was made or lost on the way', () => {
    expect(seenAt('R', false)).toEqual(['client', 'router']);
    const post = rows.find(({ packet }) => packet.payload.startsWith('POST'));
    expect(Object.keys(post?.numbers ?? {}).sort()).toEqual(['client', 'router']);
  });

  it('count a forwarded packet once', () => {
    const syns = rows.filter(({ packet }) => packet.flags.startsWith('S'));
    expect(syns).toHaveLength(2);
  });
});
