/**
 * Asks a resolver within TLS for the addresses of a name: DNS over TLS (RFC 7858) or DNS over HTTPS (RFC 8484). Its certificate
 * is checked, and nothing is asked of a resolver that is not trusted. Where it cannot be asked, it says at which stage.
 */
import { randomInt } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { Channel } from '../channel.ts';
import { connectToOne } from '../connect.ts';
import type { Machine } from '../machine.ts';
import type { ConnectAttempt, Family, Resolution, SecondOpinion } from '../model.ts';
import { resolveHost } from '../resolve.ts';
import { shakeHands } from '../tls.ts';
import { formatSeconds } from '../words.ts';
import { askByHttp, DNS_MESSAGE, type HttpAnswer } from './http.ts';
import { encodeQuestion, type NameAnswer, readAnswer } from './message.ts';
import type { EncryptedPlace } from './resolver-place.ts';

/** What it said, or why it could not be asked, in words. */
export type EncryptedAnswer = Pick<SecondOpinion, 'addresses' | 'outcome' | 'code' | 'why'>;

/** Where and what to ask; all of it takes at most `seconds`. */
interface Asking {
  readonly place: EncryptedPlace;
  readonly name: string;
  readonly machine: Machine;
  readonly signal: AbortSignal;
  readonly seconds: number;
  /** Seconds since the start. */
  readonly clock: () => number;
}

/** Frames that are read over while the answer is waited for. */
const FRAMES_MAX = 16;

/** Asks for both families, each on a connection of its own. Never rejects. */
export async function askEncrypted(
  place: EncryptedPlace,
  name: string,
  machine: Machine,
  seconds: number,
  signal: AbortSignal,
): Promise<EncryptedAnswer> {
  const startMs = machine.nowMs();
  const asking = { place, name, machine, seconds, signal, clock: () => (machine.nowMs() - startMs) / 1000 };
  const resolution = await resolveHost(place.host, machine, seconds, signal);
  if (resolution.addresses.length === 0) {
    const code = resolution.families.find(({ error }) => error !== undefined)?.error?.code ?? 'no address';
    return failed(code, `its own name ${place.host} was not resolved here (${code})`);
  }
  const [six, four] = await Promise.all(([6, 4] as const).map((family) => askOnce(asking, resolution, family)));
  return join(six!, four!);
}

function failed(code: string, why: string): EncryptedAnswer {
  return { addresses: [], outcome: 'failed', code, why };
}

function silent(why: string): EncryptedAnswer {
  return { addresses: [], outcome: 'silent', why };
}

/** An address of one family is enough; that there is none, both must say. */
function join(six: EncryptedAnswer, four: EncryptedAnswer): EncryptedAnswer {
  const addresses = [...six.addresses, ...four.addresses];
  if (addresses.length > 0) return { addresses, outcome: 'known' };
  return [four, six].find(({ outcome }) => outcome !== 'unknown') ?? four;
}

async function askOnce(asking: Asking, { addresses }: Resolution, family: Family): Promise<EncryptedAnswer> {
  const { place, machine, signal, seconds, clock } = asking;
  const left = (): number => Math.max(0, seconds - clock());
  const { port } = place;
  const { socket, attempts } = await connectToOne({ addresses, port, seconds: left(), machine, signal, clock });
  if (socket === undefined) return tellConnect(attempts[0], port);
  try {
    const { handshake, stream } = await shakeHands(socket, {
      host: place.name,
      alpn: place.kind === 'tls' ? ['dot'] : ['h2', 'http/1.1'],
      roots: machine.trustedRoots,
      seconds: left(),
      signal,
      clock,
    });
    const { error, alert, untrusted } = handshake;
    if (stream === undefined) {
      if (error?.code === 'ETIMEDOUT') return silent('TLS to it was not answered');
      const what = alert === undefined ? (error?.message ?? 'no answer') : `alert ${alert.name}`;
      return failed(error?.code ?? 'ERROR', `TLS to it failed: ${what}`);
    }
    if (handshake.trusted !== true) {
      const what = untrusted?.text ?? 'no reason given';
      return failed(untrusted?.code ?? 'ERROR', `its certificate is not trusted: ${what}; it was not asked`);
    }
    return place.kind === 'tls'
      ? await askWithin(stream, asking, family, left())
      : await askDoh(stream, asking, family, left());
  } finally {
    socket.destroy();
  }
}

