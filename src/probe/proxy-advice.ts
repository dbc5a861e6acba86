/** What a proxy that lets programs through is worth saying beside a failure of the direct way. */
import type { Verdict } from '../core/model/diagnosis.ts';
import type { Observation } from './model.ts';
import { tellProxy } from './words.ts';

/** Adds, in front, that the proxy can be used; once, and only where what it did shows that. */
export function adviseOnProxy(verdict: Verdict, seen: Observation): Verdict {
  const text = wayThrough(seen);
  if (text === undefined || verdict.advice.includes(text)) return verdict;
  return { ...verdict, advice: [text, ...verdict.advice] };
}

/**
 * A tunnel shows no more than that the port can be reached: who was connected directly has that, too. An answer to the request
 * itself shows more, unless it is one that a proxy gives for a server it does not reach or does not allow.
 */
function wayThrough({ proxy, attempts, exchanges }: Observation): string | undefined {
  if (proxy === undefined) return undefined;
  const isConnected = attempts.some(({ outcome }) => outcome === 'connected');
  const isAnswered = exchanges.some(({ kind, complete }) => complete && kind !== 'error' && kind !== 'odd');
  const works =
    (proxy.outcome === 'granted' && !isConnected) ||
    (proxy.outcome === 'answered' && !isAnswered && !/^(?:403|5\d\d)$/.test(proxy.status ?? ''));
  if (!works) return undefined;
  return `Programs that use the proxy of ${proxy.name} get through: ${proxy.place} ${tellProxy(proxy)}. Use it, or have the direct way opened`;
}
