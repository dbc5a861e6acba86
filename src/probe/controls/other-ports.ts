/** Other ports of the same host: whoever answers there, even with a refusal, shows that the way to it works. */
import { formatHostPort } from '../../core/model/endpoint.ts';
import { raceConnects } from '../connect.ts';
import type { Machine } from '../machine.ts';
import type { ConnectAttempt, Control, Family } from '../model.ts';
import { formatSeconds } from '../words.ts';

/** Ports that hosts commonly have. */
const WELL_KNOWN: readonly number[] = [443, 80, 22];

/** So many are tried, so that a probe is no port scan. */
const PORTS_MAX = 2;

/** What to try: the caller’s ports first, then common ones, the target’s own left out. */
export function choosePorts(target: number, named: readonly number[]): readonly number[] {
  return [...new Set([...named, ...WELL_KNOWN])].filter((port) => port !== target).slice(0, PORTS_MAX);
}

/** Connects to other ports of an address at the same time, and closes at once. */
export async function tryOtherPorts(
  address: string,
  family: Family,
  ports: readonly number[],
  machine: Machine,
  seconds: number,
  signal: AbortSignal,
): Promise<readonly Control[]> {
  const startMs = machine.nowMs();
  const attempts = await Promise.all(
    ports.map(async (port) => {
      const race = raceConnects({
        addresses: [{ address, family }],
        port,
        seconds,
        machine,
        signal,
        clock: () => (machine.nowMs() - startMs) / 1000,
        onStart: () => {},
        onAttempt: () => {},
      });
      (await race.winner)?.socket.destroy();
      return await race.attempts;
    }),
  );
  return attempts.flat().map(judgeOtherPort);
}

/** What an attempt on another port shows. */
export function judgeOtherPort({ address, port, outcome, seconds, error }: ConnectAttempt): Control {
  const what = `connect to ${formatHostPort(address, port)}, another port of the host`;
  const say = (words: string, says: Control['says']): Control => ({ what, outcome: words, seconds, says });
  switch (outcome) {
    case 'connected':
      return { ...say('connected: the way there works', 'our side works'), openPort: port };
    case 'refused':
    case 'reset':
      return say(`${outcome}: something there answers`, 'our side works');
    case 'timeout':
      return say(`no answer within ${formatSeconds(seconds)} either`, 'nothing');
    case 'aborted':
      return say('was not waited for', 'nothing');
    default:
      return say(`${error?.code ?? outcome} too`, 'nothing');
  }
}
