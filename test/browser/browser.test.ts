/**
 * The core in a real browser: every example gives the records that it gives in Node, whole or in small portions, and the
 * page that docs/library.md shows reads a file and says who closed its connections.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagnose, explain } from '../../src/core/index.ts';
import { projectRoot } from '../architecture/source-file.ts';
import { blocksOf, readPage } from '../docs/markdown.ts';
import { texts } from '../explain/texts.ts';
import { exampleCaptures } from '../properties/captures.ts';

const CHROMIUM = '/usr/bin/chromium';
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
};
const PORTION = 997;

/** Runs in the page, so it is text: the records of each example, read in small portions. */
const RECORDS_OF = `async (names, portion) => {
  const { Diagnoser, toConnectionRecord } = await import('whyclosed');
  const answers = [];
  for (const name of names) {
    const bytes = new Uint8Array(await (await fetch('/examples/' + name)).arrayBuffer());
    const diagnoses = [];
    const diagnoser = new Diagnoser({ onDiagnosis: (diagnosis) => diagnoses.push(diagnosis), all: true });
    for (let at = 0; at < bytes.length; at += portion) diagnoser.push(bytes.subarray(at, at + portion));
    const { baseSeconds } = diagnoser.finish();
    answers.push(JSON.stringify(diagnoses.map((diagnosis) => toConnectionRecord(diagnosis, baseSeconds))));
  }
  return answers;
}`;

const page = blocksOf(readPage('docs/library.md')).find(({ language }) => language === 'html')?.text ?? '';
const captures = exampleCaptures();
let folder = '';
let server: Server;
let origin = '';
let browser: Browser;

/** Where a path of the page lies on disk: the package freshly compiled, what it depends on, and the examples. */
function fileOf(path: string): string {
  const core = '/node_modules/whyclosed/dist/core/';
  return path.startsWith(core) ? join(folder, path.slice(core.length)) : join(projectRoot, path);
}

function serve(): Promise<Server> {
  const made = createServer(({ url = '/' }, response) => {
    const path = normalize(decodeURIComponent(url));
    const body = path === '/' ? page : existsSync(fileOf(path)) ? readFileSync(fileOf(path)) : undefined;
    response
      .writeHead(body === undefined ? 404 : 200, { 'content-type': TYPES[extname(path)] ?? 'text/html' })
      .end(body);
  });
  return new Promise((resolve) => {
    made.listen(0, '127.0.0.1', () => resolve(made));
  });
}

async function openPage(): Promise<{ tab: Page; errors: string[] }> {
  const tab = await browser.newPage();
  const errors: string[] = [];
  tab.on('pageerror', ({ message }) => errors.push(message));
  tab.on('requestfailed', (request) => errors.push(request.url()));
  await tab.goto(origin);
  return { tab, errors };
}

// A browser is there wherever CI runs; elsewhere the tests say that it is missing and are skipped.
const isMissing = !existsSync(CHROMIUM) && process.env['CI'] === undefined;

describe.skipIf(isMissing)('in a browser', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'whyclosed-browser-'));
    const tsc = join(projectRoot, 'node_modules/.bin/tsc');
    const options = ['-p', 'src/core', '--outDir', folder, '--tsBuildInfoFile', join(folder, 'build')];
    const { status, stdout } = spawnSync(tsc, options, { cwd: projectRoot, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    server = await serve();
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('every example gives the records it gives in Node', async () => {
    const { tab, errors } = await openPage();
    const names = captures.map(({ name }) => name);
    const inBrowser: string[] = await tab.evaluate(`(${RECORDS_OF})(${JSON.stringify(names)}, ${PORTION})`);
    const inNode = await Promise.all(
      captures.map(async ({ bytes }) => JSON.stringify((await diagnose(bytes, { all: true })).connections)),
    );
    expect(inBrowser.length).toBeGreaterThan(10);
    expect(inBrowser).toEqual(inNode);
    expect(errors).toEqual([]);
  });

  test('every error text is explained as in Node', async () => {
    const { tab, errors } = await openPage();
    const given = texts.map(({ text }) => text);
    const explained = `import('whyclosed').then(({ explain }) => ${JSON.stringify(given)}.map((text) => explain(text)))`;
    expect(await tab.evaluate(explained)).toEqual(given.map(explain));
    expect(errors).toEqual([]);
  });

  test('the page of docs/library.md reads a file', async () => {
    const { tab, errors } = await openPage();
    const buffer = Buffer.from(captures.find(({ name }) => name === 'closed-port/client.pcap')?.bytes ?? []);
    await tab.setInputFiles('input', { name: '<b>.pcap', mimeType: 'application/octet-stream', buffer });
    const output = tab.locator('pre', { hasText: 'failed' });
    await output.waitFor();
    expect(await output.textContent()).toMatch(/^closed-port, likely: .*\n1 of 1 failed$/);
    expect(errors).toEqual([]);
  });
});
