/** Speaks the steps of a talk on an open connection, one after the other, and notes what was asked and what came. */
import type { Channel, ChannelWait } from './channel.ts';
import type { Exchange } from './model.ts';
import type { Answer, Incoming, Step } from './talks/_talk.ts';

/** How long to wait, and for whom. */
export interface ConversePlan {
  /** Time limit of one answer. */
  readonly seconds: number;
  /** Time limit where nothing was asked. */
  readonly idleSeconds: number;
  readonly signal: AbortSignal;
  readonly clock: () => number;
  readonly onAsk: (asked: string | undefined) => void;
}

/** What was said. */
export interface Conversation {
  readonly exchanges: readonly Exchange[];
  /** How the last wait ended. `done`: every step was answered. */
  readonly why: ChannelWait;
  /** The server agreed to TLS: these steps are left for after the handshake. */
  readonly afterTls?: readonly Step[];
}

/** Speaks. Stops at an error, at something odd, at the end of the connection. */
export async function converse(channel: Channel, steps: readonly Step[], plan: ConversePlan): Promise<Conversation> {
  const exchanges: Exchange[] = [];
  for (const [i, step] of steps.entries()) {
    plan.onAsk(step.asked);
    const { exchange, why, answer } = await take(channel, step, plan);
    exchanges.push(exchange);
    const silentIsFine = why === 'timeout' && step.mayBeSilent === true;
    if (why !== 'done' && !silentIsFine) return { exchanges, why };
    if (answer?.startTls === true) return { exchanges, why, afterTls: steps.slice(i + 1) };
    if (answer?.last === true || answer?.kind === 'error' || answer?.kind === 'odd') break;
  }
  return { exchanges, why: 'done' };
}

async function take(
  channel: Channel,
  step: Step,
  plan: ConversePlan,
): Promise<{ exchange: Exchange; why: ChannelWait; answer: Answer | undefined }> {
  const at = plan.clock();
  const before = channel.receivedBytes - channel.kept.length;
  const incoming = (): Incoming => ({
    bytes: channel.kept,
    total: channel.receivedBytes - before,
    tail: channel.tail,
    ended: channel.end !== undefined,
  });
  if (step.send !== undefined) channel.send(step.send);
  let answer: Answer | undefined;
  const isAnswered = (): boolean => {
    answer = channel.kept.length === 0 ? undefined : step.read(incoming());
    return answer !== undefined;
  };
  const limit = step.mayBeSilent === true ? plan.idleSeconds : plan.seconds;
  const why = await channel.until(isAnswered, limit, plan.signal);
  const said = answer ?? step.part?.(incoming());
  const { firstAt } = channel;
  const exchange: Exchange = {
    ...(step.asked === undefined ? {} : { asked: step.asked }),
    sentBytes: step.send?.length ?? 0,
    receivedBytes: incoming().total,
    ...(firstAt === undefined ? {} : { firstByteSeconds: Math.max(0, firstAt - at) }),
    ...(said === undefined ? {} : { answer: said.text, kind: said.kind }),
    ...(said?.code === undefined ? {} : { code: said.code }),
    ...(said?.altSvc === undefined ? {} : { altSvc: said.altSvc }),
    complete: answer !== undefined,
    at,
    seconds: plan.clock() - at,
  };
  if (answer !== undefined) channel.forget(answer.used);
  return { exchange, why, answer };
}
