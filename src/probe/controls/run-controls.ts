/** What else is tried and looked at after a failure, all of it at the same time, to tell near from far. */
import { formatHostPort } from '../../core/model/endpoint.ts';
import type { System } from '../local/system.ts';
import type { Machine } from '../machine.ts';
import type { ConnectAttempt, Control, Family, LocalSign, Observation, Route } from '../model.ts';
import { findRoute } from '../route.ts';
import { answersBareAck } from './bare-ack.ts';
import { connectMarked } from './marked-connect.ts';
import { choosePorts, tryOtherPorts } from './other-ports.ts';
import { lookAtOwnFirewall, type OwnFirewall } from './own-firewall.ts';
import {
  checkLink,
  checkOwnAddresses,
  findDefaultGateway,
  findNeighbour,
  judgeGateway,
  judgeRoute,
} from './own-network.ts';
import { type AskResolver, findResolvers, judgeResolver } from './resolver.ts';
import { lookAtWireless } from './wireless.ts';

/** How controls are run. */
export interface ControlOptions {
  readonly machine: Machine;
  readonly system: System;
  readonly ask: AskResolver;
  /** Other ports of the host that may be tried; common ones besides; two in all. */
  readonly ports: readonly number[];
  /** Time limit of each. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Goes around the trial of other ports of a host that refused; without it none are tried there. */
  readonly aroundPorts?: AroundPorts | undefined;
}

/** Tries those ports of the address, and does what else belongs to it: what came from them has to be looked at as well. */
export type AroundPorts = (
  address: string,
  ports: readonly number[],
  tryThem: () => Promise<TriedPorts>,
) => Promise<readonly Control[]>;

/** What the trial of other ports came to. */
export interface TriedPorts {
  readonly controls: readonly Control[];
  /** The own port from which the refused port itself was asked again, with a type of service; absent where it was not. */
  readonly againFrom?: number;
}

/** What they came to. */
export interface Controls {
  readonly controls: readonly Control[];
  readonly signs: readonly LocalSign[];
}

/** So many addresses of a name are looked after. */
const ADDRESSES_MAX = 2;

/** Runs the controls that suit the failure. Never rejects. */
export async function runControls(seen: Observation, options: ControlOptions): Promise<Controls> {
  const isAway = ({ address }: ConnectAttempt): boolean =>
    !seen.routes.some(({ to, local }) => local && to === address) && !/^127\.|^::1$/.test(address);
  const away = seen.attempts.filter((tried) => tried.outcome !== 'connected' && isAway(tried)).slice(0, ADDRESSES_MAX);
  const isConnected = seen.attempts.some(({ outcome }) => outcome === 'connected');
  const isUnresolved = seen.attempts.length === 0;
  if (isConnected || (!isUnresolved && away.length === 0)) return { controls: [], signs: [] };
  const firewall = await lookAtOwnFirewall(away, seen, options.system, options.signal);
  const lost = away.filter(({ outcome }) => outcome === 'timeout' || outcome === 'unreachable');
  // Who is refused has come through.
  if (!isUnresolved && lost.length === 0) {
    const ports = options.aroundPorts === undefined ? [] : await tryPorts(away, firewall, options, options.aroundPorts);
    return { ...firewall, controls: [...firewall.controls, ...ports] };
  }
  const hasWay = ({ address }: ConnectAttempt): boolean =>
    !seen.routes.some(({ to, error }) => to === address && error !== undefined);
  const reachable = lost.filter(hasWay);
  const [own, ports, resolvers, ack] = await Promise.all([
    lookAtOwnNetwork(seen, lost, options),
    // Without a route no port can be tried.
    tryPorts(reachable, firewall, options),
    askResolvers(options),
    tryBareAck(reachable, options),
  ]);
  return {
    controls: unique([...firewall.controls, ...own.controls, ...ports, ...ack.controls, ...resolvers]),
    // Where all ports of the host are silent, it is no queue of one.
    signs: [...firewall.signs, ...own.signs, ...(ports.some(isAnswered) ? ack.signs : [])],
  };
}

function isAnswered({ says }: Control): boolean {
  return says === 'our side works';
}

/** What an ACK without a connection shows of a port that is silent to SYNs. */
async function tryBareAck(
  lost: readonly ConnectAttempt[],
  { machine, system, seconds, signal }: ControlOptions,
): Promise<Controls> {
  const silent = lost.find(({ outcome }) => outcome === 'timeout');
  if (silent === undefined) return { controls: [], signs: [] };
  const { address, port } = silent;
  const startMs = machine.nowMs();
  const answers = await answersBareAck(address, port, seconds, system, signal);
  if (answers === undefined) return { controls: [], signs: [] };
  const what = `an ACK to ${formatHostPort(address, port)} that belongs to no connection`;
  const outcome = answers ? 'answered with a reset' : 'no answer either';
  const control: Control = { what, outcome, seconds: (machine.nowMs() - startMs) / 1000, says: 'nothing' };
  if (!answers) return { controls: [control], signs: [] };
  const text = `${what} was answered with a reset: what comes to the port gets through, and SYNs alone are left unanswered, as by a full listener or a filter for SYNs`;
  return {
    controls: [control],
    signs: [{ cause: 'accept-queue-overflow', weight: 'supports', text, source: 'probe' }],
  };
}

