/** A probe of one target: stage by stage, bounded in time and connections, and what it comes to. */

import { isIP } from 'node:net';
import { formatHostPort } from '../core/model/endpoint.ts';
import { askProxy } from './ask-proxy.ts';
import { Checklist, type StageListener } from './checklist.ts';
import { addressesMax, raceConnects } from './connect.ts';
import { askInternet } from './internet/ask-internet.ts';
import { judgeInternet } from './internet/judge-internet.ts';
import { knownPlaces, placesFor } from './internet/known-places.ts';
import type { InternetPlan, InternetTrial } from './internet/trial.ts';
import { judge } from './judge.ts';
import { type Machine, thisMachine } from './machine.ts';
import type { ConnectAttempt, Observation, ProbeResult, Resolution, Route, SecondOpinion } from './model.ts';
import { tryOtherWay } from './other-way.ts';
import { proxiesFor } from './proxies.ts';
import { askQuic, mayHaveQuic } from './quic/ask-quic.ts';
import type { QuicTrial } from './quic/trial.ts';
import { resolveHost } from './resolve.ts';
import { retry } from './retrials.ts';
import { findRoute } from './route.ts';
import { askForOpinion, describeOpinion } from './second-opinion.ts';
import { type SpeakPlan, type Spoken, speak } from './speak.ts';
import { talks } from './talks/index.ts';
import { parseTarget, schemes, type Target } from './target.ts';
import { describeAttempt, describeResolution, describeRoute } from './words.ts';

/** How a target is probed. */
export interface ProbeOptions {
  /** Ends the probe at any stage; what is known is given all the same. */
  readonly signal?: AbortSignal;
  /** Called at every change with all stages so far. */
  readonly onStages?: StageListener;
  /** Time limit of each stage in seconds: 0.001 to 3600; default 5. */
  readonly timeoutSeconds?: number;
  /** How long a server may stay silent where nothing was asked, and how long its close is waited for; default 1. */
  readonly waitSeconds?: number;
  /** Of an HTTP request; default GET. */
  readonly method?: 'GET' | 'HEAD';
  /** Sent instead of what the protocol would send; whatever comes back is the answer. */
  readonly send?: Uint8Array;
  /** Speaks to a server whose certificate is not trusted, too; default false. */
  readonly insecure?: boolean;
  /**
   * Another resolver that is asked for the name, too: an address, perhaps with a port, `tls://ADDRESS` (DNS over TLS) or
   * `https://HOST/PATH` (DNS over HTTPS); the connection does without it.
   */
  readonly resolver?: string;
  /** Asks over UDP, too, whether QUIC is spoken; only of `https` and port 443. Default false. */
  readonly quic?: boolean;
  /**
   * Asks third parties, too, whether the way to the Internet works, and whether a sign-in portal answers in its place: those
   * that are named, or `true` for well-known ones. Default false: nobody is asked.
   */
  readonly internet?: boolean | InternetPlan;
  /** Looks around after a failure: what else works from here, and what this machine knows of the port. */
  readonly investigate?: Investigate;
  /** The packets of the probe are saved: a proxy that wants credentials is not asked, as they might be among them. */
  readonly recorded?: boolean;
  /** Tests give another machine. */
  readonly machine?: Machine;
}

/** Finds out more after a failure; must end when the signal comes, and never reject. */
export type Investigate = (observation: Observation, signal: AbortSignal) => Promise<Investigation>;

/** What was found. */
export interface Investigation extends Pick<Observation, 'controls' | 'local'> {
  /** What is worth knowing of this machine and speaks for no cause; each is a line of its own. */
  readonly notes?: readonly string[];
}

/** What the functions of one probe share. */
interface Probing {
  readonly target: Target;
  readonly machine: Machine;
  readonly signal: AbortSignal;
  readonly seconds: number;
  readonly clock: () => number;
  readonly checklist: Checklist;
  readonly plan: SpeakPlan;
  readonly resolver: string | undefined;
  readonly internet: InternetPlan | undefined;
}

/**
 * Probes a target: `parseTarget`’s, or a text for it. Opens at most one connection to each of 8 addresses and three more, and
 * asks the proxy that the environment names, if there is one, on one connection.
 * Rejects with a TypeError where the text is no target, a RangeError where a time is out of range; never because of what
 * the network does; and with what `onStages` throws.
 */
