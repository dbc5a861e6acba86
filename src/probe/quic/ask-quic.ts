/** Whether QUIC is spoken at the UDP port of a host: a packet of a version that nobody speaks, and what comes back. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:dgram';
import type { Checklist } from '../checklist.ts';
import { waitFor } from '../deadline.ts';
import type { Machine } from '../machine.ts';
import type { Exchange, Resolution } from '../model.ts';
import { toSystemError } from '../system-error.ts';
import type { Target } from '../target.ts';
import { readHttp3Port } from './alt-svc.ts';
import { makePacket, nameVersions, type QuicPacket, readVersions } from './packet.ts';
import type { QuicTrial } from './trial.ts';
import { describeQuic } from './words.ts';

/** When the packet is sent, in seconds: again where it, or the answer, may have been lost. */
const SENT_AT = [0, 0.3, 1];

/** So long an answer is waited for, where the time limit is not shorter. */
const WAIT_SECONDS = 3;

/** What is asked, and how. */
export interface QuicPlan {
  readonly target: Target;
  readonly addresses: Resolution['addresses'];
  readonly exchanges: readonly Exchange[];
  readonly machine: Machine;
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly clock: () => number;
  readonly checklist: Checklist;
}

/** Whether QUIC may be spoken beside this target. */
export function mayHaveQuic({ scheme, port }: Target): boolean {
  return scheme === 'https' || port === 443;
}

/** Asks at each address, all at once. Never rejects. */
export async function askQuic(plan: QuicPlan): Promise<readonly QuicTrial[]> {
  const { target, addresses, exchanges, machine, signal, clock, checklist } = plan;
  const offer = exchanges.find(({ altSvc }) => altSvc !== undefined)?.altSvc;
  const offered = offer === undefined ? undefined : readHttp3Port(offer, target.host);
  const port = offered ?? target.port;
  const seconds = Math.min(plan.seconds, WAIT_SECONDS);
  return await Promise.all(
    addresses.map(async ({ address, family }) => {
      const at = clock();
      checklist.begin(`quic ${address}`, 'quic', `QUIC at UDP port ${port} of ${address}`);
      const tried = await tryQuic(() => machine.openDatagrams(family), address, port, seconds, signal);
      const known = { address, family, port, offered: offered !== undefined };
      const trial: QuicTrial = { ...known, ...tried, seconds: clock() - at };
      const { status, text } = describeQuic(trial);
      const code = trial.error?.code;
      checklist.finish(`quic ${address}`, 'quic', status, text, code === undefined ? {} : { code });
      return trial;
    }),
  );
}

type Tried = Pick<QuicTrial, 'outcome' | 'versions' | 'error'>;

async function tryQuic(
  open: () => Socket,
  address: string,
  port: number,
  seconds: number,
  signal: AbortSignal,
): Promise<Tried> {
  const packet = makePacket(randomBytes(17));
  const timers: NodeJS.Timeout[] = [];
  let strange = false;
  let isOver = false;
  let socket: Socket | undefined;
  try {
    socket = open();
    const answer = hear(socket, packet, () => {
      strange = true;
    });
    const asked = connect(socket, address, port).then(() => {
      const send = (): void => socket!.send(packet.bytes, () => {});
      if (!isOver) for (const at of SENT_AT) timers.push(setTimeout(send, at * 1000));
      return answer;
    });
    const waited = await waitFor(Promise.race([answer, asked]), seconds, signal);
    if (waited.why === 'done') return { outcome: 'answers', versions: nameVersions(waited.value) };
    if (waited.why === 'aborted') return { outcome: 'aborted', versions: [] };
    return { outcome: strange ? 'odd' : 'silent', versions: [] };
  } catch (thrown) {
    const error = toSystemError(thrown);
    return { outcome: OUTCOMES[error.code] ?? 'failed', versions: [], error };
  } finally {
    isOver = true;
    for (const timer of timers) clearTimeout(timer);
    close(socket);
  }
}

/** What ICMP errors come to (Linux: net/ipv4/icmp.c, `icmp_err_convert`), and errors of this machine itself. */
const OUTCOMES: Readonly<Partial<Record<string, QuicTrial['outcome']>>> = {
  ECONNREFUSED: 'refused',
  // Windows says so of a port that is not reachable.
  ECONNRESET: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
};

/** A socket that is connected is told of ICMP errors, and hears nobody else. */
function connect(socket: Socket, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // Of a failure, too, the listener is told, in an argument that the types do not know.
    const onConnect = (error?: Error | null): void => (error ? reject(error) : resolve());
    socket.connect(port, address, onConnect);
  });
}

function hear(socket: Socket, packet: QuicPacket, onStrange: () => void): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (datagram) => {
      const versions = readVersions(datagram, packet);
      if (versions === undefined) onStrange();
      else resolve(versions);
    });
  });
}

/** The packet may still be on its way to the system: what comes of it then is nobody’s business any more. */
function close(socket: Socket | undefined): void {
  if (socket === undefined) return;
  socket.removeAllListeners('error');
  socket.on('error', () => {});
  socket.close();
}
