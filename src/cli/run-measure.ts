/** What `whyclosed probe` does where it is to measure: many connections to each target, and one answer. */
import { paintPage } from '../core/report/page.ts';
import { toNdjson } from '../core/report/record.ts';
import { measureIdle } from '../probe/measure/idle.ts';
import type { MeasureOptions } from '../probe/measure/measure-options.ts';
import type { Measurement } from '../probe/measure/measurement.ts';
import { toMeasurementRecord } from '../probe/measure/measurement-record.ts';
import { measurePath } from '../probe/measure/path.ts';
import { measurePayloads } from '../probe/measure/payload.ts';
import { measureRepetition } from '../probe/measure/repeat.ts';
import type { Target } from '../probe/target.ts';
import type { Arguments } from './arguments.ts';
import type { ExitStatus } from './commands/_command.ts';
import { renderMeasurement } from './measure-page.ts';
import type { MeasureRequest } from './measure-request.ts';
import { type ProbeCommandOptions, toProbeOptions } from './probe-options.ts';
import { renderProbeHead } from './probe-page.ts';
import { StatusLine } from './status-line.ts';
import { pageStyleOf, type Terminal } from './terminal.ts';

/** Runs the command. */
export async function runMeasure(args: Arguments, request: MeasureRequest, terminal: Terminal): Promise<ExitStatus> {
  const options = toProbeOptions(args);
  const stop = new AbortController();
  const release = terminal.onInterrupt(() => stop.abort());
  const found: Measurement[] = [];
  try {
    for (const target of options.targets) {
      if (stop.signal.aborted) break;
      found.push(await measureOne(target, request, options, terminal, stop.signal, found.length === 0));
    }
  } finally {
    release();
  }
  terminal.stdout.flush();
  if (stop.signal.aborted) return 130;
  return found.some(({ severity }) => severity === 'failure') ? 1 : 0;
}

async function measureOne(
  target: Target,
  request: MeasureRequest,
  options: ProbeCommandOptions,
  terminal: Terminal,
  signal: AbortSignal,
  isFirst: boolean,
): Promise<Measurement> {
  const { stdout, stderr } = terminal;
  const { format, quiet, send, color, ascii, timeoutSeconds, method, insecure } = options;
  const style = pageStyleOf(stdout, terminal, color, ascii);
  const showsText = format === 'text' && !quiet;
  if (showsText) {
    stdout.write(paintPage([...(isFirst ? [] : [[]]), ...renderProbeHead(target.text, style)], style));
    stdout.flush();
  }
  const progress = new StatusLine(stderr, pageStyleOf(stderr, terminal, color, ascii));
  const measurement = await measure(target, request, {
    signal,
    timeoutSeconds,
    method,
    insecure,
    ...(send === undefined ? {} : { send }),
    onProgress: (text) => {
      if (!quiet) progress.show(text);
    },
  }).finally(() => progress.clear());
  if (showsText) stdout.write(paintPage([[], ...renderMeasurement(measurement, style)], style));
  if (format === 'ndjson' && !quiet) stdout.write(toNdjson(toMeasurementRecord(target.text, measurement)));
  stdout.flush();
  return measurement;
}

async function measure(target: Target, request: MeasureRequest, options: MeasureOptions): Promise<Measurement> {
  switch (request.kind) {
    case 'idle':
      return await measureIdle(target, request.limitSeconds, options);
    case 'repeat':
      return await measureRepetition(target, request.plan, options);
    case 'payload':
      return await measurePayloads(target, options);
    case 'path':
      return await measurePath(target, options);
  }
}
