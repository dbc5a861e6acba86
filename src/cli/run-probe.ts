/** What `whyclosed probe` does: tries each target in turn and says how it went. */
import { causes } from '../core/causes/index.ts';
import { paintPage } from '../core/report/page.ts';
import { toNdjson, toSummaryRecord } from '../core/report/record.ts';
import type { AroundPorts } from '../probe/controls/run-controls.ts';
import { lookAround } from '../probe/look-around.ts';
import type { ProbeResult, Stage } from '../probe/model.ts';
import { type ProbeOptions, probe } from '../probe/probe.ts';
import { toProbeRecord } from '../probe/record.ts';
import type { Target } from '../probe/target.ts';
import type { Arguments } from './arguments.ts';
import type { ExitStatus } from './commands/_command.ts';
import { LiveLines } from './live-lines.ts';
import { type ProbeCommandOptions, toProbeOptions } from './probe-options.ts';
import { ProbePackets } from './probe-packets.ts';
import { renderProbeHead, renderProbeVerdict, renderStage } from './probe-page.ts';
import { pageStyleOf, type Terminal } from './terminal.ts';

/** Runs the command. */
export async function runProbe(args: Arguments, terminal: Terminal): Promise<ExitStatus> {
  const options = toProbeOptions(args);
  const stop = new AbortController();
  const release = terminal.onInterrupt(() => stop.abort());
  const results: ProbeResult[] = [];
  let packets: ProbePackets | undefined;
  try {
    packets = new ProbePackets(options, terminal);
    for (const target of options.targets) {
      if (stop.signal.aborted) break;
      results.push(await probeOne(target, options, terminal, { stop: stop.signal, packets }, results.length === 0));
    }
  } finally {
    release();
    packets?.close();
  }
  if (options.format === 'ndjson' && !options.quiet) terminal.stdout.write(summarize(results));
  terminal.stdout.flush();
  if (stop.signal.aborted) return 130;
  return results.some(({ severity }) => severity === 'failure') ? 1 : 0;
}

async function probeOne(
  target: Target,
  options: ProbeCommandOptions,
  terminal: Terminal,
  { stop: signal, packets }: { readonly stop: AbortSignal; readonly packets: ProbePackets },
  isFirst: boolean,
): Promise<ProbeResult> {
  const { stdout } = terminal;
  const { send, format, quiet, timeoutSeconds, waitSeconds, method, insecure, resolver, quic, internet, save } =
    options;
  const style = pageStyleOf(stdout, terminal, options.color, options.ascii);
  const showsText = format === 'text' && !quiet;
  const checklist = new LiveLines(stdout, style);
  if (showsText) stdout.write(paintPage([...(isFirst ? [] : [[]]), ...renderProbeHead(target.text, style)], style));
  const probing = (aroundPorts?: AroundPorts): ProbeOptions => ({
    signal,
    timeoutSeconds,
    waitSeconds,
    method,
    insecure,
    quic,
    internet,
    recorded: save !== undefined,
    ...(send === undefined ? {} : { send }),
    ...(resolver === undefined ? {} : { resolver }),
    investigate: lookAround(aroundPorts === undefined ? {} : { aroundPorts }),
    onStages: (stages: readonly Stage[]) => {
      if (!showsText) return;
      checklist.draw(
        stages.map((stage) => ({ lines: renderStage(stage, style), isFinal: stage.status !== 'running' })),
      );
    },
  });
  const result = await packets.around(target, signal, (aroundPorts) => probe(target, probing(aroundPorts)));
  if (showsText) stdout.write(paintPage([[], ...renderProbeVerdict(result, titleOf, style)], style));
  if (format === 'ndjson' && !quiet) stdout.write(toNdjson(toProbeRecord(result)));
  stdout.flush();
  return result;
}

function titleOf(id: string): string {
  return causes.find((cause) => cause.id === id)?.title ?? id;
}

function summarize(results: readonly ProbeResult[]): string {
  const count = (severity: ProbeResult['severity']): number =>
    results.filter((result) => result.severity === severity).length;
  const byCause = new Map<string, number>();
  for (const { severity, verdict } of results) {
    if (severity !== 'benign') byCause.set(verdict.cause, (byCause.get(verdict.cause) ?? 0) + 1);
  }
  const record = toSummaryRecord({
    packets: 0,
    connections: results.length,
    failures: count('failure'),
    suspicious: count('suspicious'),
    benign: count('benign'),
    causes: [...byCause].map(([cause, n]) => ({ cause, count: n })).sort((a, b) => b.count - a.count),
    problems: [],
  });
  return toNdjson(record);
}
