/** From scenarios to jobs, and from what comes out of a run to recordings. */
import type { Job, WireRecording } from './inside-event.ts';
import type { Recording } from './recording.ts';
import { recordingName } from './recording-name.ts';
import type { Scenario } from './scenarios/_scenario.ts';

/** A job for each IP version of each scenario. */
export function toJobs(scenarios: readonly Scenario[]): Job[] {
  return scenarios.flatMap((scenario) =>
    (scenario.versions ?? [4]).map((version) => ({
      id: scenario.id,
      version,
      name: recordingName(scenario, version),
    })),
  );
}

/** The recording that came as text. */
export function fromWire({ captures, logs, ...rest }: WireRecording): Recording {
  const decode = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
  const { client, router, server } = captures;
  return {
    ...rest,
    captures: { client: decode(client), router: decode(router), server: decode(server) },
    logs: new Map(logs),
  };
}
