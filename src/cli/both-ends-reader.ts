/** Reading captures made at both ends: what each holds first, then each connection from both sides. */
import { diagnoseBothEnds } from '../core/diagnose/both-ends.ts';
import type { Clocks } from '../core/diagnose/clocks.ts';
import { Diagnoser } from '../core/diagnose/diagnoser.ts';
import { Tally } from '../core/diagnose/tally.ts';
import type { Connection } from '../core/model/connection.ts';
import type { Side } from '../core/model/endpoint.ts';
import type { Problem } from '../core/model/problem.ts';
import type { BothEndsSummary } from '../core/model/record.ts';
import { type BaseSeconds, SECOND } from '../core/model/time.ts';
import { type CaptureReader, type ReadingHooks, readInto } from './capture-reader.ts';

/** Connections of a capture that are kept, as objects, until the other is read. */
const CONNECTIONS_MAX = 100_000;

/** A reader whose paths are the client's captures, as one; the server's is this. */
export function readBothEnds(serverPath: string, connectionsMax: number = CONNECTIONS_MAX): CaptureReader {
  return async (paths, hooks) => {
    const client = await readEnd('client', paths, hooks, connectionsMax, undefined);
    const server = await readEnd('server', [serverPath], hooks, connectionsMax, client.base);
    const base = client.base ?? server.base ?? 0;
    const { connections, paired, clocks, swapped } = diagnoseBothEnds(client, server);
    const problems = [...client.problems, ...server.problems, ...misfits(swapped, paired, serverPath)];
    const tally = new Tally();
    for (const { diagnosis } of connections) {
      tally.add(diagnosis);
      if (hooks.all || diagnosis.severity !== 'benign') hooks.onDiagnosis(diagnosis, base);
    }
    return {
      base,
      summary: {
        packets: client.packets + server.packets,
        connections: tally.total(),
        failures: tally.severity('failure'),
        suspicious: tally.severity('suspicious'),
        benign: tally.severity('benign'),
        causes: tally.causes(),
        problems,
        bothEnds: { paired, ...describeClocks(clocks) },
      },
    };
  };
}

function describeClocks(clocks: Clocks | undefined): Pick<BothEndsSummary, 'clockOffset' | 'clockDrift'> {
  if (clocks === undefined) return {};
  const { offsetNs, driftPpm } = clocks;
  const drift = driftPpm === 0 ? {} : { clockDrift: Number(driftPpm.toFixed(1)) };
  return { clockOffset: offsetNs / SECOND, ...drift };
}

/** What is odd about the two together. */
function misfits(swapped: boolean, paired: number, serverPath: string): Problem[] {
  const quality = (message: string): Problem[] => [{ code: 'capture-quality', message, count: 1 }];
  if (paired === 0)
    return quality('No connection is in both captures: they are not of the same traffic, or of other times');
  if (!swapped) return [];
  return quality(
    `The captures were given the other way round: ${serverPath} was made nearer to the client, and is taken for the client’s`,
  );
}

/** What one end's capture holds. */
interface End {
  readonly connections: readonly Connection[];
  /** What its times count from; undefined where it has no packet. */
  readonly base: BaseSeconds | undefined;
  readonly packets: number;
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
  const { summary } = await readInto(diagnoser, paths, hooks);
  const problems = [...summary.problems];
  if (leftOut > 0) {
    const message = `The ${end}’s capture has more than ${connectionsMax} connections: those that ended later were left out`;
    problems.push({ code: 'limit-reached', message, count: leftOut });
  }
  return { connections, base: diagnoser.context.base.seconds, packets: summary.packets, problems };
}