export async function probe(target: Target | string, options: ProbeOptions = {}): Promise<ProbeResult> {
  const parsed = typeof target === 'string' ? parseTarget(target) : target;
  if (parsed === undefined) throw new TypeError(`Cannot probe "${String(target)}": neither a URL nor host:port`);
  const { onStages = () => {}, signal } = options;
  const stop = new AbortController();
  let failure: { readonly error: unknown } | undefined;
  const listener: StageListener = (stages) => {
    try {
      if (failure === undefined) onStages(stages);
    } catch (error) {
      // Thrown where nobody waits it would end the program, and leave sockets open.
      failure = { error };
      stop.abort();
    }
  };
  const signals = signal === undefined ? [stop.signal] : [signal, stop.signal];
  const result = await run(parsed, { ...options, onStages: listener, signal: AbortSignal.any(signals) });
  if (failure !== undefined) throw (failure as { readonly error: unknown }).error;
  return result;
}

async function run(target: Target, options: ProbeOptions): Promise<ProbeResult> {
  const probing = prepare(target, options);
  const { machine, signal, checklist, clock } = probing;
  const start = machine.today();
  const { addresses, resolution, secondOpinion, routes } = await findWay(probing);
  const reached = addresses.length === 0 || signal.aborted ? nothingReached : await reach(probing, addresses);
  const quic = options.quic === true && !signal.aborted ? await findQuic(probing, addresses, reached) : undefined;
  const otherWay = signal.aborted ? undefined : await tryOtherWay(reached, probing.plan, machine);
  const retrials = signal.aborted ? {} : await retry({ ...reached, otherWay }, probing.plan, machine);
  const proxies = proxiesFor(target, machine.env);
  const proxy = signal.aborted ? undefined : await askProxy(probing.plan, machine, options.recorded === true);
  const internet = signal.aborted ? undefined : await findInternet(probing, { routes, attempts: reached.attempts });
  checklist.stop();
  const asked = proxies.find(({ name }) => name === proxy?.name);
  for (const { name, value, exempt } of proxies) {
    // Of those that name the same one, one line is enough.
    if (exempt || value === asked?.value) continue;
    checklist.finish(
      name,
      'route',
      'note',
      `${name}=${value} sends the requests of other programs through a proxy; this went directly`,
    );
  }
  const observation: Observation = {
    target,
    start,
    platform: machine.platform,
    resolution,
    ...(secondOpinion === undefined ? {} : { secondOpinion }),
    routes,
    attempts: reached.attempts,
    ...(reached.tls === undefined ? {} : { tls: reached.tls }),
    exchanges: reached.exchanges,
    ...(reached.close === undefined ? {} : { close: reached.close }),
    ...(otherWay === undefined ? {} : { otherWay }),
    ...retrials,
    ...(quic === undefined ? {} : { quic }),
    proxies,
    ...(proxy === undefined ? {} : { proxy }),
    ...(internet === undefined ? {} : { internet }),
    controls: internet === undefined ? [] : [judgeInternet(internet, { routes, attempts: reached.attempts })],
    local: [],
    interrupted: signal.aborted,
    seconds: clock(),
  };
  const result = judge(observation, checklist.stages);
  const { investigate } = options;
  if (investigate === undefined || result.severity !== 'failure' || signal.aborted) return result;
  return await lookFurther(observation, investigate, probing);
}

/** Judges again, with what else was found. */
async function lookFurther(
  observation: Observation,
  investigate: Investigate,
  { checklist, clock, signal }: Probing,
): Promise<ProbeResult> {
  const { controls, local, notes = [] } = await investigate(observation, signal);
  for (const { what, outcome, says, seconds } of controls) {
    const status = says === 'our side is broken' ? 'failed' : says === 'our side works' ? 'ok' : 'note';
    checklist.finish(`control ${what}`, 'control', status, `${what}: ${outcome}`, { seconds });
  }
  // What was tried is among the controls.
  const read = local.filter(({ source }) => source !== 'probe');
  for (const text of [...notes, ...read.map((sign) => sign.text)]) {
    checklist.finish(`local ${text}`, 'local', 'note', text);
  }
  return judge(
    { ...observation, controls: [...controls, ...observation.controls], local, seconds: clock() },
    checklist.stages,
  );
}

/** Asks third parties where the caller wants it. */
async function findInternet(
  probing: Probing,
  seen: Pick<Observation, 'attempts' | 'routes'>,
): Promise<InternetTrial | undefined> {
  const { internet, machine } = probing;
  if (internet === undefined) return undefined;
  const places = internet === knownPlaces ? placesFor(machine.ownAddresses(), internet) : internet.places;
  return await askInternet({ ...internet, places }, probing, seen);
}

