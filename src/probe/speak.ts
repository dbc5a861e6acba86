/** From an open socket to the end of the connection: TLS where it is spoken, the talk, and how the connection ended. */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Channel } from './channel.ts';
import type { Checklist } from './checklist.ts';
import { type Conversation, converse } from './converse.ts';
import type { Close, Exchange, TlsHandshake } from './model.ts';
import type { Step, Talk, TalkOptions } from './talks/_talk.ts';
import type { Target } from './target.ts';
import { shakeHands } from './tls.ts';
import { describeClose, describeExchange, describeTls } from './words.ts';

/** What is spoken, and how long is waited. */
export interface SpeakPlan {
  readonly target: Target;
  readonly talk: Talk;
  readonly options: TalkOptions;
  readonly tls: boolean;
  /** Speaks to a server whose certificate is not trusted, too. */
  readonly insecure: boolean;
  /** Certificates that are trusted, as PEM; where there are none, those of Node. */
  readonly roots?: readonly string[] | undefined;
  /** Time limit of a stage, in seconds. */
  readonly seconds: number;
  /** How long a server may say nothing where nothing was asked, and how long its close is waited for. */
  readonly waitSeconds: number;
  readonly signal: AbortSignal;
  readonly clock: () => number;
  /** Absent for what is not shown. */
  readonly checklist?: Checklist;
}

/** What was seen on one connection. */
export interface Spoken {
  readonly tls?: TlsHandshake;
  readonly exchanges: readonly Exchange[];
  readonly close?: Close;
}

/** Speaks on a socket and lets go of it, whatever happens. */
export async function speak(socket: Socket, plan: SpeakPlan): Promise<Spoken> {
  try {
    const steps = plan.talk.steps(plan.target, plan.options);
    if (!plan.tls) return await talkOn(socket, steps, plan);
    return await talkWithin(socket, steps, plan);
  } finally {
    socket.destroy();
  }
}

async function talkWithin(socket: Duplex, steps: readonly Step[], plan: SpeakPlan): Promise<Spoken> {
  const { checklist, target } = plan;
  checklist?.begin('tls', 'tls', 'TLS handshake');
  const alpn = plan.talk.alpn ?? [];
  const { handshake, stream } = await shakeHands(socket, { ...plan, host: target.host, alpn });
  const { status, text } = describeTls(handshake, plan.insecure);
  const code = handshake.error?.code ?? handshake.untrusted?.code;
  checklist?.finish('tls', 'tls', status, text, {
    seconds: handshake.seconds,
    ...(code === undefined ? {} : { code }),
  });
  if (stream === undefined) return { tls: handshake, exchanges: [] };
  if (handshake.trusted === false && !plan.insecure) {
    stream.destroy();
    return { tls: handshake, exchanges: [] };
  }
  return { tls: handshake, ...(await talkOn(stream, steps, plan)) };
}

async function talkOn(stream: Duplex, steps: readonly Step[], plan: SpeakPlan): Promise<Spoken> {
  const channel = new Channel(stream, plan.clock);
  const { checklist } = plan;
  let asking = 0;
  const conversation = await converse(channel, steps, {
    ...plan,
    idleSeconds: plan.waitSeconds,
    onAsk: (asked) =>
      checklist?.begin(`talk ${asking++} ${asked ?? ''}`, 'talk', asked ?? 'waiting for the server to speak'),
  });
  for (const [i, exchange] of conversation.exchanges.entries()) {
    const { status, text } = describeExchange(exchange, conversation.why === 'done');
    checklist?.finish(`talk ${i} ${exchange.asked ?? ''}`, 'talk', status, text, { seconds: exchange.seconds });
  }
  if (conversation.afterTls !== undefined) {
    const rest = await talkWithin(channel.detach(), conversation.afterTls, plan);
    return { ...rest, exchanges: [...conversation.exchanges, ...rest.exchanges] };
  }
  const close = await closeDown(channel, conversation, plan);
  if (close !== undefined) {
    const { status, text } = describeClose(close);
    const code = close.error?.code;
    checklist?.finish('close', 'close', status, text, {
      seconds: close.quietSeconds,
      ...(code === undefined ? {} : { code }),
    });
  }
  return { exchanges: conversation.exchanges, ...(close === undefined ? {} : { close }) };
}

/** Waits whether the server ends the connection by itself where it may, and ends it. */
async function closeDown(
  channel: Channel,
  { exchanges, why }: Conversation,
  plan: SpeakPlan,
): Promise<Close | undefined> {
  const last = exchanges.at(-1);
  const mayClose =
    why === 'done' &&
    (plan.talk.id === 'http' || last?.kind === 'error' || last?.kind === 'odd' || last?.asked === 'QUIT');
  if (mayClose && channel.end === undefined) await channel.until(() => false, plan.waitSeconds, plan.signal);
  const { end } = channel;
  const at = end?.at ?? plan.clock();
  channel.close();
  if (end === undefined && plan.signal.aborted) return undefined;
  const quiet = Math.max(0, at - channel.lastAt);
  return {
    how: end?.how ?? (why === 'timeout' ? 'timeout' : 'closed-here'),
    ...(end?.error === undefined ? {} : { error: end.error }),
    at,
    quietSeconds: quiet,
    awaiting: why !== 'done',
    receivedBytes: channel.receivedBytes,
    sentBytes: channel.sentBytes,
  };
}
