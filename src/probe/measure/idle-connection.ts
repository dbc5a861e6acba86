/** One connection that lies idle until it is used, ends, or is no longer wanted. */
import type { Socket } from 'node:net';
import { Channel } from '../channel.ts';
import { converse } from '../converse.ts';
import { firstLine } from '../talks/_talk.ts';
import type { IdleConnection, IdleOutcome, IdleSample } from './idle-plan.ts';
import type { IdleTalk } from './idle-talk.ts';
import { type Address, type Measuring, openTo } from './measure-options.ts';

/** A wait without an end, in seconds: as long as a timer of Node can be. */
const FOREVER = 2_147_483;

/** A close so soon behind an answer belongs to the answer: the server takes no more requests on this connection. */
const WITH_THE_ANSWER_SECONDS = 0.2;

/** What connections tell. */
export interface IdleListener {
  readonly onChange: () => void;
  readonly onSample: (sample: IdleSample) => void;
  /** It could not be opened, or what was said first was not answered. */
  readonly onFailure: (why: string) => void;
}

/** What became of a use. */
export interface Use {
  readonly outcome: IdleOutcome;
  readonly seconds: number;
}

/** Speaks the first words. `undefined` where all went well, else what did not. */
export async function sayFirst(channel: Channel, talk: IdleTalk, measuring: Measuring): Promise<string | undefined> {
  const { why, exchanges } = await converse(channel, talk.first, planOf(measuring, measuring.seconds));
  const last = exchanges.at(-1);
  if (why === 'aborted') return 'interrupted';
  if (why !== 'done') return why === 'ended' ? 'closes instead of an answer' : 'does not answer';
  if (last?.kind === 'odd' || last?.kind === 'error') return `answers: ${last.answer ?? ''}`;
  channel.forget(channel.kept.length);
  return undefined;
}

/** Uses a connection; waits so many seconds for the answer. `undefined` where it was interrupted. */
export async function useConnection(
  channel: Channel,
  { use }: IdleTalk,
  measuring: Measuring,
  seconds: number,
): Promise<Use | undefined> {
  const at = measuring.clock();
  if (use === undefined) {
    channel.stream.end();
    const why = await channel.until(() => channel.end !== undefined, seconds, measuring.signal);
    if (why === 'aborted') return undefined;
    const outcome = channel.end?.how === 'fin' ? 'answered' : channel.end === undefined ? 'unanswered' : 'reset-on-use';
    return { outcome, seconds: measuring.clock() - at };
  }
  const { why } = await converse(channel, [use], planOf(measuring, seconds));
  channel.forget(channel.kept.length);
  if (why === 'aborted') return undefined;
  return { outcome: why === 'done' ? 'answered' : outcomeOf(channel), seconds: measuring.clock() - at };
}

function planOf({ signal, clock }: Measuring, seconds: number): Parameters<typeof converse>[2] {
  return { seconds, idleSeconds: seconds, signal, clock, onAsk: () => {} };
}

function outcomeOf({ end }: Channel): IdleOutcome {
  if (end === undefined || end.how === 'failed') return 'unanswered';
  return end.how === 'fin' ? 'closed-on-use' : 'reset-on-use';
}

/** A connection that lies idle. */
export class LyingConnection {
  readonly #listener: IdleListener;
  readonly #measuring: Measuring;
  readonly #talk: IdleTalk;
  #state: IdleConnection;
  #socket: Socket | undefined;
  #uses = 0;
  #wish: 'use' | 'close' | undefined;
  #nudge: AbortController = new AbortController();

  constructor(id: number, useAfter: number | undefined, talk: IdleTalk, measuring: Measuring, listener: IdleListener) {
    const now = measuring.clock();
    this.#state = {
      id,
      openedAt: now,
      idleSince: now,
      phase: 'opening',
      ...(useAfter === undefined ? {} : { useAfter }),
    };
    this.#talk = talk;
    this.#measuring = measuring;
    this.#listener = listener;
  }

  get state(): IdleConnection {
    return this.#state;
  }

  /** Uses it now. */
  use(): void {
    this.#wish = 'use';
    this.#state = { ...this.#state, phase: 'using' };
    this.#nudge.abort();
  }

  /** Lets go of it. */
  close(): void {
    this.#wish = 'close';
    this.#nudge.abort();
    this.#socket?.destroy();
  }

  /** Opens it and lets it lie; resolves when it is over. Never rejects. */
  async run(address: Address, answerSeconds: number): Promise<void> {
    try {
      await this.#live(address, answerSeconds);
    } catch (error) {
      this.#listener.onFailure(String((error as Error).message));
    } finally {
      this.#socket?.destroy();
      this.#listener.onChange();
    }
  }

  async #live(address: Address, answerSeconds: number): Promise<void> {
    const { signal, clock } = this.#measuring;
    const opened = await openTo(address, this.#measuring);
    this.#socket = opened.socket;
    if (opened.stream === undefined) {
      if (!signal.aborted) this.#listener.onFailure(opened.problem?.outcome ?? 'failed');
      return;
    }
    this.#state = { ...this.#state, openedAt: clock() };
    const channel = new Channel(opened.stream, clock);
    const trouble = await sayFirst(channel, this.#talk, this.#measuring);
    if (trouble !== undefined) {
      if (!signal.aborted) this.#listener.onFailure(trouble);
      return;
    }
    while (await this.#lie(channel, answerSeconds)) this.#listener.onChange();
    channel.close();
  }

  /** Lies idle once; true where the connection goes on. */
  async #lie(channel: Channel, answerSeconds: number): Promise<boolean> {
    const { signal } = this.#measuring;
    this.#nudge = new AbortController();
    this.#state = { ...this.#state, phase: 'idle', idleSince: channel.lastAt };
    this.#listener.onChange();
    const wait = AbortSignal.any([signal, this.#nudge.signal]);
    if (this.#wish === undefined) await channel.until(() => false, FOREVER, wait);
    if (this.#wish === 'close' || (this.#wish === undefined && signal.aborted)) return false;
    const { id, idleSince, openedAt } = this.#state;
    const { end, firstAt } = channel;
    if (end !== undefined) {
      // What it said before it closed ended the idle time.
      const at = Math.min(end.at, firstAt ?? end.at);
      if (this.#uses > 0 && at - idleSince < WITH_THE_ANSWER_SECONDS) return false;
      const said = channel.kept.length === 0 ? undefined : firstLine(channel.kept);
      this.#listener.onSample({
        id,
        outcome: end.how === 'fin' ? 'fin' : 'reset',
        idleSeconds: at - idleSince,
        ageSeconds: at - openedAt,
        at,
        ...(said === undefined || said === '' ? {} : { said }),
      });
      return false;
    }
    const at = this.#measuring.clock();
    const use = await useConnection(channel, this.#talk, this.#measuring, answerSeconds);
    this.#wish = undefined;
    this.#uses++;
    if (use === undefined) return false;
    this.#listener.onSample({ id, outcome: use.outcome, idleSeconds: at - idleSince, ageSeconds: at - openedAt, at });
    const { useAfter: _, ...rest } = this.#state;
    this.#state = rest;
    return use.outcome === 'answered' && this.#talk.use !== undefined;
  }
}