/** Asks for QUIC where that may be spoken. */
async function findQuic(
  probing: Probing,
  addresses: Resolution['addresses'],
  { exchanges }: Reached,
): Promise<readonly QuicTrial[] | undefined> {
  if (addresses.length === 0 || !mayHaveQuic(probing.target)) return undefined;
  return await askQuic({ ...probing, addresses, exchanges });
}

/** What came of the connections. */
export interface Reached extends Spoken {
  readonly attempts: readonly ConnectAttempt[];
}

const nothingReached: Reached = { attempts: [], exchanges: [] };

function prepare(target: Target, options: ProbeOptions): Probing {
  const { signal = new AbortController().signal, machine = thisMachine, onStages = () => {} } = options;
  const { timeoutSeconds: seconds = 5, waitSeconds = 1, method = 'GET', send, insecure = false } = options;
  for (const time of [seconds, waitSeconds]) {
    if (!(time >= 0.001 && time <= 3600)) throw new RangeError(`Cannot wait ${time} s: 0.001 to 3600 are possible`);
  }
  const startMs = machine.nowMs();
  const clock = (): number => (machine.nowMs() - startMs) / 1000;
  const checklist = new Checklist(clock, onStages);
  const id = send === undefined ? target.scheme : 'tcp';
  const talk = talks.find((candidate) => candidate.schemes.includes(id))!;
  const plan: SpeakPlan = {
    target,
    talk,
    options: { method, ...(send === undefined ? {} : { send }) },
    tls: schemes[target.scheme].tls,
    insecure: insecure || talk.trustsAnybody === true,
    roots: machine.trustedRoots,
    seconds,
    waitSeconds,
    signal,
    clock,
    checklist,
  };
  const { resolver, internet: wanted = false } = options;
  const internet = wanted === true ? knownPlaces : wanted === false ? undefined : wanted;
  return { target, machine, signal, seconds, clock, checklist, plan, resolver, internet };
}

/** From the name to addresses, and the way there. */
async function findWay(probing: Probing): Promise<{
  readonly addresses: Resolution['addresses'];
  readonly resolution: Resolution;
  readonly secondOpinion: SecondOpinion | undefined;
  readonly routes: readonly Route[];
}> {
  const { target, machine, signal, seconds, checklist, resolver } = probing;
  checklist.begin('resolve', 'resolve', target.host);
  const isName = isIP(target.host.replace(/%.*$/, '')) === 0;
  const [resolution, secondOpinion] = await Promise.all([
    resolveHost(target.host, machine, seconds, signal),
    resolver === undefined || !isName ? undefined : askForOpinion(resolver, target.host, machine, seconds, signal),
  ]);
  if (!signal.aborted) {
    const { status, text } = describeResolution(resolution);
    const code =
      resolution.addresses.length > 0 ? undefined : resolution.families.find(({ error }) => error)?.error?.code;
    checklist.finish('resolve', 'resolve', status, text, {
      seconds: resolution.seconds,
      ...(code === undefined ? {} : { code }),
    });
  }
  if (secondOpinion !== undefined && !signal.aborted) {
    const { status, text } = describeOpinion(secondOpinion, resolution);
    checklist.finish('second opinion', 'resolve', status, text, { seconds: secondOpinion.seconds });
  }
  const addresses = resolution.addresses.slice(0, addressesMax);
  const found = await Promise.all(addresses.map(({ address }) => findRoute(address, machine, signal)));
  const routes = found.filter((route) => route !== undefined);
  for (const route of routes) {
    const { status, text } = describeRoute(route);
    checklist.finish(`route ${route.to}`, 'route', status, text);
  }
  return { addresses, resolution, secondOpinion, routes };
}

/** Connects, and speaks on the first connection that is open while the others come to their ends. */
async function reach(probing: Probing, addresses: Resolution['addresses']): Promise<Reached> {
  const { target, machine, signal, seconds, clock, checklist, plan } = probing;
  const race = raceConnects({
    addresses,
    port: target.port,
    seconds,
    machine,
    signal,
    clock,
    onStart: (address) => checklist.begin(`connect ${address}`, 'connect', formatHostPort(address, target.port)),
    onAttempt: (attempt) => {
      const { status, text } = describeAttempt(attempt);
      const code = attempt.error?.code;
      checklist.finish(`connect ${attempt.address}`, 'connect', status, text, {
        seconds: attempt.seconds,
        ...(code === undefined ? {} : { code }),
      });
    },
  });
  const won = await race.winner;
  const spoken = won === undefined ? { exchanges: [] } : await speak(won.socket, plan);
  return { ...spoken, attempts: await race.attempts };
}
