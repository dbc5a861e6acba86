/**
 * Which connections to open, when to use them and when enough is known, to find after what idle time a connection is closed
 * or lost. A pure function of what has happened so far: no clock, no socket.
 *
 * All connections of the first round are opened at once and each is used after another idle time: from half the longest on
 * they are 12 % apart, so that what is found there needs no second round; below they double, or more. What is lost below half
 * the longest leaves time for a second round whose idle times lie between the last that worked and the first that did not.
 * So the whole takes little more than the longest idle time. One connection is only watched: where the server or a box closes
 * by itself, it gives the time exactly.
 */

/** Connections in all, and at the same time. */
export const idleConnectionsMax = { all: 32, atOnce: 16 } as const;

/** Two idle times so far apart are near enough: their geometric mean is off by 6 % at most. */
const NEAR_ENOUGH = 1.13;

/** Idle times of the second round, and from half the longest on, are this far apart (six to a doubling). */
const STEP = 2 ** (1 / 6);

/** Idle times shorter than these seconds are not looked for. */
const SHORTEST = 0.2;

/** Idle times of the first round below half the longest. */
const COARSE_MAX = 8;

/** What is asked. */
export interface IdleAsk {
  /** The longest idle time, in seconds. */
  readonly limitSeconds: number;
  /** Whether a connection can be used again, so that an answer is due. */
  readonly canUse: boolean;
}

/** An open connection. */
export interface IdleConnection {
  readonly id: number;
  readonly openedAt: number;
  /** When either end last said something. */
  readonly idleSince: number;
  /** It is used after so many seconds; absent where it is only watched. */
  readonly useAfter?: number;
  /** `opening`: it is on its way. `using`: an answer is awaited. */
  readonly phase: 'opening' | 'idle' | 'using';
}

/**
 * What became of an idle connection. `answered`: it was used and worked. `unanswered`: it was used and nothing came.
 * `reset-on-use`, `closed-on-use`: it was used and that came instead of an answer. `fin`, `reset`: it came while nobody used
 * it.
 */
export type IdleOutcome = 'answered' | 'unanswered' | 'reset-on-use' | 'closed-on-use' | 'fin' | 'reset';

/** One idle connection's end, or use. */
export interface IdleSample {
  readonly id: number;
  readonly outcome: IdleOutcome;
  readonly idleSeconds: number;
  /** Since it was opened. */
  readonly ageSeconds: number;
  readonly at: number;
  /** What the server said before it closed. */
  readonly said?: string;
}

/** What has happened so far. */
export interface IdleState {
  readonly now: number;
  readonly connections: readonly IdleConnection[];
  readonly samples: readonly IdleSample[];
  /** Connections that were asked for since the start. */
  readonly opened: number;
}

/** One thing to do. */
export type IdleAction =
  | { readonly kind: 'open'; readonly useAfter?: number }
  | { readonly kind: 'use'; readonly id: number }
  | { readonly kind: 'close'; readonly id: number };

/** What to do now, and when to ask again where nothing happens before. */
export interface IdleStep {
  readonly actions: readonly IdleAction[];
  readonly wakeAt: number | undefined;
  /** Enough is known, or nothing more can be. */
  readonly done: boolean;
}

/** What the samples say of the idle time. */
export interface IdleBounds {
  /** The longest idle time after which a connection worked. */
  readonly alive: number | undefined;
  /** The shortest after which one was lost on use. */
  readonly lost: number | undefined;
  /** The shortest after which one was closed by itself. */
  readonly closed: number | undefined;
}

/** The bounds. */
export function boundsOf(samples: readonly IdleSample[]): IdleBounds {
  const of = (isMeant: (outcome: IdleOutcome) => boolean): number[] =>
    samples.filter(({ outcome }) => isMeant(outcome)).map(({ idleSeconds }) => idleSeconds);
  const alive = of((outcome) => outcome === 'answered');
  const lost = of(isLost);
  const closed = of(isClosed);
  return {
    alive: alive.length === 0 ? undefined : Math.max(...alive),
    lost: lost.length === 0 ? undefined : Math.min(...lost),
    closed: closed.length === 0 ? undefined : Math.min(...closed),
  };
}

/** It was used and did not work. */
export function isLost(outcome: IdleOutcome): boolean {
  return outcome === 'unanswered' || outcome === 'reset-on-use' || outcome === 'closed-on-use';
}

/** It ended while nobody used it. */
export function isClosed(outcome: IdleOutcome): boolean {
  return outcome === 'fin' || outcome === 'reset';
}

/** How long to look on after a close, for those that should follow. */
export function settleSeconds(idleSeconds: number): number {
  return Math.max(0.3, idleSeconds * 0.05);
}

/** Idle times of the first round, ascending. */
export function firstRound(limitSeconds: number): number[] {
  const half = limitSeconds / 2;
  const times: number[] = [];
  const factor = Math.max(2, (half / Math.min(1, half)) ** (1 / COARSE_MAX));
  for (let time = half / factor; time >= SHORTEST && times.length < COARSE_MAX; time /= factor) times.unshift(time);
  for (let i = 0; i < 6; i++) times.push(half * STEP ** i);
  return [...times, limitSeconds];
}

