import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import { joinPackets } from '../../src/probe/join-packets.ts';
import type { ProbeResult } from '../../src/probe/model.ts';
import { probe } from '../../src/probe/probe.ts';
import { refused, resetWhileIdle } from '../builders/diagnoses.ts';
import { unrealMachine } from './servers.ts';

async function refusedProbe(): Promise<ProbeResult> {
  return await probe('192.0.2.1:80', { machine: unrealMachine({ '192.0.2.1': 'ECONNREFUSED' }) });
}

describe('packets of a probe', () => {
  test('that name the same cause add their evidence and their sureness', async () => {
    const alone = await refusedProbe();
    const packets = refused({ verdict: { cause: 'closed-port', confidence: 'likely', closer: 'server kernel' } });
    const { verdict, ending } = joinPackets(alone, packets);
    expect(verdict).toMatchObject({ cause: 'closed-port', confidence: 'likely', closer: 'server kernel' });
    expect(verdict.evidence).toEqual([...packets.verdict.evidence, ...alone.verdict.evidence]);
    expect(ending).toEqual(packets.ending);
  });

  test('that show a reset rule out what else gives the same code, unless this machine shows it', async () => {
    const alone = await refusedProbe();
    expect(alone.verdict.alternatives.map(({ cause }) => cause)).toContain('firewall-port-unreachable');
    const packets = refused({
      verdict: { cause: 'closed-port', confidence: 'likely', closer: 'server kernel', alternatives: [] },
    });
    expect(joinPackets(alone, packets).verdict.alternatives).toEqual([]);
    const rule = { cause: 'firewall-port-unreachable', weight: 'hints', text: 'a rule', source: 'kernel' } as const;
    const here = { ...alone, observation: { ...alone.observation, local: [rule] } };
    const { alternatives } = joinPackets(here, packets).verdict;
    expect(alternatives.map(({ cause }) => cause)).toEqual(['firewall-port-unreachable']);
  });

  test('that name another cause, as surely, win over the error code', async () => {
    const packets = refused({
      verdict: { cause: 'firewall-port-unreachable', confidence: 'certain', closer: 'middlebox' },
    });
    const { verdict } = joinPackets(await refusedProbe(), packets);
    expect(verdict).toMatchObject({ cause: 'firewall-port-unreachable', closer: 'middlebox' });
    expect(verdict.alternatives.map(({ cause }) => cause)).toContain('closed-port');
  });

  test('that name what the probe is as sure of among others leave it the first', async () => {
    const alone = await refusedProbe();
    const seen: ProbeResult = {
      ...alone,
      verdict: { ...alone.verdict, cause: 'listener-on-another-address', confidence: 'likely' },
    };
    const other = { cause: 'listener-on-another-address', confidence: 'possible', text: '' } as const;
    const packets = refused({ verdict: { cause: 'closed-port', confidence: 'likely', alternatives: [other] } });
    expect(joinPackets(seen, packets)).toMatchObject({ verdict: seen.verdict, ending: packets.ending });
    const without = refused({ verdict: { cause: 'closed-port', confidence: 'likely', alternatives: [] } });
    expect(joinPackets(seen, without).verdict.cause).toBe('closed-port');
    const surer = refused({ verdict: { cause: 'closed-port', confidence: 'certain', alternatives: [other] } });
    expect(joinPackets(seen, surer).verdict.cause).toBe('closed-port');
  });

  test('that show a device on the path win over what looks the same from here', async () => {
    const alone = await refusedProbe();
    const seen: ProbeResult = {
      ...alone,
      verdict: { ...alone.verdict, cause: 'forwarder-without-backend', confidence: 'likely', closer: 'unknown' },
    };
    const other = { cause: 'forwarder-without-backend', confidence: 'possible', text: '' } as const;
    const join = (closer: 'middlebox' | 'server application'): string => {
      const verdict = { cause: 'abortive-close', confidence: 'likely', alternatives: [other], closer } as const;
      return joinPackets(seen, refused({ verdict })).verdict.cause;
    };
    expect(join('middlebox')).toBe('abortive-close');
    expect(join('server application')).toBe('forwarder-without-backend');
  });

  test('that leave two causes open: what was tried besides decides between them, unless they are certain', async () => {
    const alone = await refusedProbe();
    const doubt = { cause: 'unread-data-at-close', text: 'nothing was left unread' };
    const seen: ProbeResult = {
      ...alone,
      verdict: { ...alone.verdict, cause: 'abortive-close', confidence: 'possible', closer: 'unknown' },
      against: [doubt],
    };
    const other = { cause: 'abortive-close', confidence: 'possible', text: '' } as const;
    const verdict = { cause: 'unread-data-at-close', confidence: 'likely', closer: 'server application' } as const;
    const { verdict: joined } = joinPackets(seen, refused({ verdict: { ...verdict, alternatives: [other] } }));
    expect(joined).toMatchObject({ cause: 'abortive-close', confidence: 'likely', closer: 'server application' });
    expect(joined.alternatives[0]).toEqual({ ...doubt, confidence: 'possible' });
    const certain = refused({ verdict: { ...verdict, confidence: 'certain', alternatives: [other] } });
    expect(joinPackets(seen, certain).verdict.cause).toBe('unread-data-at-close');
    const unnamed = refused({ verdict: { ...verdict, alternatives: [] } });
    expect(joinPackets(seen, unnamed).verdict.cause).toBe('unread-data-at-close');
    const decided = refused({ verdict: { ...verdict, alternatives: [other] } });
    expect(joinPackets({ ...seen, against: [] }, decided).verdict.cause).toBe('unread-data-at-close');
  });

  test.each([
    ['only show that this end closed', { closer: 'client application' }],
    ['show nothing', { cause: 'insufficient-evidence' }],
  ] as const)('that %s change nothing', async (_, verdict) => {
    const alone = await refusedProbe();
    const packets: Diagnosis = resetWhileIdle({
      verdict: { cause: 'client-abort', confidence: 'certain', ...verdict },
    });
    expect(joinPackets(alone, packets)).toEqual({ ...alone, packets });
  });

  const proxy = { name: 'all_proxy', place: 'proxy.example:3128', credentials: false, seconds: 0.1 } as const;

  test('leave what a proxy lets through', async () => {
    const alone = await refusedProbe();
    const granted = { ...proxy, outcome: 'granted', asked: 'CONNECT 192.0.2.1:80', answer: 'HTTP/1.1 200 OK' } as const;
    const packets = refused({ verdict: { cause: 'firewall-port-unreachable', confidence: 'certain' } });
    const { verdict } = joinPackets({ ...alone, observation: { ...alone.observation, proxy: granted } }, packets);
    expect(verdict.advice[0]).toMatch(
      /^Programs that use the proxy of all_proxy get through: proxy\.example:3128 grants/,
    );
  });

  test('that win over what was said of the proxy are not about it', async () => {
    const alone: ProbeResult = { ...(await refusedProbe()), severity: 'suspicious', about: 'proxy' };
    const packets = refused({ severity: 'failure', verdict: { cause: 'injected-reset', confidence: 'certain' } });
    expect(joinPackets(alone, packets).about).toBeUndefined();
  });
});
