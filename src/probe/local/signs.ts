/**
 * What this machine knows of a port of its own, as evidence for and against causes. It was read after the failure: who
 * listens now may not have listened then, so nothing here proves.
 */
import { formatHostPort } from '../../core/model/endpoint.ts';
import type { ConnectAttempt, LocalSign, Observation } from '../model.ts';
import type { Hit, RejectKind } from './firewall.ts';
import { isFull, takes } from './listeners.ts';
import type { LocalView, OwnedListener } from './look-here.ts';
import { nameOwner } from './processes.ts';

/** The evidence. */
export function signsOf(view: LocalView, seen: Observation): readonly LocalSign[] {
  const tried = seen.attempts.filter(({ outcome }) => outcome !== 'aborted');
  const used = tried.find(({ outcome }) => outcome === 'connected');
  if (used !== undefined) return afterConnect(view, used, seen);
  const signs = tried.flatMap((attempt) => {
    if (attempt.outcome === 'refused') return [...refusedByFirewall(view, attempt), ...refusedByPort(view, attempt)];
    if (attempt.outcome === 'timeout') return [...silencedByFirewall(view, attempt), ...silencedByQueue(view, attempt)];
    if (attempt.outcome === 'unreachable' || attempt.outcome === 'denied') return prohibited(view, attempt);
    return [];
  });
  // What holds for several addresses is said once.
  return [...new Map(signs.map((sign) => [`${sign.cause} ${sign.text}`, sign])).values()];
}

const FIREWALLS: Readonly<Record<RejectKind, string>> = {
  reset: 'firewall-reset-at-connect',
  'port-unreachable': 'firewall-port-unreachable',
  'other-icmp': 'firewall-admin-prohibited',
};

function process(cause: string, weight: LocalSign['weight'], text: string): LocalSign {
  return { cause, weight, text, source: 'process' };
}

function kernel(cause: string, weight: LocalSign['weight'], text: string): LocalSign {
  return { cause, weight, text, source: 'kernel' };
}

function quote({ chain, rule }: Hit): string {
  return `rule of this machine (${chain}): ${rule}`;
}

/** Which of these the firewall has for the address. */
function hitsOf(view: LocalView, { address }: ConnectAttempt, fits: (hit: Hit) => boolean): readonly Hit[] {
  return (view.hits.get(address) ?? []).filter(fits);
}

function isRedirect({ effect }: Hit): boolean {
  return effect === 'redirect';
}

function refusedByFirewall(view: LocalView, attempt: ConnectAttempt): readonly LocalSign[] {
  const refusing = hitsOf(view, attempt, ({ how }) => how === 'reset' || how === 'port-unreachable');
  if (refusing.length > 0) {
    return refusing.flatMap((hit) => [
      kernel(FIREWALLS[hit.how!], hit.sure ? 'supports' : 'hints', quote(hit)),
      ...(hit.sure
        ? [
            kernel(
              'closed-port',
              'speaks-against',
              `a firewall rejects the SYN before it comes to the port; ${quote(hit)}`,
            ),
          ]
        : []),
    ]);
  }
  if (!view.sawFirewall) return [];
  const text = `no rule of nft or iptables on this machine rejects a SYN to ${placeOf(attempt)}`;
  return [FIREWALLS.reset, FIREWALLS['port-unreachable']].map((cause) => kernel(cause, 'speaks-against', text));
}

function placeOf({ address, port }: ConnectAttempt): string {
  return formatHostPort(address, port);
}

/** `node (pid 812) listens on 127.0.0.1:8081`. */
function describeListener({ owner, address, port, userId }: OwnedListener): string {
  const who =
    owner !== undefined ? nameOwner(owner) : userId === undefined ? 'a process' : `a process of user ${userId}`;
  return `${who} listens on ${formatHostPort(address, port)}`;
}

