/** One connection to one address, ready to be spoken on: TCP, and TLS where the target has it. */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { raceConnects } from '../connect.ts';
import type { Machine } from '../machine.ts';
import type { ConnectOutcome, Family } from '../model.ts';
import { schemes, type Target } from '../target.ts';
import { shakeHands } from '../tls.ts';

/** Where to connect and how long to wait. */
export interface StreamPlan {
  readonly target: Target;
  readonly address: string;
  readonly family: Family;
  readonly machine: Machine;
  /** For ALPN. */
  readonly alpn: readonly string[];
  /** Speaks to a server whose certificate is not trusted, too. */
  readonly insecure: boolean;
  /** Time limit of each stage. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Seconds since the measurement began. */
  readonly clock: () => number;
}

/** What became of it. The stream is there where all went well; whoever takes it destroys the socket. */
export interface OpenedStream {
  readonly connectSeconds: number;
  readonly tlsSeconds?: number;
  readonly socket?: Socket;
  readonly stream?: Duplex;
  /** Where it stopped: at which stage, and the outcome in a word or an error code. */
  readonly problem?: { readonly stage: 'connect' | 'tls'; readonly outcome: string };
}

/** Opens a connection. Never rejects. */
export async function openStream(plan: StreamPlan): Promise<OpenedStream> {
  const { target, address, family } = plan;
  const race = raceConnects({
    ...plan,
    addresses: [{ address, family }],
    port: target.port,
    onStart: () => {},
    onAttempt: () => {},
  });
  const [attempt] = await race.attempts;
  const won = await race.winner;
  const connectSeconds = attempt?.seconds ?? 0;
  if (won === undefined) {
    return { connectSeconds, problem: { stage: 'connect', outcome: wordOf(attempt?.outcome ?? 'failed') } };
  }
  const { socket } = won;
  socket.setNoDelay(true);
  if (!schemes[target.scheme].tls) return { connectSeconds, socket, stream: socket };
  const { handshake, stream } = await shakeHands(socket, {
    ...plan,
    host: target.host,
    roots: plan.machine.trustedRoots,
  });
  const tlsSeconds = handshake.seconds;
  const isRefused = handshake.trusted === false && !plan.insecure;
  if (stream === undefined || isRefused) {
    stream?.destroy();
    socket.destroy();
    const outcome = isRefused ? (handshake.untrusted?.code ?? 'not trusted') : (handshake.error?.code ?? 'failed');
    return { connectSeconds, tlsSeconds, problem: { stage: 'tls', outcome } };
  }
  return { connectSeconds, tlsSeconds, socket, stream };
}

const WORDS: Partial<Readonly<Record<ConnectOutcome, string>>> = { timeout: 'no answer', aborted: 'interrupted' };

function wordOf(outcome: ConnectOutcome): string {
  return WORDS[outcome] ?? outcome;
}
