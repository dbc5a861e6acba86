import { describe, expect, test } from 'vitest';
import { parseArguments, sharedOptions } from '../../src/cli/arguments.ts';
import type { CaptureReader, ReadingHooks } from '../../src/cli/capture-reader.ts';
import { command } from '../../src/cli/commands/read.ts';
import { runRead } from '../../src/cli/run-read.ts';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import { base, closedWell, refused, resetWhileIdle, summaryOf } from '../builders/diagnoses.ts';
import { type RecordedTerminal, recordTerminal } from '../builders/terminal.ts';

const ended = [refused(), resetWhileIdle({ severity: 'suspicious' }), closedWell()];

/** A reader of these diagnoses; `during` happens before them. */
function readerOf(diagnoses: readonly Diagnosis[], during: (hooks: ReadingHooks) => void = () => {}): CaptureReader {
  return async (_paths, hooks) => {
    during(hooks);
    for (const diagnosis of diagnoses) {
      if (hooks.all || diagnosis.severity !== 'benign') hooks.onDiagnosis(diagnosis, base);
    }
    return { summary: summaryOf(diagnoses), base };
  };
}

async function run(
  line: string,
  reader: CaptureReader = readerOf(ended),
  terminal: RecordedTerminal = recordTerminal(),
) {
  const args = parseArguments([...line.split(' ').filter(Boolean), 'a.pcap'], [...command.options, ...sharedOptions]);
  return { status: await runRead(args, terminal, reader), ...terminal.written };
}

describe('whyclosed read', () => {
  test('prints the verdicts that are no benign ones', async () => {
    const { stdout, stderr, status } = await run('');
    expect(stdout).toContain('closed-port');
    expect(stdout).toContain('stale-pooled-connection');
    expect(stdout).not.toContain('normal-close');
    expect(stdout).toContain('16 packets, 3 connections: 1 failed, 1 suspicious, 1 fine');
    expect([stderr, status]).toEqual(['', 0]);
  });

  test('prints all of them where asked for, or where the filter is about one', async () => {
    expect((await run('--all')).stdout).toContain('normal-close');
    expect((await run('--where stream=5')).stdout).toContain('normal-close');
    expect((await run('--where stream=5')).stdout).not.toContain('closed-port');
  });

  test('prints NDJSON, a record a line and the summary last', async () => {
    const { stdout } = await run('--format ndjson --all');
    const types = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types).toEqual(['connection', 'connection', 'connection', 'summary']);
  });

  test.each([
    ['--fail-on failure', ended, 1],
    ['--fail-on suspicious', ended, 1],
    ['--fail-on failure', ended.slice(1), 0],
    ['--fail-on suspicious', ended.slice(1), 1],
    ['--fail-on suspicious', ended.slice(2), 0],
    ['--fail-on suspicious --all', ended.slice(2), 0],
    ['--fail-on failure --where stream=3', ended, 0],
    ['--fail-on suspicious --where stream=3', ended, 1],
    ['', ended, 0],
  ])('%s: status', async (line, diagnoses, status) => {
    expect((await run(line, readerOf(diagnoses))).status).toBe(status);
  });

  test('is quiet where asked to be', async () => {
    expect(await run('--quiet --fail-on failure')).toEqual({ status: 1, stdout: '', stderr: '' });
  });

  test.each([
    ['', true],
    ['--format ndjson', true],
    ['--quiet', false],
  ])('says on standard error what could not be read, and reads the rest: %s', async (line, hasOutput) => {
    const problem = { code: 'unreadable-input' as const, message: 'Cannot read b.pcap: permission denied', count: 1 };
    const reader: CaptureReader = async (paths, hooks) => {
      const { summary } = await readerOf(ended)(paths, hooks);
      return { summary: { ...summary, problems: [problem] }, base };
    };
    const { stdout, stderr, status } = await run(line, reader);
    expect(stderr).toBe('error: Cannot read b.pcap: permission denied\n');
    expect(stdout !== '').toBe(hasOutput);
    expect(stdout.includes('note:')).toBe(false);
    expect(status).toBe(0);
  });

  test.each([
    [200, 110],
    [70, 70],
    [10, 40],
    [0, 90],
  ])('is set in the width of the terminal, within reason: %i columns', async (columns, width) => {
    const { stdout } = await run('--all --color never', readerOf(ended), recordTerminal({ columns }));
    const longest = Math.max(...stdout.split('\n').map((text) => text.length));
    expect(longest).toBeLessThanOrEqual(width);
    expect(longest).toBeGreaterThan(width * 0.85);
  });

  test('draws the packets of what it shows', async () => {
    expect((await run('--ladder --limit 1')).stdout).toContain(
      '│◀────────────────────────────── RST ACK seq 0 ack 1 ─│ ◀ ended it',
    );
  });
});

