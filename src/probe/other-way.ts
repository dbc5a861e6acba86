/**
 * One more connection after a failure: TLS where plain text was spoken, plain text where TLS was, to see which of them the
 * port speaks.
 */
import type { Socket } from 'node:net';
import { opened } from './connect.ts';
import { waitFor } from './deadline.ts';
import type { Machine } from './machine.ts';
import type { Close, ConnectAttempt, Exchange, OtherWay, TlsHandshake } from './model.ts';
import { type SpeakPlan, speak } from './speak.ts';

/** What the first connection came to. */
export interface FirstWay {
  readonly attempts: readonly ConnectAttempt[];
  readonly tls?: TlsHandshake;
  readonly exchanges: readonly Exchange[];
  readonly close?: Close;
}

/** Tries the other way where the first may have failed for it; `undefined` where there is no reason to. */
export async function tryOtherWay(first: FirstWay, plan: SpeakPlan, machine: Machine): Promise<OtherWay | undefined> {
  const used = first.attempts.find((attempt) => attempt.used);
  if (used === undefined || !isWorthTrying(first, plan.tls)) return undefined;
  const at = plan.clock();
  const spoke = plan.tls ? 'plain' : 'tls';
  plan.checklist?.begin('other way', 'talk', spoke === 'tls' ? 'the same with TLS' : 'the same without TLS');
  const { outcome, text } = await tryOnce(used, plan, machine);
  const seconds = plan.clock() - at;
  plan.checklist?.finish('other way', 'talk', 'note', text, { seconds });
  return { spoke, outcome, text, seconds };
}

/** The handshake failed without an alert; or plain text got no answer, or one of another protocol. */
function isWorthTrying({ tls, exchanges, close }: FirstWay, spokeTls: boolean): boolean {
  if (spokeTls) return tls !== undefined && !tls.done && tls.alert === undefined;
  if (tls !== undefined) return false;
  const last = exchanges.at(-1);
  if (last === undefined) return false;
  const isHttpHint = last.code === '400';
  return (
    last.kind === 'odd' ||
    isHttpHint ||
    (last.asked !== undefined && last.answer === undefined && close?.awaiting === true)
  );
}

async function tryOnce(
  { address, port }: ConnectAttempt,
  plan: SpeakPlan,
  machine: Machine,
): Promise<Pick<OtherWay, 'outcome' | 'text'>> {
  const tls = !plan.tls;
  const way = tls ? 'with TLS' : 'without TLS';
  let socket: Socket | undefined;
  try {
    socket = machine.openSocket(address, port);
    const { why } = await waitFor(opened(socket), plan.seconds, plan.signal);
    if (why !== 'done') return { outcome: 'failed', text: `${way}: no connection any more` };
    const { checklist: _, ...rest } = plan;
    const spoken = await speak(socket, { ...rest, tls });
    if (tls) {
      const done = spoken.tls?.done === true;
      return {
        outcome: done ? 'understood' : 'not-understood',
        text: done ? 'with TLS: the server speaks it' : 'with TLS: not understood either',
      };
    }
    const answer = spoken.exchanges.find(({ kind }) => kind !== undefined && kind !== 'odd');
    if (answer === undefined) return { outcome: 'not-understood', text: 'without TLS: not understood either' };
    return { outcome: 'understood', text: `without TLS: the server answers ${answer.answer}` };
  } catch {
    return { outcome: 'failed', text: `${way}: no connection any more` };
  } finally {
    socket?.destroy();
  }
}
