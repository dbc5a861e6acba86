/** The logs beside the recordings of the lab: real lines of real programs, and why each connection ended is known. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLogLine } from '../../src/core/logs/_read-log-line.ts';
import { projectRoot } from '../architecture/source-file.ts';

const root = join(projectRoot, 'examples');

/** Logs of programs on the side of the client: they say what it was told, not why. */
const OF_CLIENTS = /^(?:curl|client|node-client|tls-client|psql|mariadb-client|dialler)\.log$/;

const recordings = readdirSync(root).filter((name) => existsSync(join(root, name, 'recording.json')));

/** What the logs of a recording mean, each once. */
function meaningsOf(recording: string): string[] {
  const files = readdirSync(join(root, recording)).filter((file) => file.endsWith('.log') && !OF_CLIENTS.test(file));
  const lines = files.flatMap((file) => readFileSync(join(root, recording, file), 'utf8').split('\n'));
  const meanings = lines.map((line) => readLogLine(line)?.meaning).filter((meaning) => meaning !== undefined);
  return [...new Set(meanings)].sort();
}

/** Recordings whose logs tell something, by the beginning of their name; the longest that fits counts. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
  'access-list-after-accept': ['not-allowed'],
  'administrative-termination': ['terminated'],
  'client-abort-curl': ['client-closed'],
  'client-certificate-rejection': ['client-certificate'],
  'client-timeout-nginx': ['client-closed'],
  'closed-port-nginx-stopped': ['shutdown'],
  'closed-without-response-nginx': ['no-answer'],
  'connection-limit-haproxy': ['connection-limit'],
  'connection-limit-mysql': ['connection-limit'],
  'connection-limit-nginx': ['connection-limit', 'no-answer'],
  'connection-limit-nginx-workers': ['connection-limit'],
  'connection-limit-postgres': ['connection-limit'],
  'endpoint-removal': ['mapping-deleted'],
  'file-descriptor-exhaustion': ['descriptor-limit'],
  'firewall-state-loss': ['mapping-deleted'],
  'forwarder-without-backend': ['upstream-refused'],
  'forwarder-without-backend-late': ['upstream-timeout'],
  'graceful-shutdown': ['shutdown'],
  'keepalive-race-haproxy': ['upstream-closed'],
  'middlebox-idle-timeout': ['mapping-expired'],
  'nat-mapping-loss': ['mapping-deleted'],
  'plain-on-tls-port': ['plain-on-tls'],
  'process-crash-exception': ['crash'],
  'protocol-error': ['malformed'],
  'proxy-protocol-mismatch': ['proxy-protocol'],
  'request-timeout': ['slow'],
  'request-too-large': ['too-large'],
  // A client that does not trust the server goes without a word.
  'server-certificate-rejection-node': ['client-closed'],
  'server-idle-timeout': ['idle'],
  'ssh-startup-limit': ['connection-limit'],
  'tls-on-plain-port': ['tls-on-plain'],
  'tls-on-plain-port-proxy': ['upstream-failed'],
  // The connection that was dialled to find out who answers.
  'transparent-proxy': ['upstream-refused'],
  'truncated-response': ['upstream-closed'],
  'unread-request-body': ['too-large'],
  'upstream-refusal': ['upstream-refused'],
  'upstream-refusal-nginx': ['upstream-failed', 'upstream-refused'],
  'upstream-removal-haproxy': ['terminated', 'upstream-down'],
  'upstream-removal-health-check': ['upstream-down'],
  'upstream-timeout': ['upstream-timeout'],
  'worker-recycling': ['worker-recycled'],
  'worker-timeout': ['worker-timeout'],
  'zero-window-stall-nginx': ['client-stalled'],
};

/** Recordings of those kinds whose programs wrote nothing that tells why, or wrote no log. */
const SILENT: readonly RegExp[] = [
  // It tells the client, or counts.
  /^access-list-after-accept-(?:haproxy|mysql|redis)/,
  // The handshake failed, and the line says no more.
  /^client-certificate-rejection-haproxy/,
  // It never accepted more than it may, and closes with an answer of its own.
  /^connection-limit-haproxy-frontend/,
];

function expectedOf(recording: string): readonly string[] {
  const kind = Object.keys(TELLING)
    .filter((name) => recording.startsWith(name))
    .sort((a, b) => b.length - a.length)[0];
  return kind === undefined || SILENT.some((silent) => silent.test(recording)) ? [] : TELLING[kind]!;
}

function hasTelling(recording: string): boolean {
  return meaningsOf(recording).length > 0;
}

describe('the logs of recordings', () => {
  test.each(recordings.filter(hasTelling))('%s says why', (recording) => {
    expect(meaningsOf(recording)).toEqual(expectedOf(recording));
  });

  test.each(Object.keys(TELLING))('some recording %s says why', (kind) => {
    expect(recordings.filter((name) => name.startsWith(kind)).some(hasTelling)).toBe(true);
  });

  test.each(
    recordings.filter((name) => /^(?:normal-close|still-open|health-check|half-close|server-name|injected)/.test(name)),
  )('%s blames nobody', (recording) => {
    expect(meaningsOf(recording)).toEqual([]);
  });

  test('and the connection that an entry of connection tracking had', () => {
    const text = readFileSync(join(root, 'nat-mapping-loss-rebinding/conntrack.log'), 'utf8');
    const readings = text
      .split('\n')
      .map(readLogLine)
      .filter((reading) => reading !== undefined);
    expect(readings.map(({ translation }) => translation)).toEqual([
      {
        client: { address: '192.0.2.2', port: 50_001 },
        server: { address: '198.51.100.2', port: 8080 },
        translatedClient: { address: '198.51.100.1', port: 40_000 },
        translatedServer: { address: '198.51.100.2', port: 8080 },
      },
    ]);
  });
});
