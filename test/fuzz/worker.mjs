/** The part of the fuzz that does the work: damages one capture after the other and diagnoses it with the built program. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Diagnoser } from '../../dist/core/index.js';
import { toConnectionRecord, toNdjson, toSummaryRecord } from '../../dist/core/report/record.js';
import { mutate, Random } from './mutate.mjs';

const [seed, deadlineMs, folder] = process.argv.slice(2);
const root = fileURLToPath(new URL('../../', import.meta.url));
const random = new Random(Number(seed));

/** A single input takes milliseconds; this is a loop that goes on far too long. */
const SLOW_MS = 5000;
/** Resident memory that small inputs never need. */
const RESIDENT_MAX = 1500 * 2 ** 20;

const captures = [...listCaptures(join(root, 'examples')), ...listCaptures(join(root, '../shared/corpus/captures'))];
let inputs = 0;

/** @param {string} start @returns {Buffer[]} */
function listCaptures(start) {
  try {
    return readdirSync(start, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(pcap|pcapng|cap|gz|zst|trace|tcpdump|dmp)$/.test(entry.name))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
      .filter((bytes) => bytes.length < 2 ** 20);
  } catch {
    return [];
  }
}

/** @param {string} kind @param {string} text */
function tell(kind, text) {
  process.send?.({ kind, text, inputs });
}

/** @param {Buffer} bytes */
function diagnose(bytes) {
  /** @type {import('../../dist/core/index.js').Diagnosis[]} */
  const diagnoses = [];
  const diagnoser = new Diagnoser({ onDiagnosis: (diagnosis) => diagnoses.push(diagnosis), all: true });
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + 1 + random.below(65_536));
    diagnoser.push(bytes.subarray(at, end));
    at = end;
  }
  const summary = diagnoser.finish();
  for (const diagnosis of diagnoses) JSON.parse(toNdjson(toConnectionRecord(diagnosis, summary.baseSeconds)));
  JSON.parse(toNdjson(toSummaryRecord(summary)));
}

while (Date.now() < Number(deadlineMs)) {
  const bytes = captures[random.below(captures.length)];
  const other = captures[random.below(captures.length)];
  if (bytes === undefined || other === undefined || bytes.length === 0) continue;
  const damaged = mutate(bytes, random, other);
  inputs += 1;
  const kept = join(String(folder), 'last.bin');
  writeFileSync(kept, damaged);
  if (inputs % 50 === 1) tell('input', kept);
  const startMs = performance.now();
  try {
    diagnose(damaged);
  } catch (error) {
    const saved = join(String(folder), `finding-${seed}-${inputs}.bin`);
    writeFileSync(saved, damaged);
    tell('finding', `${saved}: ${error instanceof Error ? error.stack : error}`);
  }
  const tookMs = performance.now() - startMs;
  if (tookMs > SLOW_MS) tell('finding', `slow: ${Math.round(tookMs)} ms for ${damaged.length} bytes (input ${inputs})`);
  if (inputs % 500 === 0 && process.memoryUsage().rss > RESIDENT_MAX) {
    tell('finding', `memory: ${process.memoryUsage().rss} bytes resident after ${inputs} inputs`);
    break;
  }
}
tell('done', '');
process.disconnect?.();