/** Ports that the own firewall may answer for show nothing, and are not tried. */
async function tryPorts(
  [first]: readonly ConnectAttempt[],
  { mayReject }: OwnFirewall,
  { machine, system, ports, seconds, signal }: ControlOptions,
  around?: AroundPorts,
): Promise<readonly Control[]> {
  if (first === undefined) return [];
  const { address, family, port } = first;
  const chosen = choosePorts(port, ports).filter((other) => !mayReject(address, other));
  if (chosen.length === 0) return [];
  const tryThem = async (): Promise<readonly Control[]> =>
    await tryOtherPorts(address, family, chosen, machine, seconds, signal);
  if (around === undefined) return await tryThem();
  return await around(address, chosen, async () => {
    const [controls, own] = await Promise.all([
      tryThem(),
      family === 4 ? connectMarked(address, [port, ...chosen], seconds, system, signal) : undefined,
    ]);
    const againFrom = own?.get(port);
    return { controls, ...(againFrom === undefined ? {} : { againFrom }) };
  });
}

async function lookAtOwnNetwork(
  seen: Observation,
  failed: readonly ConnectAttempt[],
  options: ControlOptions,
): Promise<Controls> {
  const { system, signal, machine } = options;
  const routes = seen.routes.filter(({ to }) => failed.some(({ address }) => address === to)).slice(0, ADDRESSES_MAX);
  if (routes.length === 0) {
    return { controls: await lookAtDefaultRoute(failed[0]?.address, system, signal), signs: [] };
  }
  const families = new Set<Family>(failed.map(({ family }) => family));
  const devices = new Set(routes.flatMap(({ device }) => device ?? []));
  const [links, wireless, neighbours] = await Promise.all([
    Promise.all([...devices].map((device) => checkLink(device, system, signal))),
    lookAtWireless([...devices], undefined, system, signal),
    Promise.all(routes.map((route) => lookAtNextHop(route, system, signal))),
  ]);
  const missing = [...families]
    .map((family) => checkOwnAddresses(family, machine.ownAddresses()))
    .filter(({ says }) => says === 'our side is broken');
  const controls = [...routes.map(judgeRoute), ...links, ...wireless, ...neighbours.map(({ control }) => control)];
  return {
    controls: [...controls.filter((control) => control !== undefined), ...missing],
    signs: neighbours.flatMap(({ signs }) => signs),
  };
}

/** Two addresses have one gateway: it is told of once. */
function unique(controls: readonly Control[]): readonly Control[] {
  return [...new Map(controls.map((control) => [control.what, control])).values()];
}

/** The gateway, or the address itself where it is on the link. */
async function lookAtNextHop(
  { to, gateway, device, local, error }: Route,
  system: System,
  signal: AbortSignal,
): Promise<{ readonly control?: Control; readonly signs: readonly LocalSign[] }> {
  if (device === undefined || local || error !== undefined) return { signs: [] };
  const neighbour = await findNeighbour(gateway ?? to, device, system, signal);
  const signs: LocalSign[] = [];
  if (neighbour?.answers === false) {
    const who = gateway === undefined ? to : `the gateway ${gateway}`;
    const text = `nobody on ${device} answers for ${who} (neighbour ${neighbour.state})`;
    signs.push({ cause: 'unanswered-arp', weight: 'supports', text, source: 'kernel', closer: 'nobody' });
  }
  const control = gateway === undefined ? undefined : judgeGateway(gateway, device, neighbour);
  return { ...(control === undefined ? {} : { control }), signs };
}

/** Where no name was resolved, or the system tells no routes, there is no route to look at but the default one. */
async function lookAtDefaultRoute(
  to: string | undefined,
  system: System,
  signal: AbortSignal,
): Promise<readonly Control[]> {
  const found = await findDefaultGateway(system, signal);
  if (found === undefined) return await lookAtWireless([], to, system, signal);
  const { gateway, device } = found;
  const [link, wireless, neighbour] = await Promise.all([
    checkLink(device, system, signal),
    lookAtWireless([device], to, system, signal),
    findNeighbour(gateway, device, system, signal),
  ]);
  return [link, ...wireless, judgeGateway(gateway, device, neighbour)].filter((control) => control !== undefined);
}

async function askResolvers({ machine, system, ask, seconds, signal }: ControlOptions): Promise<readonly Control[]> {
  const own = machine.ownAddresses();
  return await Promise.all(
    (await findResolvers(system, signal)).map(async (address) => {
      const startMs = machine.nowMs();
      const [route, asked] = await Promise.all([findRoute(address, machine, signal), ask(address, seconds, signal)]);
      const local = own.includes(address) || /^127\.|^::1$/.test(address) || route?.local === true;
      const gateway = route?.gateway;
      const onLink = route !== undefined && route.error === undefined && gateway === undefined;
      const place = { address, local, onLink, ...(gateway === undefined ? {} : { gateway }) };
      return judgeResolver(place, asked, (machine.nowMs() - startMs) / 1000);
    }),
  );
}
