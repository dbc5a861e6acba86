/**
 * An answer, with or without a FIN, that the host whose address it bears never sent: a device on the path answered in its
 * name, and the host’s own packets came too late (block pages; the injected redirects of censors and of QUANTUM INSERT). The
 * host goes on from its own distance, and beyond “its” FIN, which a host that closes does not.
 */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { Facts, FinFact, OtherEndFact, ResetFact, SecondSenderFact } from '../model/fact.ts';
import { closingFin, closingReset, count, hints, PROMPT_MAX, proves, supports } from './_evidence.ts';
import { fateOf } from './_other-end.ts';
import { closerBy, misfitText, senderDoubts, ttlOf } from './_sender.ts';

export const cause: Cause = {
  id: 'injected-data',
  title: 'a device on the path answered in the other end’s name',
  severity: 'failure',
  refines: [
    'normal-close',
    'half-close',
    'reset-after-close',
    'server-idle-timeout',
    'truncated-response',
    'retransmission-timeout',
    'client-abort',
    'closed-without-response',
    'half-open-connection',
  ],
  wouldBeProvedBy: [
    'a capture at the other end at the same time: what arrives here was never sent there',
    'the answer itself: a block page, or a redirect that the server’s log does not know',
  ],
  advice: [
    'Ask the network’s owner for a filtering or policy device on the path and its log',
    'Use TLS: an answer in plain text can be forged by anybody on the path',
  ],
  weigh: (facts) => {
    const fin = closingFin(facts);
    const found = [
      ...(fin === undefined ? [] : finEvidence(facts, fin)),
      ...dataEvidence(facts),
      ...unsentEvidence(facts),
    ];
    if (found.length === 0) return undefined;
    const from = inWhoseName(facts, fin);
    const stalled = facts.stall?.find((stall) => stall.side !== from);
    if (stalled !== undefined) {
      found.push(supports(stalled, `the ${from} did not acknowledge what it is said to have answered`));
    }
    const said = isForged(facts, fin) ? 'answered and closed' : 'answered';
    const later = outlived(facts, fin);
    if (later !== undefined) {
      return {
        evidence: [...found, ...senderDoubts(facts, later.from, later.packets[0])],
        closer: closerBy(facts, later.from, later.packets[0]),
        severity: 'suspicious',
        summary: `A device on the path answered in the ${from}’s name; the connection went on, and the ${later.from} closed it`,
      };
    }
    return {
      evidence: found,
      closer: 'middlebox',
      summary: `A device on the path ${said} in the ${from}’s name; the ${from} itself had not sent that`,
    };
  },
};

/** The FIN came from elsewhere. */
function finEvidence(facts: Facts, fin: FinFact): Evidence[] {
  const { from, packets } = fin;
  const found: Evidence[] = [];
  const other = fateOf(facts, from);
  const ttl = ttlOf(facts, packets[0]);
  if (other?.fate === 'born-between' && (!other.lossy || ttl?.relation === 'different')) {
    const text = `the capture made at the ${from} has no such FIN: it was born between the two capture points`;
    // A capture that drops the last packets lacks the FIN and the bytes before it alike: only its distance is another matter.
    found.push((ttl?.relation === 'different' ? proves : supports)(other, text));
  }
  if (ttl?.relation === 'different' && !ttl.reset) {
    const text = `the FIN came with TTL ${ttl.ttl}; the ${from}’s packets around it came with ${ttl.baseline}`;
    found.push(supports(ttl, text));
  }
  return [...found, ...misfitEvidence(fin)];
}

/** Two FINs of one side, or one with a number that it had passed, odd stacks and captures make, too. */
function misfitEvidence(fin: FinFact): Evidence[] {
  const isUnsigned = fin.misfits.some(({ kind }) => kind === 'unsigned');
  if (!isUnsigned && fin.misfits.length < 2) {
    const sentOn = fin.misfits.find(({ kind }) => kind === 'sent-on');
    return sentOn === undefined ? [] : [hints(fin, misfitText(fin.from, sentOn))];
  }
  return fin.misfits.map((misfit) => {
    return (misfit.kind === 'ip-id' ? hints : supports)(fin, misfitText(fin.from, misfit));
  });
}

/**
 * Data that the sender of the rest did not send. Of what odd stacks do, too (a FIN that forgets what was lost), and captures
 * out of order, one sign is not enough.
 */
function dataEvidence(facts: Facts): Evidence[] {
  const signs = facts['second-sender'] ?? [];
  if (signs.length < 2 && signs[0]?.sign !== 'distance') return [];
  return signs.map((fact) => supports(fact, describeSign(fact)));
}

function describeSign({ from, sign, ttl, baseline, later }: SecondSenderFact): string {
  switch (sign) {
    case 'beyond-fin':
      return `more than the ${from}’s FIN allows for came, or was acknowledged: a host that closes has nothing left to send`;
    case 'overtaken':
      return `the ${otherSide(from)} had acknowledged these numbers before the ${from} sent anything with them`;
    case 'spread':
      return `a packet in the ${from}’s name came with TTL ${ttl}; the first and the latest came with ${baseline}`;
    case 'distance':
      return `data in the ${from}’s name came with TTL ${ttl}; before it the ${from}’s packets came with ${baseline}, and ${later === baseline ? 'again after it' : `after it with ${later}`}`;
  }
}

/** Captures at both ends: more arrived than was sent. */
function unsentEvidence(facts: Facts): Evidence[] {
  const other = facts['other-end']?.[0];
  const side = other && addedTo(other);
  // What a capture lacks that drops packets, somebody need not have added.
  if (other === undefined || side === undefined || other.lossy) return [];
  const text = `${count(other.unsent[side], 'byte')} of the ${side}’s stream arrived that the capture made at the ${side} does not have`;
  // A capture that lost packets at the sender has fewer bytes, too.
  const lost = (facts.quality?.[0]?.missedBytes ?? 0) > 0;
  return [(lost ? hints : supports)(other, text)];
}

function addedTo({ unsent }: OtherEndFact): Side | undefined {
  if (unsent.server > 0) return 'server';
  return unsent.client > 0 ? 'client' : undefined;
}

/** The close of its own with which an end left a while after all that somebody else had sent. */
function outlived(facts: Facts, fin: FinFact | undefined): FinFact | ResetFact | undefined {
  const signs = facts['second-sender'] ?? [];
  if (signs.length === 0 || isForged(facts, fin) || facts.stall !== undefined) return undefined;
  if (!signs.every(({ sign, beforeCloseNs }) => sign === 'distance' && beforeCloseNs >= PROMPT_MAX)) return undefined;
  const reset = closingReset(facts);
  if (reset !== undefined) return reset.form === 'active' ? reset : undefined;
  return fin;
}

function isForged(facts: Facts, fin: FinFact | undefined): boolean {
  if (fin === undefined) return false;
  if (fateOf(facts, fin.from)?.fate === 'born-between' || misfitEvidence(fin).length > 0) return true;
  return ttlOf(facts, fin.packets[0])?.relation === 'different';
}

function inWhoseName(facts: Facts, fin: FinFact | undefined): Side {
  const other = facts['other-end']?.[0];
  const added = other && addedTo(other);
  if (fin !== undefined && isForged(facts, fin)) return fin.from;
  return facts['second-sender']?.[0]?.from ?? added ?? closingReset(facts)?.from ?? 'server';
}