describe('Ctrl-C', () => {
  test('ends the reading, prints what was found and says so', async () => {
    const terminal = recordTerminal();
    const reader = readerOf(ended, ({ signal }) => {
      expect(signal.aborted).toBe(false);
      terminal.interrupt();
      expect(signal.aborted).toBe(true);
    });
    const { stdout, stderr, status } = await run('--limit 0', reader, terminal);
    expect(stdout).toContain('3 connections');
    expect(stderr).toBe('note: interrupted after 16 packets; what follows was not read\n');
    expect(status).toBe(130);
  });

  test('means what it always does once the reading is over', async () => {
    const terminal = recordTerminal();
    let signal: AbortSignal | undefined;
    await run(
      '',
      readerOf(ended, (hooks) => {
        signal = hooks.signal;
      }),
      terminal,
    );
    terminal.interrupt();
    expect(signal?.aborted).toBe(false);
  });
});

describe('the progress line', () => {
  const MB = 1e6;

  /** A read of two seconds that tells its progress each half second. */
  function slowReader(terminal: RecordedTerminal): CaptureReader {
    return readerOf(ended, ({ onProgress }) => {
      for (let step = 0; step < 4; step++) {
        onProgress({ file: 'a\u001b[2J.pcap', bytes: step * 500 * MB, totalBytes: 2100 * MB });
        terminal.passMs(500);
      }
    });
  }

  test('comes after a second and goes without a trace', async () => {
    const terminal = recordTerminal({ columns: 100 });
    const { stderr } = await run('--color never', slowReader(terminal), terminal);
    expect(stderr).toBe(
      '\r\u001b[KReading a\\x1b[2J.pcap: 1.00 GB of 2.10 GB, 47%, 1.00 GB/s, 2 s left' +
        '\r\u001b[KReading a\\x1b[2J.pcap: 1.50 GB of 2.10 GB, 71%, 1.00 GB/s, 1 s left' +
        '\r\u001b[K',
    );
  });

  test('goes also where the reading fails', async () => {
    const terminal = recordTerminal({ columns: 100 });
    const slow = slowReader(terminal);
    const failing: CaptureReader = async (paths, hooks) => {
      await slow(paths, hooks);
      throw new Error('disk on fire');
    };
    await expect(run('', failing, terminal)).rejects.toThrow('disk on fire');
    expect(terminal.written.stderr).toMatch(/left\r\u001b\[K$/);
  });

  test.each([
    ['where standard error is no terminal', '', {}],
    ['with --quiet', '--quiet', { columns: 100 }],
    ['while records scroll by on the terminal', '--format ndjson', { columns: 100 }],
  ])('does not come %s', async (_where, line, options) => {
    const terminal = recordTerminal(options);
    expect((await run(line, slowReader(terminal), terminal)).stderr).toBe('');
  });

  test('comes while records go elsewhere', async () => {
    const terminal = recordTerminal({ columns: 100, stdoutIsTerminal: false });
    expect((await run('--format ndjson', slowReader(terminal), terminal)).stderr).toContain('Reading');
  });

  test('fits the terminal', async () => {
    const terminal = recordTerminal({ columns: 44 });
    const { stderr } = await run('', slowReader(terminal), terminal);
    expect(stderr.split('\r\u001b[K').filter((text) => text.length > 43)).toEqual([]);
  });
});

describe('colour', () => {
  const SGR = '\u001b[';

  test.each([
    ['on a terminal', '', { columns: 80 }, true],
    ['in a pipe', '', {}, false],
    ['in a pipe, asked for', '--color always', {}, true],
    ['on a terminal, not wanted', '--color never', { columns: 80 }, false],
    ['on a terminal with NO_COLOR', '', { columns: 80, env: { NO_COLOR: '1' } }, false],
    ['on a terminal with an empty NO_COLOR', '', { columns: 80, env: { NO_COLOR: '' } }, true],
    ['on a dumb terminal', '', { columns: 80, env: { TERM: 'dumb' } }, false],
    ['with NO_COLOR, but asked for', '--color always', { columns: 80, env: { NO_COLOR: '1' } }, true],
  ])('%s', async (_where, line, options, isColored) => {
    const { stdout } = await run(line, readerOf(ended), recordTerminal(options));
    expect(stdout.includes(SGR)).toBe(isColored);
  });

  test.each([
    ['UTF-8', { LANG: 'de_DE.UTF-8' }, false],
    ['utf8', { LANG: 'C.utf8' }, false],
    ['Latin-1', { LANG: 'de_DE.ISO-8859-1' }, true],
    ['C', { LC_ALL: 'C', LANG: 'de_DE.UTF-8' }, true],
    ['an empty LC_ALL', { LC_ALL: '', LANG: 'de_DE.UTF-8' }, false],
    ['no locale', { LANG: undefined }, false],
  ])('ASCII alone in a locale of %s', async (_name, env, isAscii) => {
    const { stdout } = await run('--ladder', readerOf(ended), recordTerminal({ env }));
    expect(/^[\n -~]*$/.test(stdout)).toBe(isAscii);
  });
});
