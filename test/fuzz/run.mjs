/**
 * Mutation fuzz of real captures: `npm run fuzz -- --minutes 10 --seed 1`. A child process diagnoses damaged captures
 * (the examples, and ../shared/corpus where it is there) and reports as text, NDJSON and ladder; this process watches
 * that it neither dies, nor hangs, nor grows. What breaks it is kept below the temporary folder.
 */
import { fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() & 0x7fffffff) },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  process.stdout.write('usage: npm run fuzz -- [--minutes N] [--seed N]\n');
  process.exit(0);
}

/** One input takes milliseconds; the largest corpus file a few hundred. */
const HANG_MS = 30_000;

const folder = join(tmpdir(), 'whyclosed-fuzz');
mkdirSync(folder, { recursive: true });
const deadlineMs = Date.now() + Number(values.minutes) * 60_000;
const child = fork(fileURLToPath(new URL('./worker.mjs', import.meta.url)), [values.seed, String(deadlineMs), folder]);

let inputs = 0;
let findings = 0;
let last = '';
let timer = setTimeout(onHang, HANG_MS);

function onHang() {
  findings += 1;
  process.stderr.write(`hang: no answer for ${HANG_MS / 1000} s on ${last}\n`);
  child.kill('SIGKILL');
}

child.on('message', (/** @type {{ kind: string, text: string, inputs: number }} */ message) => {
  clearTimeout(timer);
  timer = setTimeout(onHang, HANG_MS);
  inputs = message.inputs;
  if (message.kind === 'input') last = message.text;
  if (message.kind === 'finding') {
    findings += 1;
    process.stderr.write(`${message.text}\n`);
  }
});
child.on('exit', (code, signal) => {
  clearTimeout(timer);
  if (code !== 0 && findings === 0) {
    findings += 1;
    process.stderr.write(`the program died (${signal ?? code}) on ${last}\n`);
  }
  process.stdout.write(`fuzz: seed ${values.seed}, ${inputs} inputs, ${findings} findings\n`);
  process.exitCode = findings === 0 ? 0 : 1;
});