function tellConnect(attempt: ConnectAttempt | undefined, port: number): EncryptedAnswer {
  if (attempt === undefined) return failed('ERROR', 'it could not be connected');
  const { outcome, error, seconds } = attempt;
  if (outcome === 'timeout' || outcome === 'aborted')
    return silent(`nothing answered on its port ${port} within ${formatSeconds(seconds)}`);
  const code = error?.code ?? outcome;
  return failed(code, `its port ${port} could not be connected (${code})`);
}

/** RFC 7858 §3.3: messages with their length in front, as over TCP; an answer is told by its id (RFC 7766 §7). */
async function askWithin(
  stream: TLSSocket,
  { name, signal, clock }: Asking,
  family: Family,
  seconds: number,
): Promise<EncryptedAnswer> {
  const question = encodeQuestion(name, family, randomInt(0x1_0000));
  if (question === undefined) return failed('EBADNAME', 'the name is none that DNS could have');
  const channel = new Channel(stream, clock);
  channel.send(Buffer.concat([Buffer.from([question.length >> 8, question.length & 0xff]), question]));
  let answer: NameAnswer | undefined;
  let frames = 0;
  const isAnswered = (): boolean => {
    for (;;) {
      const { kept } = channel;
      const length = kept.length < 2 ? 0 : kept.readUInt16BE(0);
      if (kept.length < 2 || kept.length < 2 + length) return frames > FRAMES_MAX;
      answer = readAnswer(kept.subarray(2, 2 + length), question, family);
      frames += 1;
      if (answer !== undefined || frames > FRAMES_MAX) return true;
      channel.forget(2 + length);
    }
  };
  const why = await channel.until(isAnswered, seconds, signal);
  channel.close();
  if (answer !== undefined) return answer;
  if (why === 'ended')
    return failed(channel.end?.error?.code ?? 'closed', 'it closed without an answer to the question');
  if (frames > 0 || channel.receivedBytes > 0) return failed('EBADRESP', 'what it says is no answer to the question');
  return silent('TLS is set up, but the question was not answered');
}

async function askDoh(
  stream: TLSSocket,
  { place, name, signal }: Asking,
  family: Family,
  seconds: number,
): Promise<EncryptedAnswer> {
  // RFC 8484 §4.1: the id 0, so that answers can be kept by caches.
  const question = encodeQuestion(name, family, 0);
  if (question === undefined) return failed('EBADNAME', 'the name is none that DNS could have');
  const said = await askByHttp(stream, place, question, seconds, signal);
  if ('why' in said) {
    if (said.why === 'timeout') return silent('TLS is set up, but the request was not answered');
    return failed(said.code, `the request to it failed (${said.code})`);
  }
  return readHttp(said, question, family);
}

/** RFC 8484 §4.2.1: of an answer that is not 2xx, or of another type, nothing is read. */
function readHttp({ status, type, body }: HttpAnswer, question: Buffer, family: Family): EncryptedAnswer {
  if (status < 200 || status > 299) return failed(`HTTP ${status}`, `it answers with HTTP status ${status}`);
  const [kind = ''] = (type ?? '').split(';');
  if (kind.trim().toLowerCase() !== DNS_MESSAGE) {
    return failed('EBADRESP', `it answers with ${kind.slice(0, 80) || 'no type'}, which is no DNS message`);
  }
  return readAnswer(body, question, family) ?? failed('EBADRESP', 'what it says is no answer to the question');
}
