/** Who sent a signal, and which it was: what the kernel delivers where no handler takes it is SIGKILL. */
import { describe, expect, it } from 'vitest';
import type { ProcessEnd } from '../../src/core/model/witness-fact.ts';
import {
  ANSWERED,
  connectionOf,
  diagnoseWith,
  exits,
  listens,
  sends,
  served,
  signal,
  testimonyOf,
  UNANSWERED,
} from './testimonies.ts';

const NGINX = ['nginx', 100] as const;
const BASH = ['bash', 40] as const;

function endOf(lines: readonly string[]): ProcessEnd | undefined {
  const facts = testimonyOf(connectionOf(ANSWERED), 1, { 'kernel.txt': lines });
  return facts.find((fact) => fact.kind === 'kernel-close')?.end;
}

describe('the end of a process', () => {
  it.each([
    ['SIGTERM without a handler', [sends(0.9997, BASH, 15, NGINX)], 15],
    ['SIGKILL after SIGTERM', [sends(0.9, BASH, 15, NGINX), sends(0.9997, BASH, 9, NGINX)], 9],
    [
      'SIGKILL after SIGTERM and a signal that is handled',
      [sends(0.9997, BASH, 9, NGINX), sends(0.9997, BASH, 10, NGINX), signal(0.99975, NGINX, 10, 0, '55aa')],
      9,
    ],
  ])('is told by who sent the signal: %s', (_, lines, expected) => {
    const end = endOf([...served(NGINX), ...lines, signal(0.9998, NGINX, 9), exits(0.9999, NGINX)]);
    expect(end).toMatchObject({ signal: expected, sentBy: { by: 'process', comm: 'bash', pid: 40 } });
  });

  it.each([
    ['another process', [sends(0.9997, BASH, 15, ['nginx', 101])]],
    ['itself too long ago', [sends(0.3, BASH, 15, NGINX)]],
    ['itself afterwards', [sends(0.99985, BASH, 15, NGINX)]],
    ['itself and ignored', [sends(0.9997, BASH, 15, NGINX, 0, 1)]],
  ])('is not told by a signal sent to %s', (_, lines) => {
    const end = endOf([...served(NGINX), ...lines, signal(0.9998, NGINX, 9), exits(0.9999, NGINX)]);
    expect(end).toMatchObject({ signal: 9, sentBy: undefined });
  });

  it('knows a stop from a kill where the trace has who sent the signal', () => {
    const linesWith = (sig: number) => [
      listens(-5, NGINX, true),
      ...served(NGINX),
      sends(0.9997, BASH, sig, NGINX),
      signal(0.9998, NGINX, 9),
      exits(0.9999, NGINX),
      listens(1.0001, NGINX, false),
    ];
    const verdictOf = (sig: number) => diagnoseWith(UNANSWERED, { k: linesWith(sig) })[0]?.verdict;
    const namedOf = (sig: number) => verdictOf(sig)?.alternatives.map(({ cause }) => cause);
    expect(verdictOf(15)).toMatchObject({ cause: 'graceful-shutdown', confidence: 'likely' });
    expect(JSON.stringify(verdictOf(15)?.evidence)).toContain(
      'signal 15 (SIGTERM) from bash (process 40) came to nginx',
    );
    expect(namedOf(15)).not.toContain('process-crash');
    expect(verdictOf(9)).toMatchObject({ cause: 'process-crash', confidence: 'likely' });
    expect(verdictOf(9)?.summary).toContain('died of signal 9 (SIGKILL) from bash (process 40)');
    expect(namedOf(9)).not.toContain('graceful-shutdown');
  });
});
