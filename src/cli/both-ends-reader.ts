/** Reading captures made at both ends: what each holds first, then each connection from both sides. */
import { areSwapped, diagnoseBothEnds } from '../core/diagnose/both-ends.ts';
import { Diagnoser } from '../core/diagnose/diagnoser.ts';
import { Tally } from '../core/diagnose/tally.ts';
import type { Connection } from '../core/model/connection.ts';
import type { Side } from '../core/model/endpoint.ts';
import type { Problem } from '../core/model/problem.ts';
import { type BaseSeconds, SECOND } from '../core/model/time.ts';
import { type CaptureReader, type Reading, type ReadingHooks, readInto } from './capture-reader.ts';

/** Connections of a capture that are kept until the other is read: about 4 kB each. */
const CONNECTIONS_MAX = 100_000;

/** A reader whose paths are the client's captures, as one; the server's are these, as one. */
export function readBothEnds(serverPaths: readonly string[], connectionsMax: number = CONNECTIONS_MAX): CaptureReader {
  return async (paths, hooks) => {
    const client = await readEnd('client', paths, hooks, connectionsMax, undefined);
    const server = await readEnd('server', serverPaths, hooks, connectionsMax, client.reading.base);
    const swapped = areSwapped(client, server);
    const { connections, paired, clockOffsetNs } = swapped
      ? diagnoseBothEnds(server, client)
      : diagnoseBothEnds(client, server);
    const problems = [...client.problems, ...server.problems, ...misfits(swapped, paired, serverPaths)];
    const tally = new Tally();
    for (const { diagnosis } of connections) {
      tally.add(diagnosis);
      if (hooks.all || diagnosis.severity !== 'benign') hooks.onDiagnosis(diagnosis, client.reading.base);
    }
    const clockOffset = clockOffsetNs === undefined ? {} : { clockOffset: clockOffsetNs / SECOND };
    return {
      base: client.reading.base,
      summary: {
        packets: client.reading.summary.packets + server.reading.summary.packets,
        connections: tally.total(),
        failures: tally.severity('failure'),
        suspicious: tally.severity('suspicious'),
        benign: tally.severity('benign'),
        causes: tally.causes(),
        problems,
        bothEnds: { paired, ...clockOffset },
      },
    };
  };
}

/** What is odd about the two together. */
function misfits(swapped: boolean, paired: number, serverPaths: readonly string[]): Problem[] {
  const quality = (message: string): Problem[] => [{ code: 'capture-quality', message, count: 1 }];
  if (paired === 0)
    return quality('No connection is in both captures: they are not of the same traffic, or of other times');
  if (!swapped) return [];
  const which = serverPaths.join(', ');
  return quality(
    `The captures were given the other way round: ${which} was made nearer to the client, and is taken for the client’s`,
  );
}

/** What one end's capture holds. */
interface End {
  readonly connections: readonly Connection[];
  readonly reading: Reading;
  readonly problems: readonly Problem[];
}

/** `base` is what the times of the other capture count from, so that those of this one count from it too. */
async function readEnd(
  end: Side,
  paths: readonly string[],
  hooks: ReadingHooks,
  connectionsMax: number,
  base: BaseSeconds | undefined,
): Promise<End> {
  const connections: Connection[] = [];
  let leftOut = 0;
  const diagnoser = new Diagnoser({
    all: true,
    onDiagnosis: ({ connection }) => {
      if (connections.length < connectionsMax) connections.push(connection);
      else leftOut += 1;
    },
  });
  diagnoser.context.base.seconds = base;
  const reading = await readInto(diagnoser, paths, hooks);
  const problems = [...reading.summary.problems];
  if (leftOut > 0) {
    const message = `The ${end}’s capture has more than ${connectionsMax} connections: those that ended later were left out`;
    problems.push({ code: 'limit-reached', message, count: leftOut });
  }
  return { connections, reading, problems };
}
