/** A network of idle connections without a clock or sockets: runs the planner as the real runner does. */
import type { OpenConnection } from '../../../src/probe/measure/idle-judge.ts';
import {
  type IdleAction,
  type IdleConnection,
  type IdleSample,
  idleConnectionsMax,
  planIdle,
} from '../../../src/probe/measure/idle-plan.ts';

/** How the world treats connections; times in seconds. */
export interface IdleWorld {
  readonly limit: number;
  /** The server closes after so long without use. */
  readonly closesIdle?: number;
  /** And so much longer at most, each connection another time. */
  readonly scatter?: number;
  /** It looks only so often who has been idle too long. */
  readonly sweeps?: number;
  /** The server closes so long after the opening. */
  readonly closesOld?: number;
  /** Something forgets the connection after so long without use. */
  readonly forgets?: number;
  /** What comes when a forgotten one is used. */
  readonly onUse?: 'unanswered' | 'reset-on-use';
  /** Connections with an odd id behave as if there were no time-out. */
  readonly onlyEven?: boolean;
  readonly canUse?: boolean;
  /** How long an answer is waited for. */
  readonly wait?: number;
}

/** What the run came to. */
export interface IdleRun {
  readonly samples: readonly IdleSample[];
  readonly open: readonly OpenConnection[];
  readonly seconds: number;
  readonly opened: number;
  readonly mostOpen: number;
}

const RTT = 0.02;

/** Plays it through. */
export function playIdle(world: IdleWorld): IdleRun {
  const { limit, canUse = true, wait = 2 } = world;
  const connections = new Map<number, IdleConnection>();
  const samples: IdleSample[] = [];
  const events: { at: number; run: () => void }[] = [];
  let [now, opened, mostOpen] = [0, 0, 0];
  const isMortal = (id: number): boolean => world.onlyEven !== true || id % 2 === 0;
  const later = (seconds: number, run: () => void): void => void events.push({ at: now + seconds, run });
  const end = (id: number, outcome: IdleSample['outcome']): void => {
    const { idleSince, openedAt } = connections.get(id)!;
    samples.push({ id, outcome, idleSeconds: now - idleSince, ageSeconds: now - openedAt, at: now });
    connections.delete(id);
  };
  const armClose = (id: number): void => {
    const { idleSince, openedAt } = connections.get(id)!;
    // Multiples of the golden ratio: all over the stretch.
    const scattered = ((id * 0.618) % 1) * (world.scatter ?? 0);
    const dueAt = idleSince + (world.closesIdle ?? Infinity) + scattered;
    const idleAt = world.sweeps === undefined ? dueAt : Math.ceil(dueAt / world.sweeps) * world.sweeps;
    const closeAt = Math.min(idleAt, openedAt + (world.closesOld ?? Infinity));
    if (closeAt === Infinity || !isMortal(id)) return;
    later(closeAt - now, () => {
      const still = connections.get(id);
      if (still?.phase === 'idle' && still.idleSince === idleSince) end(id, 'fin');
    });
  };
  const use = (id: number): void => {
    const connection = connections.get(id)!;
    connections.set(id, { ...connection, phase: 'using' });
    const idleSeconds = now - connection.idleSince;
    const usedAt = now;
    const isForgotten = isMortal(id) && idleSeconds >= (world.forgets ?? Infinity);
    const outcome = isForgotten ? (world.onUse ?? 'unanswered') : 'answered';
    later(outcome === 'unanswered' ? wait : RTT, () => {
      samples.push({ id, outcome, idleSeconds, ageSeconds: usedAt - connection.openedAt, at: usedAt });
      if (outcome !== 'answered') connections.delete(id);
      else {
        const { useAfter: _, ...rest } = connection;
        connections.set(id, { ...rest, phase: 'idle', idleSince: now });
        armClose(id);
      }
    });
  };
  const act = (action: IdleAction): void => {
    if (action.kind === 'use') use(action.id);
    else if (action.kind === 'close') connections.delete(action.id);
    else open(action);
  };
  const open = (action: Extract<IdleAction, { kind: 'open' }>): void => {
    const id = opened++;
    const { useAfter } = action;
    const planned = useAfter === undefined ? {} : { useAfter };
    connections.set(id, { id, openedAt: now, idleSince: now, phase: 'opening', ...planned });
    mostOpen = Math.max(mostOpen, connections.size);
    later(RTT, () => {
      connections.set(id, { id, openedAt: now, idleSince: now, phase: 'idle', ...planned });
      armClose(id);
    });
  };
  for (let turn = 0; turn < 5000; turn++) {
    const step = planIdle(
      { limitSeconds: limit, canUse },
      { now, connections: [...connections.values()], samples, opened },
    );
    for (const action of step.actions) act(action);
    if (step.done || opened > idleConnectionsMax.all) {
      const open = [...connections.values()].map(({ id, idleSince, openedAt }) => ({
        id,
        idleSeconds: now - idleSince,
        ageSeconds: now - openedAt,
      }));
      return { samples, open, seconds: now, opened, mostOpen };
    }
    events.sort((a, b) => a.at - b.at);
    const next = Math.min(events[0]?.at ?? Infinity, step.wakeAt ?? Infinity);
    if (next === Infinity) throw new Error('nothing more will happen, and the planner is not done');
    now = Math.max(now, next);
    while (events[0] !== undefined && events[0].at <= now) events.shift()!.run();
  }
  throw new Error('the planner does not end');
}