function refusedByPort(view: LocalView, attempt: ConnectAttempt): readonly LocalSign[] {
  // Of a table that was read in part nothing is said that is not in it.
  if (!view.sawListeners && view.listeners.length === 0) return [];
  const redirects = hitsOf(view, attempt, isRedirect);
  if (redirects.length > 0) {
    return redirects.map((hit) => kernel('closed-port', 'hints', `where it is sent to may be refused; ${quote(hit)}`));
  }
  const { address, port } = attempt;
  const taking = view.listeners.filter((listener) => takes(listener, address, port) !== false);
  const [taker] = taking;
  if (taker !== undefined) {
    if (takes(taker, address, port) === undefined) return [];
    const signs = [process('closed-port', 'speaks-against', `${describeListener(taker)} by now`)];
    if (view.kernel.abortOnOverflow === true && isFull(taker)) {
      signs.push(kernel('accept-queue-overflow', 'hints', `${describeQueue(taker)}; tcp_abort_on_overflow is set`));
    }
    return signs;
  }
  const [other] = view.listeners;
  if (other === undefined) {
    return [process('closed-port', 'supports', `nothing listens on port ${port} of this machine, on any address`)];
  }
  const family = address.includes(':') ? 6 : 4;
  const isOtherFamily = view.listeners.every((listener) => listener.family !== family);
  const where = `${describeListener(other)}, not on ${formatHostPort(address, port)}`;
  return [
    {
      ...process(isOtherFamily ? 'address-family-mismatch' : 'listener-on-another-address', 'supports', where),
      closer: 'server kernel',
    },
    process('closed-port', 'speaks-against', where),
  ];
}

function silencedByFirewall(view: LocalView, attempt: ConnectAttempt): readonly LocalSign[] {
  const hits = hitsOf(view, attempt, ({ effect }) => effect === 'drop' || effect === 'redirect');
  return hits.map((hit) =>
    hit.effect === 'drop' && hit.sure
      ? { ...kernel('unanswered-syn', 'supports', quote(hit)), closer: 'server kernel' as const }
      : kernel('unanswered-syn', 'hints', quote(hit)),
  );
}

function silencedByQueue(view: LocalView, attempt: ConnectAttempt): readonly LocalSign[] {
  const { address, port } = attempt;
  const taker = view.listeners.find((listener) => takes(listener, address, port) === true);
  if (taker === undefined) {
    const isUnknown =
      !view.sawListeners || view.listeners.some((listener) => takes(listener, address, port) === undefined);
    const text = `nothing listens on ${formatHostPort(address, port)}, so there is no queue that could be full`;
    return isUnknown ? [] : [process('accept-queue-overflow', 'speaks-against', text)];
  }
  if (taker.backlog === undefined) return slowTaker(taker, 'accept-queue-overflow');
  if (!isFull(taker)) return [process('accept-queue-overflow', 'speaks-against', describeQueue(taker))];
  return [
    { ...process('accept-queue-overflow', 'supports', describeQueue(taker)), closer: 'server kernel' },
    ...slowTaker(taker, 'accept-queue-overflow'),
  ];
}

/** `the queue of node (pid 812) holds 129 connections, and 128 may wait`. */
function describeQueue({ owner, queue = 0, backlog, address, port }: OwnedListener): string {
  const whose = owner === undefined ? formatHostPort(address, port) : nameOwner(owner);
  const room = backlog === undefined ? '' : `; it is full with ${backlog + 1}`;
  return `${queue === 0 ? 'no connection waits' : `${queue} ${queue === 1 ? 'connection waits' : 'connections wait'}`} to be accepted by ${whose}${room}`;
}

