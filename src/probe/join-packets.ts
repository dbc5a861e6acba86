/**
 * A probe's verdict together with that of its own packets, where they were recorded. Packets show who sent what; an error
 * code does not. So where both name the same cause their evidence is joined, and else the packets win, unless all they show
 * is that this end closed what had gone well or had waited long enough, or the probe's cause is the finer one and as
 * sure: a rule of the firewall here, or a listener on another address, shows in no packet.
 */
import { causes } from '../core/causes/index.ts';
import type { Confidence, Diagnosis, Evidence, Verdict } from '../core/model/diagnosis.ts';
import type { ProbeResult } from './model.ts';
import { adviseOnProxy } from './proxy-advice.ts';

const SURENESS: Readonly<Record<Confidence, number>> = { certain: 3, likely: 2, possible: 1 };

/** Joins the two. */
export function joinPackets(result: ProbeResult, packets: Diagnosis): ProbeResult {
  const joined = join(result, packets);
  return { ...joined, verdict: adviseOnProxy(joined.verdict, result.observation) };
}

function join(result: ProbeResult, seen: Diagnosis): ProbeResult {
  const { verdict } = result;
  const packets = decide(seen, result);
  if (packets.verdict.cause === verdict.cause) {
    const surer = SURENESS[packets.verdict.confidence] >= SURENESS[verdict.confidence];
    const [base, beside] = surer ? [packets.verdict, verdict] : [verdict, packets.verdict];
    const more = beside.alternatives.filter(
      ({ cause }) => !names(base, cause) && !rulesOut(base, cause) && !isSettled(result, packets, cause),
    );
    return {
      ...result,
      packets,
      ending: packets.ending,
      verdict: {
        ...base,
        evidence: joinEvidence(packets.verdict, verdict),
        alternatives: [...base.alternatives, ...more],
      },
    };
  }
  if (!outweighs(packets, result)) return { ...result, packets };
  if (isFiner(verdict, packets.verdict)) return { ...result, packets, ending: packets.ending };
  const alternative = { cause: verdict.cause, confidence: verdict.confidence, text: verdict.summary };
  const others = packets.verdict.alternatives.filter(({ cause }) => cause !== verdict.cause);
  const isRuledOut = packets.verdict.ruledOut.some(({ cause }) => cause === verdict.cause);
  const { about: _, ...rest } = result;
  return {
    ...rest,
    packets,
    ending: packets.ending,
    severity: packets.severity,
    verdict: { ...packets.verdict, alternatives: isRuledOut ? others : [...others, alternative] },
  };
}

/** The packets leave two causes open, and what was tried besides speaks against the one that they name first. */
function decide(packets: Diagnosis, { verdict, against = [] }: ProbeResult): Diagnosis {
  const first = packets.verdict;
  const doubt = against.find(({ cause }) => cause === first.cause);
  if (doubt === undefined || first.confidence === 'certain' || !names(first, verdict.cause)) return packets;
  const { cause, summary, advice, next } = verdict;
  const others = first.alternatives.filter((other) => other.cause !== cause);
  const alternatives = [{ cause: first.cause, confidence: 'possible' as const, text: doubt.text }, ...others];
  return { ...packets, verdict: { ...first, cause, summary, advice, next, alternatives } };
}

/** A refusal is in the packets, which name what it may be: the error code alone adds nothing to that, the machine may. */
function isSettled({ observation }: ProbeResult, { ending, verdict }: Diagnosis, cause: string): boolean {
  return ending.how === 'refused' && !names(verdict, cause) && !observation.local.some((sign) => sign.cause === cause);
}

/** The packets show a failure, not merely how this end behaved, and are at least as sure. */
function outweighs({ verdict, severity }: Diagnosis, result: ProbeResult): boolean {
  if (severity === 'benign' || verdict.cause === 'insufficient-evidence') return false;
  if (verdict.closer === 'client application') return false;
  // Of what went well from end to end, packets can only say that something is odd.
  if (result.severity === 'benign' && severity !== 'failure') return false;
  return SURENESS[verdict.confidence] >= SURENESS[result.verdict.confidence];
}

/** As sure, and either names the other's cause among others or refines it: it rests on what no packet shows. */
function isFiner(probe: Verdict, packets: Verdict): boolean {
  if (probe.confidence === 'possible' || probe.confidence !== packets.confidence) return false;
  // That a device on the path did it shows in packets alone.
  if (packets.closer === 'middlebox' && probe.closer === 'unknown') return false;
  return (
    names(packets, probe.cause) ||
    names(probe, packets.cause) ||
    causes.find(({ id }) => id === probe.cause)?.refines?.includes(packets.cause) === true
  );
}

function names({ alternatives }: Verdict, wanted: string): boolean {
  return alternatives.some(({ cause }) => cause === wanted);
}

function rulesOut({ ruledOut }: Verdict, wanted: string): boolean {
  return ruledOut.some(({ cause }) => cause === wanted);
}

function joinEvidence(packets: Verdict, probe: Verdict): readonly Evidence[] {
  return [...packets.evidence, ...probe.evidence];
}
