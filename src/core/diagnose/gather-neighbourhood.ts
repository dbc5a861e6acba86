/** What the connections of a capture say about each other, where they are known as plain data. */
import type { Connection } from '../model/connection.ts';
import { announcedEndOf } from './announced-ends.ts';
import { silenceOf } from './device-timers.ts';
import { forgottenOf } from './forgotten-together.ts';
import { idleEndingOf } from './idle-timers.ts';
import { servedNs } from './latest-answers.ts';
import { holdingOf } from './left-out.ts';
import { namedResetOf } from './named-resets.ts';
import { namedOf } from './named-services.ts';
import { Neighbourhood, neighbourOf } from './neighbourhood.ts';
import type { Resolutions } from './resolutions.ts';
import { unservedOf } from './unserved-requests.ts';

/** The connections, and what the capture shows of hardware addresses. */
export interface Gathered {
  readonly connections: readonly Connection[];
  readonly resolutions?: Resolutions | undefined;
}

/** Takes in all of them. */
export function gatherNeighbourhood({ connections, resolutions }: Gathered): Neighbourhood {
  const neighbourhood = new Neighbourhood(resolutions);
  for (const connection of connections) {
    const seen = neighbourOf(connection);
    neighbourhood.note(seen);
    neighbourhood.clients.note({ ...seen, isStray: connection.clientSide.syns === 0 });
    neighbourhood.noteStray(connection);
    neighbourhood.idleTimers.note(idleEndingOf(connection));
    neighbourhood.names.note(namedOf(connection));
    neighbourhood.namedResets.note(namedResetOf(connection));
    neighbourhood.announced.note(announcedEndOf(connection));
    neighbourhood.deviceTimers.note({ ...seen, ...silenceOf(connection), toConnection: () => connection });
    neighbourhood.answers.note({ ...seen, servedNs: servedNs(connection) });
    neighbourhood.forgotten.note({ ...seen, ...forgottenOf(connection) });
    neighbourhood.unserved.note({ ...seen, ...unservedOf(connection) });
    neighbourhood.leftOut.note(seen.serverKey, holdingOf(connection));
    if (connection.serverSide.payloadBytes > 0)
      neighbourhood.noteServed(seen.clientKey, seen.serverKey, seen.serverPort);
  }
  return neighbourhood;
}