/** Why a process may not take or answer connections, as evidence for `cause`, which that would explain. */
function slowTaker({ owner }: OwnedListener, cause: string): readonly LocalSign[] {
  if (owner === undefined) return [];
  const signs: LocalSign[] = [];
  if (owner.stopped) signs.push(process(cause, 'supports', `${nameOwner(owner)} is stopped: it does nothing at all`));
  const { openFiles, openFilesMax } = owner;
  if (openFiles !== undefined && openFilesMax !== undefined && openFiles >= openFilesMax) {
    const text = `${nameOwner(owner)} has ${openFiles} open files of the ${openFilesMax} it may have`;
    signs.push({ ...process('file-descriptor-exhaustion', 'supports', text), closer: 'server application' });
  }
  return signs;
}

function prohibited(view: LocalView, attempt: ConnectAttempt): readonly LocalSign[] {
  const hits = hitsOf(view, attempt, ({ how }) => how === 'other-icmp');
  if (hits.length > 0) {
    return hits.map((hit) => kernel(FIREWALLS['other-icmp'], hit.sure ? 'supports' : 'hints', quote(hit)));
  }
  if (!view.sawFirewall || attempt.outcome === 'denied') return [];
  const text = `no rule of nft or iptables on this machine rejects a SYN to ${placeOf(attempt)} like this`;
  return [kernel(FIREWALLS['other-icmp'], 'speaks-against', text)];
}

/** Programs that do nothing but pass bytes on, by the names of their processes; sshd, which forwards as well, also serves. */
const FORWARDERS: ReadonlySet<string> = new Set([
  'docker-proxy',
  'gvproxy',
  'kubectl',
  'passt',
  'pasta',
  'pasta.avx2',
  'redir',
  'rinetd',
  'rootlessport',
  'slirp4netns',
  'socat',
  'ssh',
  'vpnkit-bridge',
]);

/** What accepted the connection and closed it has nothing to say of its own. */
function forwarding({ owner }: OwnedListener): readonly LocalSign[] {
  if (owner === undefined || !FORWARDERS.has(owner.name)) return [];
  const text = `${nameOwner(owner)} took the connection, and only passes on what comes: it closes where nothing takes it behind it`;
  return [{ ...process('forwarder-without-backend', 'supports', text), closer: 'server application' }];
}

/** The connection was open; nobody answered, or it was closed before anybody did. */
function afterConnect(view: LocalView, used: ConnectAttempt, { close }: Observation): readonly LocalSign[] {
  const taker = view.listeners.find((listener) => takes(listener, used.address, used.port) === true);
  if (taker === undefined || close === undefined || close.receivedBytes > 0) return [];
  const signs = [...slowTaker(taker, 'client-timeout')];
  if (close.how !== 'timeout') {
    return [...signs.filter(({ cause }) => cause !== 'client-timeout'), ...forwarding(taker)];
  }
  if (isFull(taker)) signs.push(process('accept-queue-overflow', 'supports', describeQueue(taker)));
  else if (taker.backlog !== undefined) {
    signs.push(process('accept-queue-overflow', 'speaks-against', describeQueue(taker)));
    if ((taker.queue ?? 0) > 0) signs.push(process('client-timeout', 'supports', describeQueue(taker)));
  }
  return signs;
}

/** Containers of one kind are many. */
const ELSEWHERE_MAX = 3;

/** What is worth knowing and speaks for no cause, a sentence each. */
export function notesOf({
  port,
  listeners,
  sawListeners,
  nearby,
  elsewhere,
  unseen,
  hits,
}: LocalView): readonly string[] {
  const [near] = nearby;
  return [
    ...listeners.map(describeListener),
    ...(near === undefined
      ? []
      : [`${sawListeners ? `nothing listens on ${port}; ` : ''}${nearby.map(describeListener).join(', ')}`]),
    ...elsewhere.map(
      (listener) => `in another network namespace (${listener.namespace}) ${describeListener(listener)}`,
    ),
    ...(elsewhere.length > ELSEWHERE_MAX ? [`and ${elsewhere.length - ELSEWHERE_MAX} more in others`] : []),
    ...new Set([...hits.values()].flat().filter(isRedirect).map(quote)),
    ...unseen,
  ];
}
