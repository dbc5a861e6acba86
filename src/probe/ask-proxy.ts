/**
 * Asks the proxy that the environment names for the target, once, what a program would ask it: a tunnel (CONNECT, RFC 9110
 * §9.3.6), or of http the request itself, as proxies often allow tunnels to some ports alone. What it says is all that is
 * wanted: nothing is sent through the tunnel.
 */
import { formatHostPort } from '../core/model/endpoint.ts';
import { Channel } from './channel.ts';
import { connectToOne } from './connect.ts';
import { converse } from './converse.ts';
import type { Machine } from './machine.ts';
import { chooseProxy, type ProxyAddress, parseProxy } from './proxies.ts';
import type { ProxyOutcome, ProxyTrial } from './proxy-trial.ts';
import { resolveHost } from './resolve.ts';
import type { SpeakPlan } from './speak.ts';
import type { Step } from './talks/_talk.ts';
import { readPart, readResponse, requestOf } from './talks/http.ts';
import { describeProxy } from './words.ts';

/** What is known of a proxy before it is asked. */
type Known = Pick<ProxyTrial, 'name' | 'place' | 'credentials'>;
/** What asking it came to. */
type Tried = Omit<ProxyTrial, keyof Known | 'seconds'>;

/** Asks; `undefined` where there is none for the target, or the user interrupted. Never rejects. */
export async function askProxy(plan: SpeakPlan, machine: Machine, recorded: boolean): Promise<ProxyTrial | undefined> {
  const chosen = chooseProxy(plan.target, machine.env);
  if (chosen === undefined) return undefined;
  const { name, value } = chosen;
  const proxy = parseProxy(value);
  const known: Known = { name, place: placeOf(proxy), credentials: proxy?.credentials !== undefined };
  const at = plan.clock();
  const why = reasonNotToAsk(proxy, plan, recorded);
  let tried: Tried | undefined;
  if (why !== undefined || proxy === undefined) tried = { outcome: 'not-asked', why: why ?? '' };
  else {
    plan.checklist?.begin('proxy', 'proxy', `${known.place} (${name})`);
    tried = await ask({ ...proxy, port: proxy.port! }, plan, machine);
  }
  if (tried === undefined) return undefined;
  const trial: ProxyTrial = { ...known, ...tried, seconds: plan.clock() - at };
  const { status, text } = describeProxy(trial);
  const code = trial.error?.code;
  plan.checklist?.finish('proxy', 'proxy', status, text, {
    seconds: trial.seconds,
    ...(code === undefined ? {} : { code }),
  });
  return trial;
}

function placeOf(proxy: ProxyAddress | undefined): string {
  if (proxy === undefined) return 'the proxy';
  return proxy.port === undefined ? proxy.host : formatHostPort(proxy.host, proxy.port);
}

/** A proxy that cannot be asked simply, or whose credentials would be kept in a capture, is not. */
function reasonNotToAsk(
  proxy: ProxyAddress | undefined,
  { target, options }: SpeakPlan,
  recorded: boolean,
): string | undefined {
  if (proxy === undefined) return 'what the variable says is no address of a proxy';
  if (proxy.scheme === 'https') return 'it wants TLS to itself, which is not spoken here';
  if (proxy.scheme !== 'http') return `it is no HTTP proxy (${proxy.scheme})`;
  if (proxy.port === undefined) return 'the variable names no port, and programs take different ones (80, 1080)';
  if (options.send !== undefined && target.scheme === 'http') return 'what is sent here is no request for a proxy';
  if (recorded && proxy.credentials !== undefined) return 'its password might be among the packets that are saved';
  return undefined;
}

async function ask(
  { host, port, credentials }: ProxyAddress & { readonly port: number },
  plan: SpeakPlan,
  machine: Machine,
): Promise<Tried | undefined> {
  const { seconds, clock } = plan;
  const resolution = await resolveHost(host, machine, seconds, plan.signal);
  if (plan.signal.aborted) return undefined;
  // The first of each family: who has the other alone is not to be told that the proxy is away.
  const addresses = resolution.addresses.filter(
    ({ family }, i, all) => all.findIndex((other) => other.family === family) === i,
  );
  if (addresses.length === 0) {
    const error = resolution.families.find((lookup) => lookup.error !== undefined)?.error;
    return { outcome: 'unresolved', ...(error === undefined ? {} : { error }) };
  }
  const { signal } = plan;
  const { socket, attempts } = await connectToOne({ addresses, port, seconds, machine, signal, clock });
  if (signal.aborted) {
    socket?.destroy();
    return undefined;
  }
  if (socket === undefined) {
    const [{ outcome, error } = { outcome: 'failed' as const, error: undefined }] = attempts;
    return { outcome: 'no-connection', connect: outcome, ...(error === undefined ? {} : { error }) };
  }
  try {
    return await askOn(new Channel(socket, clock), stepFor(plan, credentials), plan);
  } finally {
    socket.destroy();
  }
}

async function askOn(channel: Channel, step: Step, plan: SpeakPlan): Promise<Tried | undefined> {
  const { exchanges, why } = await converse(channel, [step], { ...plan, idleSeconds: plan.seconds, onAsk: () => {} });
  channel.close();
  if (plan.signal.aborted) return undefined;
  const [{ answer, kind, code, complete } = { answer: undefined, kind: undefined, code: undefined, complete: false }] =
    exchanges;
  const isTunnel = step.asked?.startsWith('CONNECT ') === true;
  const failed = why === 'timeout' ? 'silent' : 'closed';
  const outcome =
    kind === 'odd' ? 'odd' : code === undefined ? failed : (meaningOf(code, isTunnel, complete) ?? failed);
  const error = channel.end?.error;
  return {
    outcome,
    ...(step.asked === undefined ? {} : { asked: step.asked }),
    ...(answer === undefined ? {} : { answer }),
    ...(code === undefined ? {} : { status: code }),
    ...(outcome === 'closed' && error !== undefined ? { error } : {}),
  };
}

/** A tunnel is granted by any 2xx, once the head is complete (RFC 9110 §9.3.6); 407 is a proxy’s alone (§15.5.8). */
function meaningOf(status: string, isTunnel: boolean, complete: boolean): ProxyOutcome | undefined {
  if (isTunnel && !status.startsWith('2')) return 'denied';
  if (status === '407') return 'denied';
  if (!complete) return undefined;
  return isTunnel ? 'granted' : 'answered';
}

function stepFor({ target, options }: SpeakPlan, credentials: string | undefined): Step {
  const fields =
    credentials === undefined
      ? []
      : [`Proxy-Authorization: Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`];
  const answers = { read: (incoming) => readResponse(incoming, 'HEAD'), part: readPart } satisfies Partial<Step>;
  const host = target.host.replace(/%.*$/, '');
  const place = formatHostPort(host, target.port);
  if (target.scheme === 'http') {
    const request = requestOf({ ...target, host }, options, fields);
    return { asked: /^\S+ \S+/.exec(request)![0], send: Buffer.from(request, 'utf8'), ...answers };
  }
  const lines = [`CONNECT ${place} HTTP/1.1`, `Host: ${place}`, 'User-Agent: whyclosed', ...fields];
  return { asked: `CONNECT ${place}`, send: Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8'), ...answers };
}
