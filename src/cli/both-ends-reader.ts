/** Reading captures made at both ends: what each holds first, then each connection from both sides. */
import { basename } from 'node:path';
import { type BothEndsResult, diagnoseBothEnds } from '../core/diagnose/both-ends.ts';
import type { Clocks } from '../core/diagnose/clocks.ts';
import { Diagnoser } from '../core/diagnose/diagnoser.ts';
import type { MiddleCapture } from '../core/diagnose/middle.ts';
import type { Resolutions } from '../core/diagnose/resolutions.ts';
import { Tally } from '../core/diagnose/tally.ts';
import type { Connection } from '../core/model/connection.ts';
import type { Problem } from '../core/model/problem.ts';
import type { BothEndsSummary } from '../core/model/record.ts';
import { type BaseSeconds, SECOND } from '../core/model/time.ts';
import { type CaptureReader, type ReadingHooks, readInto } from './capture-reader.ts';

/** Connections of a capture that are kept, as objects, until the other is read. */
const CONNECTIONS_MAX = 100_000;

/** A reader whose paths are the client's captures, as one; the server's, and those made between the two, are these. */
export function readBothEnds(
  serverPath: string,
  middlePaths: readonly string[] = [],
  connectionsMax: number = CONNECTIONS_MAX,
): CaptureReader {
  return async (paths, hooks) => {
    const client = await readEnd('client’s', paths, hooks, connectionsMax, undefined);
    const server = await readEnd('server’s', [serverPath], hooks, connectionsMax, client.base);
    const base = client.base ?? server.base ?? 0;
    const middles: (End & MiddleCapture)[] = [];
    for (const path of middlePaths) {
      middles.push({ ...(await readEnd('middle', [path], hooks, connectionsMax, base)), name: nameOf(path) });
    }
    const { witnesses } = hooks;
    const testimonies = witnesses === undefined ? undefined : { witnesses, base };
    const result = diagnoseBothEnds(client, server, middles, testimonies);
    const { connections, paired, clocks } = result;
    const problems = [...[client, server, ...middles].flatMap((end) => end.problems), ...misfits(result, serverPath)];
    const tally = new Tally();
    for (const { diagnosis } of connections) {
      tally.add(diagnosis);
      if (hooks.all || diagnosis.severity !== 'benign') hooks.onDiagnosis(diagnosis, base);
    }
    return {
      base,
      summary: {
        packets: [client, server, ...middles].reduce((sum, { packets }) => sum + packets, 0),
        connections: tally.total(),
        failures: tally.severity('failure'),
        suspicious: tally.severity('suspicious'),
        benign: tally.severity('benign'),
        causes: tally.causes(),
        problems,
        bothEnds: { paired, ...describeMiddles(result), ...describeClocks(clocks) },
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
function misfits({ swapped, isOne, paired, middles }: BothEndsResult, serverPath: string): Problem[] {
  const messages: string[] = [];
  if (paired === 0)
    messages.push('No connection is in both captures: they are not of the same traffic, or of other times');
  else if (isOne)
    messages.push(
      `The two captures have the same packets at the same times: they were made at one place, and ${serverPath} says nothing of the other end`,
    );
  else if (swapped)
    messages.push(
      `The captures were given the other way round: ${serverPath} was made nearer to the client, and is taken for the client’s`,
    );
  for (const middle of middles) {
    if (middle.paired === 0) messages.push(`${middle.name} has no connection of the client’s capture: it says nothing`);
  }
  return messages.map((message): Problem => ({ code: 'capture-quality', message, count: 1 }));
}

/** The file without its folder. */
function nameOf(path: string): string {
  return path === '-' ? 'standard input' : basename(path);
}

function describeMiddles({ middles }: BothEndsResult): Pick<BothEndsSummary, 'middles'> {
  if (middles.length === 0) return {};
  return { middles: middles.map(({ name, paired }) => ({ file: name, paired })) };
}

/** What one end's capture holds. */
interface End {
  readonly connections: readonly Connection[];
  /** What its times count from; undefined where it has no packet. */
  readonly base: BaseSeconds | undefined;
  readonly packets: number;
  readonly problems: readonly Problem[];
  readonly resolutions: Resolutions;
}

/** `base` is what the times of the other capture count from, so that those of this one count from it too. */
async function readEnd(
  end: 'client’s' | 'server’s' | 'middle',
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
    const message = `The ${end} capture has more than ${connectionsMax} connections: those that ended later were left out`;
    problems.push({ code: 'limit-reached', message, count: leftOut });
  }
  const { resolutions } = diagnoser;
  return { connections, base: diagnoser.context.base.seconds, packets: summary.packets, problems, resolutions };
}
