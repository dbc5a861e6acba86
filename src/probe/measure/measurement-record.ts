/** The public record of a measurement: what `--format ndjson` prints of it. */
import type { MeasurementRecord } from '../../core/model/record.ts';
import type { Measurement } from './measurement.ts';

/** Makes the record; `target` is the text of what was measured. */
export function toMeasurementRecord(target: string, measurement: Measurement): MeasurementRecord {
  const { measured, server, start, seconds, severity, finding, confidence, cause, ...rest } = measurement;
  return {
    type: 'measurement',
    schema: 1,
    measured,
    target,
    ...(server === undefined ? {} : { server }),
    // The clock has milliseconds, the record nine decimals.
    start: start.replace(/\.(\d{3})Z$/, '.$1000000Z'),
    duration: seconds,
    severity,
    finding,
    ...(confidence === undefined ? {} : { confidence }),
    ...(cause === undefined ? {} : { cause }),
    summary: rest.summary,
    reasons: rest.reasons,
    advice: rest.advice,
    samples: rest.samples,
    interrupted: rest.interrupted,
  };
}