/** Decides. */
export function planIdle(ask: IdleAsk, state: IdleState): IdleStep {
  if (state.opened === 0) {
    const used: IdleAction[] = firstRound(ask.limitSeconds).map((useAfter) => ({ kind: 'open', useAfter }));
    // Where none can be used, two are watched, so that one alone does not decide.
    const rest: IdleAction[] = ask.canUse ? used : [{ kind: 'open' }];
    return { actions: [{ kind: 'open' }, ...rest], wakeAt: undefined, done: false };
  }
  const bounds = boundsOf(state.samples);
  const actions = [...usesDue(state), ...pointless(state, bounds)];
  const refining = refine(state, bounds, actions);
  const acting = [...actions, ...refining];
  const done = acting.length === 0 && isEnough(ask, state, bounds);
  return { actions: acting, wakeAt: done ? undefined : wakeAt(ask, state, bounds), done };
}

function usesDue({ connections, now }: IdleState): IdleAction[] {
  return connections
    .filter(
      ({ phase, useAfter, idleSince }) => phase === 'idle' && useAfter !== undefined && now >= idleSince + useAfter,
    )
    .map(({ id }) => ({ kind: 'use', id }));
}

/** Connections that would lie idle longer than what was lost twice. */
function pointless({ connections, samples }: IdleState, { lost }: IdleBounds): IdleAction[] {
  if (lost === undefined || samples.filter(({ outcome }) => isLost(outcome)).length < 2) return [];
  return connections
    .filter(({ phase, useAfter }) => phase === 'idle' && useAfter !== undefined && useAfter >= lost)
    .map(({ id }) => ({ kind: 'close', id }));
}

/** The second round: idle times between what worked and what did not, and the latter once more. */
function refine(state: IdleState, { alive = 0, lost }: IdleBounds, acting: readonly IdleAction[]): IdleAction[] {
  if (lost === undefined || lost <= SHORTEST || lost <= alive) return [];
  const isBetween = ({ useAfter, phase }: IdleConnection): boolean =>
    (useAfter !== undefined && useAfter > alive && useAfter < lost) || phase === 'opening';
  if (state.connections.some(isBetween) || lost / Math.max(alive, SHORTEST) <= NEAR_ENOUGH) return [];
  const closing = new Set(acting.flatMap((action) => (action.kind === 'close' ? [action.id] : [])));
  const left = state.connections.filter(({ id }) => !closing.has(id));
  const spare = spareOf(left, lost);
  const room = Math.min(idleConnectionsMax.all - state.opened, idleConnectionsMax.atOnce - left.length + spare.length);
  if (room < 1) return [];
  const floor = Math.max(alive, SHORTEST / 2, lost / 16);
  const count = Math.min(room, Math.max(1, Math.ceil(Math.log(lost / floor) / Math.log(STEP)) - 1));
  const ratio = (lost / floor) ** (1 / (count + 1));
  const times = Array.from({ length: count }, (_, i) => floor * ratio ** (i + 1));
  const again = room > count ? [lost] : [];
  return [
    ...spare.map(({ id }): IdleAction => ({ kind: 'close', id })),
    ...[...times, ...again].map((useAfter): IdleAction => ({ kind: 'open', useAfter })),
  ];
}

/** What the second round can do without: all but two of those that are only watched, and all but the next to be used. */
function spareOf(connections: readonly IdleConnection[], lost: number): IdleConnection[] {
  const idle = connections.filter(({ phase }) => phase === 'idle');
  const watched = idle.filter(({ useAfter }) => useAfter === undefined).slice(2);
  const later = idle
    .filter(({ useAfter }) => useAfter !== undefined && useAfter >= lost)
    .sort((a, b) => a.idleSince + a.useAfter! - b.idleSince - b.useAfter!)
    .slice(1);
  return [...watched, ...later];
}

function isEnough({ limitSeconds, canUse }: IdleAsk, state: IdleState, { lost, closed }: IdleBounds): boolean {
  const { connections, now } = state;
  if (closed !== undefined) {
    // Those that have lain idle as long should be closed by now, and those that were used meanwhile should not.
    if (now < settledAt(state, closed)) return false;
    // One that was opened a little later is waited for; one that outlives them all lets the search go on.
    if (!connections.some(({ idleSince }) => now - idleSince >= closed - settleSeconds(closed))) return true;
  }
  const isPending = connections.some(
    ({ phase, useAfter }) => phase === 'opening' || phase === 'using' || useAfter !== undefined,
  );
  if (isPending) return false;
  if (lost !== undefined || connections.length === 0) return true;
  return canUse || connections.every(({ idleSince }) => now >= idleSince + limitSeconds);
}

function settledAt({ samples }: IdleState, closed: number): number {
  const first = Math.min(...samples.filter(({ outcome }) => isClosed(outcome)).map(({ at }) => at));
  return first + settleSeconds(closed);
}

function wakeAt({ limitSeconds }: IdleAsk, state: IdleState, { closed }: IdleBounds): number {
  const { connections, now } = state;
  const times = connections
    .filter(({ phase }) => phase === 'idle')
    .map(({ idleSince, useAfter }) => idleSince + (useAfter ?? limitSeconds));
  if (closed !== undefined) {
    const settle = settleSeconds(closed);
    times.push(settledAt(state, closed), ...connections.map(({ idleSince }) => idleSince + closed + settle));
  }
  const later = times.filter((time) => time > now);
  return later.length === 0 ? now + 1 : Math.min(...later);
}
