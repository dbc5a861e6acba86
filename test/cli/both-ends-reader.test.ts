import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readBothEnds } from '../../src/cli/both-ends-reader.ts';
import type { Reading } from '../../src/cli/capture-reader.ts';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import { formatTime } from '../../src/core/model/time.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));

async function read(
  client: string,
  server: string,
  { connectionsMax, signal = new AbortController().signal }: { connectionsMax?: number; signal?: AbortSignal } = {},
): Promise<{ diagnoses: Diagnosis[]; reading: Reading }> {
  const diagnoses: Diagnosis[] = [];
  const onDiagnosis = (diagnosis: Diagnosis): void => void diagnoses.push(diagnosis);
  const hooks = { all: true, onDiagnosis, onProgress: () => {}, signal };
  const reading = await readBothEnds(`${examples}${server}`, [], connectionsMax)([`${examples}${client}`], hooks);
  return { diagnoses, reading };
}

describe('captures of both ends', () => {
  it('prove that a reset was born between them', async () => {
    const { diagnoses, reading } = await read('injected-reset/client.pcap', 'injected-reset/server.pcap');
    expect(diagnoses).toMatchObject([
      { decidedAt: 'client', verdict: { cause: 'injected-reset', confidence: 'certain', closer: 'middlebox' } },
    ]);
    expect(reading.summary).toMatchObject({ packets: 15, connections: 1, failures: 1, bothEnds: { paired: 1 } });
    expect(Math.abs(reading.summary.bothEnds?.clockOffset ?? 9)).toBeLessThan(0.01);
  });

  it('prove nothing where the other is of something else', async () => {
    const { diagnoses, reading } = await read('injected-reset/client.pcap', 'closed-port/server.pcap');
    expect(diagnoses.map(({ verdict }) => verdict.confidence)).not.toContain('certain');
    expect(diagnoses.map(({ decidedAt }) => decidedAt)).toEqual(['client', 'server']);
    expect(reading.summary.bothEnds).toEqual({ paired: 0 });
    expect(reading.summary.problems).toMatchObject([{ message: expect.stringContaining('in both captures') }]);
  });

  it('are taken the right way round where they are given the other', async () => {
    const right = await read('injected-reset/client.pcap', 'injected-reset/server.pcap');
    const wrong = await read('injected-reset/server.pcap', 'injected-reset/client.pcap');
    expect(wrong.diagnoses.map(({ verdict, decidedAt }) => [verdict, decidedAt])).toEqual(
      right.diagnoses.map(({ verdict, decidedAt }) => [verdict, decidedAt]),
    );
    expect(right.reading.summary.problems).toEqual([]);
    expect(wrong.reading.summary.problems).toMatchObject([
      { code: 'capture-quality', message: expect.stringContaining('injected-reset/client.pcap was made nearer') },
    ]);
  });

  it('count time from the same second, whichever decides', async () => {
    const { diagnoses } = await read('closed-port/client.pcap', 'closed-port/server.pcap');
    expect(diagnoses).toMatchObject([{ decidedAt: 'server' }]);
    expect(Math.abs(diagnoses[0]?.connection.startNs ?? 9e9)).toBeLessThan(1e9);
  });

  it('count time from the second of the one that has packets', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'both-ends-'));
    const empty = join(folder, 'empty.pcap');
    writeFileSync(empty, readFileSync(`${examples}closed-port/client.pcap`).subarray(0, 24));
    const { diagnoses, reading } = await read(relative(examples, empty), 'closed-port/server.pcap');
    rmSync(folder, { recursive: true });
    expect(diagnoses).toMatchObject([{ decidedAt: 'server', verdict: { cause: 'closed-port' } }]);
    expect(formatTime(reading.base, diagnoses[0]?.connection.startNs ?? 0)).toMatch(/^2026-/);
  });

  it('are looked at up to a number of connections, which is said', async () => {
    const path = 'listener-shutdown/client.pcap';
    const { diagnoses, reading } = await read(path, path.replace('client', 'server'), { connectionsMax: 1 });
    expect(diagnoses.length).toBeLessThan(3);
    expect(reading.summary.problems).toMatchObject([
      { code: 'limit-reached', message: expect.stringContaining('client’s capture has more than 1') },
      { code: 'limit-reached', message: expect.stringContaining('server’s capture has more than 1') },
    ]);
  });

  it('are given up at once where the reading is interrupted', async () => {
    const { diagnoses } = await read('injected-reset/client.pcap', 'injected-reset/server.pcap', {
      signal: AbortSignal.abort(),
    });
    expect(diagnoses).toEqual([]);
  });
});
