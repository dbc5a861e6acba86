/**
 * A firewall answers the SYN with a reset in the server's name (nft/iptables `reject with tcp reset`, net/ipv4/netfilter/
 * nf_reject_ipv4.c). Its bytes are those of a closed port; only the distance it comes from and, on IPv6, its flow label
 * can differ.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts } from '../model/fact.ts';
import { blockedEvidence, blockedFrom } from './_blocked.ts';
import { hints, proves, speaksAgainst, supports } from './_evidence.ts';
import { isGenuine } from './_other-end.ts';
import { deviceEvidence, madeHere } from './_passage.ts';
import { type Refusal, refusalOf, shutOutOf } from './_refusal.ts';
import { otherTtlText } from './_sender.ts';
import { kernelReset, testify, weightOfListener } from './_witness.ts';

export const cause: Cause = {
  id: 'firewall-reset-at-connect',
  title: 'a firewall refused the connection with a reset',
  severity: 'failure',
  wouldBeProvedBy: [
    'a capture on the server at the same time: a SYN that never arrives there was refused on the way',
    'no tcp_send_reset event on the server while the reset is seen here (a local firewall shows kfree_skb NETFILTER_DROP)',
  ],
  advice: [
    'Look for a reject rule for this port on the server and on the firewalls before it (nft list ruleset, iptables -S)',
  ],
  weigh: (facts) => {
    const refusal = refusalOf(facts);
    if (refusal === undefined) return undefined;
    const blocked = blockedFrom(facts, 'client');
    const evidence = [
      hints(refusal.reset, 'a reject rule sends the same bytes as a closed port'),
      ...blockedEvidence(blocked, 'this SYN'),
      ...otherEndEvidence(facts, refusal),
      ...deviceEvidence(facts, 'server', refusal.reset.packets[0]),
      ...distanceEvidence(refusal),
      ...labelEvidence(refusal),
      ...checksumEvidence(refusal),
      ...serviceEvidence(refusal),
      ...shutOutEvidence(facts),
      ...kernelEvidence(facts),
    ];
    return {
      evidence,
      ...placeOf(facts, refusal, evidence),
      ...(blocked === undefined ? {} : { refines: ['closed-port'] }),
    };
  },
};

/** Who refused: what kind of sender it is does not say where it is. */
function placeOf(
  facts: Facts,
  refusal: Refusal,
  evidence: readonly Evidence[],
): Pick<Assessment, 'closer' | 'summary'> {
  const { ttl, label, checksum, service, reset } = refusal;
  const isNetfilters = label?.relation === 'zero' || checksum?.as === 'netfilter' || service?.relation === 'zero';
  const isMadeHere = madeHere(facts, reset.packets[0]) !== undefined;
  if ((isNetfilters && isServersOwn(refusal) && !isMadeHere) || isGenuine(facts, 'server')) {
    const summary = 'A packet filter on the server itself refused the connection with a reset';
    return { closer: 'server kernel', summary };
  }
  const others = evidence.filter(
    ({ weight, packets, source }) =>
      weight !== 'hints' &&
      source !== 'kernel' &&
      packets !== checksum?.packets &&
      packets !== service?.packets &&
      packets !== label?.packets,
  );
  const isFarOrNear = label?.relation === 'zero' && ttl !== undefined;
  if ((isNetfilters || isNotTheSockets(facts)) && !isFarOrNear && !isMadeHere && others.length === 0) {
    const summary = 'A packet filter on the server, or before it, refused the connection with a reset';
    return { closer: 'unknown', summary };
  }
  const summary = 'A firewall before the server refused the connection with a reset in the server’s name';
  return { closer: 'middlebox', summary };
}

/** A capture made at the server: what it does not have of this connection was answered before it. */
function otherEndEvidence(facts: Facts, { reset, ttl, tooSoon }: Refusal): Evidence[] {
  const other = facts['other-end']?.[0];
  if (other?.at !== 'server') return [];
  if (other.fate === 'born-between') {
    const what = other.has ? 'no such reset' : 'neither the SYN nor this reset';
    // A capture that drops a packet or two lacks it as well.
    const weigh = ttl?.relation === 'different' || tooSoon !== undefined ? proves : supports;
    return [weigh(reset, `the capture made at the server has ${what}: it was born between the two capture points`)];
  }
  return [];
}

/** Rules for one client's address do that; so does a load balancer that sends each client to a backend of its own. */
function shutOutEvidence(facts: Facts): Evidence[] {
  const alone = shutOutOf(facts);
  return alone === undefined ? [] : [hints(alone.fact, alone.text)];
}

function isServersOwn({ ttl, tooSoon }: Refusal): boolean {
  return ttl?.relation === 'same' && tooSoon === undefined;
}

function distanceEvidence(refusal: Refusal): Evidence[] {
  const { ttl, tooSoon } = refusal;
  const found: Evidence[] = [];
  if (ttl?.relation === 'different') {
    found.push(supports(ttl, otherTtlText(ttl)));
  }
  if (tooSoon !== undefined) found.push(supports(tooSoon.fact, tooSoon.text));
  if (ttl !== undefined && ttl.hops > 0 && isServersOwn(refusal)) {
    found.push(hints(ttl, `TTL ${ttl.ttl} is the server’s own: a rule on the server itself, or right before it`));
  }
  return found;
}

function labelEvidence({ label }: Refusal): Evidence[] {
  if (label?.relation === 'zero') {
    return [supports(label, 'IPv6 flow label 0, as netfilter’s resets have, although this host labels its packets')];
  }
  return label === undefined ? [] : [speaksAgainst(label, 'it has an IPv6 flow label, which netfilter’s resets lack')];
}

function checksumEvidence({ checksum }: Refusal): Evidence[] {
  if (checksum === undefined) return [];
  const left = 'its checksum is unfinished, like that of the SYN: so Linux sends';
  if (checksum.as === 'tcp') {
    return [
      speaksAgainst(checksum, `${left} its own answer for a closed port over IPv6, and not that of a reject rule`),
    ];
  }
  return [supports(checksum, `${left} the resets of reject rules over IPv4, and not its own answer for a closed port`)];
}

function serviceEvidence({ service }: Refusal): Evidence[] {
  if (service === undefined) return [];
  if (service.relation === 'same') {
    return [speaksAgainst(service, 'it has the SYN’s type of service, which a reject rule’s reset lacks')];
  }
  const text =
    'it lacks the SYN’s type of service, as reject rules’ resets do, although this host returned it at another port';
  return [supports(service, text)];
}

/** The server’s kernel had a socket for it, and did not send it: that it was made before the server is not said. */
function isNotTheSockets(facts: Facts): boolean {
  return kernelEvidence(facts).some(({ weight }) => weight !== 'speaks-against');
}

/** Netfilter’s resets are made without a socket, and without an event of the kernel’s own. */
function kernelEvidence(facts: Facts): Evidence[] {
  const kernel = kernelReset(facts, 'server', false);
  if (kernel !== undefined) {
    return [
      testify('speaks-against', kernel, `the server’s kernel sent it itself (${kernel.reason ?? 'tcp_send_reset'})`),
    ];
  }
  const listener = facts['kernel-listener']?.find(({ fits }) => fits);
  if (listener === undefined) return [];
  const text = 'the server’s kernel had a socket that listens on the port then, and tells of no reset of its own';
  return [testify(listener.tellsOfRefusals ? weightOfListener(listener) : 'hints', listener, text)];
}
