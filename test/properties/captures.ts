/** Captures to try properties on: the packets of all cause pages, and the recorded examples. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Diagnoser, type Diagnosis, type Summary } from '../../src/core/index.ts';
import { blocksOf, type PacketsBlock } from '../cases/render-page.ts';

const pagesFolder = fileURLToPath(new URL('../../docs/causes/', import.meta.url));
const examplesFolder = fileURLToPath(new URL('../../examples/', import.meta.url));

/** A case of a page, by page and place. */
export interface PageCase extends PacketsBlock {
  readonly name: string;
}

/** All cases of all cause pages. */
export function pageCases(): PageCase[] {
  const pages = readdirSync(pagesFolder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return pages.flatMap((name) =>
    blocksOf(readFileSync(pagesFolder + name, 'utf8')).map((block, index) => ({
      ...block,
      name: `${name} #${index + 1}`,
    })),
  );
}

/** The bytes of all recorded examples as the client saw them, by path below the folder. */
export function exampleCaptures(): { name: string; bytes: Uint8Array }[] {
  const names = readdirSync(examplesFolder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('/client.pcap'),
  );
  return names.sort().map((name) => ({ name, bytes: new Uint8Array(readFileSync(examplesFolder + name)) }));
}

/** Everything the program says of these portions of a capture. */
export function diagnoseAll(portions: Iterable<Uint8Array>): {
  diagnoses: Diagnosis[];
  summary: Summary;
  resolutions: Diagnoser['resolutions'];
} {
  const diagnoses: Diagnosis[] = [];
  const diagnoser = new Diagnoser({ onDiagnosis: (diagnosis) => diagnoses.push(diagnosis), all: true });
  for (const portion of portions) diagnoser.push(portion);
  const summary = diagnoser.finish();
  return { diagnoses, summary, resolutions: diagnoser.resolutions };
}

/** What of an answer must not depend on addresses, ports, dates or sequence numbers. */
export function essenceOf(diagnosis: Diagnosis): unknown {
  const { connection, ending, severity, verdict } = diagnosis;
  return {
    state: connection.state,
    history: connection.history,
    completeness: connection.completeness,
    by: ending.by,
    how: ending.how,
    phase: ending.phase,
    packet: ending.packet,
    severity,
    cause: verdict.cause,
    closer: verdict.closer,
    confidence: verdict.confidence,
    evidence: verdict.evidence.map(({ weight, packets }) => ({ weight, packets })),
    alternatives: verdict.alternatives.map(({ cause, confidence }) => ({ cause, confidence })),
    ruledOut: verdict.ruledOut.map(({ cause }) => cause),
  };
}
