/** The public record of a probe: what `--format ndjson` prints of it. */
import type { ProbeRecord, ProbeStageRecord } from '../core/model/record.ts';
import { toVerdictRecord } from '../core/report/record.ts';
import type { ProbeResult, Stage } from './model.ts';

/** Makes the record. */
export function toProbeRecord({
  observation,
  stages,
  client,
  server,
  ending,
  severity,
  about,
  verdict,
}: ProbeResult): ProbeRecord {
  return {
    type: 'probe',
    schema: 1,
    target: observation.target.text,
    ...(client === undefined ? {} : { client }),
    ...(server === undefined ? {} : { server }),
    // The clock has milliseconds, the record nine decimals.
    start: observation.start.replace(/\.(\d{3})Z$/, '.$1000000Z'),
    duration: observation.seconds,
    ...(ending === undefined ? {} : { ending: { by: ending.by, how: ending.how, phase: ending.phase } }),
    severity,
    ...(about === undefined ? {} : { about }),
    verdict: toVerdictRecord(verdict),
    stages: stages.map(toStageRecord),
    interrupted: observation.interrupted,
  };
}

function toStageRecord({ name, status, seconds, text, code }: Stage): ProbeStageRecord {
  return {
    name,
    status: status === 'running' ? 'skipped' : status,
    seconds,
    text,
    ...(code === undefined ? {} : { code }),
  };
}
