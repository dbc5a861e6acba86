/** Captures as what compares them wants them: as connections. */
import type { Connection } from '../../src/core/model/connection.ts';
import { diagnoseAll } from '../../src/lab/check.ts';
import { readRecording } from '../../src/lab/recording.ts';
import { projectRoot } from '../architecture/source-file.ts';

/** Connections of a capture. */
export function connectionsOf(capture: Uint8Array): Connection[] {
  return diagnoseAll(capture).diagnoses.map(({ connection }) => connection);
}

/** Connections of a recording of the lab, from its three points. */
export function connectionsOfExample(name: string): Record<'client' | 'router' | 'server', Connection[]> {
  const { captures } = readRecording(`${projectRoot}/examples`, name);
  return {
    client: connectionsOf(captures.client),
    router: connectionsOf(captures.router),
    server: connectionsOf(captures.server),
  };
}
