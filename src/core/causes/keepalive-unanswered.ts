/**
 * The peer stopped answering keep-alive probes, and the prober's kernel gave the connection up with a reset (RFC 9293
 * §3.8.4; Linux tcp_keepalive_timer, reason TCP_KEEPALIVE_TIMEOUT).
 */
import type { Assessment, Cause } from '../model/cause.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { Facts, ProbesFact } from '../model/fact.ts';
import { closingReset, count, duration, hints, speaksAgainst, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';
import { kernelReset, testify, witnessed } from './_witness.ts';

/** The first probe comes later than the others follow one another, by more than a timer is off. */
const FIRST_MIN = 4 / 3;

export const cause: Cause = {
  id: 'keepalive-unanswered',
  title: 'keep-alive probes got no answer',
  severity: 'failure',
  // A kernel that gave up while its program still waited for an answer gave up for the probes, not for the answer.
  refines: ['abortive-close', 'still-open', 'unread-data-at-close', 'client-abort', 'client-timeout'],
  wouldBeProvedBy: [
    'kernel event tcp_send_reset with reason TCP_KEEPALIVE_TIMEOUT on the probing host; its application sees ETIMEDOUT',
    'a capture at the other end: whether the probes arrive there',
  ],
  advice: [
    'The side that sent the reset is not at fault: find out why the other end or the path went silent (host down, link, NAT or firewall that forgot the connection)',
  ],
  weigh: (facts) => {
    const packets = byPackets(facts);
    return byWitness(facts, packets) ?? packets;
  },
};

const byPackets: Cause['weigh'] = (facts) => {
  const probes = facts.probes?.find((fact) => fact.unanswered >= 2);
  if (probes === undefined) return whereAnswersAreLost(facts);
  const reset = closingReset(facts);
  const peer = probes.from === 'client' ? 'server' : 'client';
  const silent = `${count(probes.unanswered, 'keep-alive probe')} of the ${probes.from} got no answer`;
  if (reset === undefined && facts.fin === undefined) {
    const silence = facts.silence?.[0];
    return {
      evidence: [
        supports(probes, silent),
        ...(silence?.until === 'end' ? [hints(silence, 'the capture ends before it gave up')] : []),
      ],
      closer: 'nobody',
      summary: `The ${peer} no longer answers the ${probes.from}’s keep-alive probes`,
    };
  }
  if (reset?.from !== probes.from || reset.form === 'passive') return undefined;
  return {
    evidence: [
      supports(probes, `${silent}, then it reset the connection${spacing(probes)}`),
      ...(isOffBeat(probes) ? [speaksAgainst(probes, 'the reset does not come when the next probe was due')] : []),
      ...senderEvidence(facts, probes.from, reset.packets[0]),
    ],
    closer: `${probes.from} kernel`,
    summary: `The ${peer} stopped answering keep-alive probes, so the ${probes.from}’s kernel gave the connection up`,
  };
};

/** Seen from the end that answers: probes at one interval, each answered, and the reset when the next was due. */
function whereAnswersAreLost(facts: Facts): Assessment | undefined {
  const reset = closingReset(facts);
  const probes = facts.probes?.find((fact) => fact.from === reset?.from && fact.total >= 3);
  if (reset?.form !== 'active' || probes === undefined || isOffBeat(probes)) return undefined;
  if (probes.intervalNs === undefined || probes.resetAfterNs === undefined) return undefined;
  const peer = probes.from === 'client' ? 'server' : 'client';
  const text = `after ${count(probes.total, 'keep-alive probe')}, all answered here, the reset came when the next was due${spacing(probes)}`;
  const hastened = hastenedText(facts, probes, peer);
  return {
    evidence: [
      ...(hastened === undefined ? [hints(probes, text)] : [supports(probes, `${text}; ${hastened}`)]),
      ...senderEvidence(facts, probes.from, reset.packets[0]),
    ],
    closer: `${probes.from} kernel`,
    summary: `The ${peer}’s answers to keep-alive probes seem not to have reached the ${probes.from}, so its kernel gave up`,
  };
}

/**
 * A kernel that has its answer waits for as long as before the first probe, and one that has none asks again sooner (Linux:
 * tcp_keepalive_time, tcp_keepalive_intvl). The silence is longer than so many probes at their last
 * interval make it: one was late.
 */
function hastenedText(facts: Facts, { total, intervalNs }: ProbesFact, peer: Side): string | undefined {
  const quietNs = facts.turn?.[0]?.quietNs;
  if (quietNs === undefined || intervalNs === undefined) return undefined;
  if (quietNs - total * intervalNs <= intervalNs * FIRST_MIN) return undefined;
  return `one of them had come later than that: a kernel that hears the ${peer}’s answers waits for as long each time`;
}

function spacing({ resetAfterNs, intervalNs }: ProbesFact): string {
  if (resetAfterNs === undefined || intervalNs === undefined) return '';
  return ` ${duration(resetAfterNs)} after the last probe (probes came every ${duration(intervalNs)})`;
}

/** The kernel gives up when the next probe would be due. */
function isOffBeat({ resetAfterNs, intervalNs }: ProbesFact): boolean {
  if (resetAfterNs === undefined || intervalNs === undefined) return false;
  return Math.abs(resetAfterNs - intervalNs) > intervalNs * 0.25;
}

/** The kernel that gave up says so. */
function byWitness(facts: Facts, packets: Assessment | undefined): Assessment | undefined {
  const reset = closingReset(facts);
  const kernel = reset && kernelReset(facts, reset.from, true);
  if (reset === undefined || kernel?.reason !== 'TCP_KEEPALIVE_TIMEOUT') return undefined;
  const peer = otherSide(reset.from);
  return witnessed(facts, packets, {
    evidence: [
      testify('proves', kernel, `the ${reset.from}’s kernel gives TCP_KEEPALIVE_TIMEOUT as the reason of its reset`),
    ],
    closer: `${reset.from} kernel`,
    summary: `No answer to keep-alive probes reached the ${reset.from} from the ${peer}, so its kernel gave the connection up`,
  });
}
