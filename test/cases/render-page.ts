/**
 * A cause's page is its test: each `packets` block on it becomes a capture, goes through the whole pipeline, and the
 * `answer` block after it is written anew with what the program says today. Blocks `log NAME` between the two are logs that
 * were read besides; the capture begins at 2023-11-14 22:13:20 UTC. The test compares the page with itself.
 */
import { Diagnoser, type Diagnosis, Witnesses } from '../../src/core/index.ts';
import { type CaptureOptions, parseRows, type Row, toPcap } from '../builders/packets.ts';
import { SEVERITIES } from './severities.ts';

const BLOCKS =
  /^```packets([^\n]*)\n([\s\S]*?)^```\n((?:\n?^```log [^\n]+\n[\s\S]*?^```\n)*)(?:\n?^```answer\n[\s\S]*?^```\n)?/gm;

const LOGS = /^```log ([^\n]+)\n([\s\S]*?)^```\n/gm;

const SIGNS = { proves: '++', supports: '+ ', hints: '~ ', 'speaks-against': '- ', excludes: '--' } as const;

/** A `packets` block of a page. */
export interface PacketsBlock {
  readonly rows: readonly Row[];
  readonly options: CaptureOptions;
}

/** The `packets` blocks of a page, in order. */
export function blocksOf(page: string): PacketsBlock[] {
  return [...page.matchAll(BLOCKS)].map(([, words, rows]) => ({
    rows: parseRows(rows ?? ''),
    options: readOptions(words ?? ''),
  }));
}

/** The page with today's answers. */
export function renderPage(page: string): string {
  return page.replace(BLOCKS, (_, words: string, rows: string, logs: string) => {
    const answer = answerTo(toPcap(parseRows(rows), readOptions(words)), readLogs(logs));
    return `\`\`\`packets${words}\n${rows}\`\`\`\n${logs}\n\`\`\`answer\n${answer}\`\`\`\n`;
  });
}

/** The `log` blocks behind a `packets` block. */
function readLogs(blocks: string): Witnesses | undefined {
  const logs = [...blocks.matchAll(LOGS)];
  if (logs.length === 0) return undefined;
  const witnesses = new Witnesses();
  for (const [, name = '', text = ''] of logs) {
    const { telling } = witnesses.read(name, text);
    if (telling === 0 && !name.startsWith('silent'))
      throw new Error(`Cannot use log ${name}: none of its lines tells anything`);
  }
  return witnesses;
}

/** `client ADDRESS:PORT server ADDRESS:PORT ipv6 snaplen N cttl N sttl N`, in any order. */
function readOptions(words: string): CaptureOptions {
  const options: Record<string, unknown> = {};
  const tokens = words.trim().split(/\s+/).filter(Boolean);
  while (tokens.length > 0) {
    const word = tokens.shift();
    if (word === 'ipv6') options['ipv6'] = true;
    else if (word === 'client' || word === 'server') options[word] = tokens.shift();
    else if (word === 'snaplen') options['snaplen'] = Number(tokens.shift());
    else if (word === 'cttl') options['clientTtl'] = Number(tokens.shift());
    else if (word === 'sttl') options['serverTtl'] = Number(tokens.shift());
    else throw new Error(`Cannot read packets block: unknown word ${word}`);
  }
  return options;
}

/** What the program says of a capture, worst first. */
export function answerTo(capture: Uint8Array, witnesses?: Witnesses): string {
  const diagnoses: Diagnosis[] = [];
  const diagnoser = new Diagnoser({
    onDiagnosis: (diagnosis) => diagnoses.push(diagnosis),
    all: true,
    ...(witnesses === undefined ? {} : { witnesses }),
  });
  diagnoser.push(capture);
  const { problems } = diagnoser.finish();
  const worst = (diagnosis: Diagnosis): number => SEVERITIES.indexOf(diagnosis.severity);
  diagnoses.sort((a, b) => worst(a) - worst(b) || a.connection.stream - b.connection.stream);
  const several = diagnoses.length > 1;
  const answers = diagnoses.map((diagnosis) => renderDiagnosis(diagnosis, several));
  return [...answers, ...problems.map((problem) => `problem ${problem.message}\n`)].join('\n');
}

function renderDiagnosis({ connection, ending, severity, verdict }: Diagnosis, several: boolean): string {
  const { client, server, state, history } = connection;
  const lines = [`${verdict.confidence} ${verdict.cause}   closed by: ${verdict.closer}   ${severity}`];
  if (several) lines.push(`  ${client.address}:${client.port} → ${server.address}:${server.port}`);
  const packet = ending.packet === undefined ? '' : ` #${ending.packet}`;
  lines.push(`  ending ${ending.by} ${ending.how} ${ending.phase}${packet}   ${state} ${history}`);
  for (const { weight, text, packets, said } of verdict.evidence) {
    const place = said === undefined ? packets.map((number) => `#${number}`).join(' ') : `${said.file}:${said.line}`;
    lines.push(`  ${SIGNS[weight]} ${place} ${text}`);
  }
  for (const { cause, confidence, text } of verdict.alternatives) lines.push(`or      ${confidence} ${cause}: ${text}`);
  for (const { cause, text } of verdict.ruledOut) lines.push(`not     ${cause}: ${text}`);
  return `${lines.join('\n')}\n`;
}
