/** How far a SYN gets: which hop answered last, who said no, and what silence leaves open. */
import { formatHostPort } from '../../core/model/endpoint.ts';
import type { Judged } from './measurement.ts';
import type { Hop, HopAnswer } from './path-text.ts';

/** What is judged. */
export interface PathSeen {
  readonly hops: readonly Hop[];
  readonly address: string;
  readonly port: number;
  /** The program that traced it: `traceroute -T`. */
  readonly program: string;
  /** The program came to its end. */
  readonly whole: boolean;
}

/** What the marks mean: traceroute(8); tcptraceroute has `!A` where traceroute has `!X`. */
const MARKS: Readonly<Record<string, string>> = {
  '!H': 'host unreachable',
  '!N': 'network unreachable',
  '!P': 'protocol unreachable',
  '!F': 'fragmentation needed',
  '!X': 'administratively prohibited',
  '!A': 'administratively prohibited',
};

const SILENCE =
  'silence of routers proves nothing: many answer seldom or never, and an answer may be lost on its way back';

/** Judges. */
export function judgePath(seen: PathSeen): Judged {
  const judged = judgeHops(seen);
  const reasons = [
    ...judged.reasons,
    `traced with ${seen.program}${seen.whole ? '' : ', which was ended before it was through'}`,
  ];
  return { ...judged, reasons };
}

function judgeHops(seen: PathSeen): Judged {
  const { hops, address } = seen;
  const answers = hops.flatMap(({ hop, answers: all }) => all.map((answer) => ({ ...answer, hop })));
  const reached = answers.filter((answer) => answer.address === address && answer.mark === undefined);
  const open = reached.find(({ reply }) => reply === 'syn-ack');
  if (open !== undefined) return reaches(seen, open, 'answered with a SYN-ACK', 'benign');
  const reset = reached.find(({ reply }) => reply === 'reset');
  if (reset !== undefined) return reaches(seen, reset, 'answered with a reset', 'failure');
  const refusal = answers.find(({ mark }) => mark !== undefined);
  if (refusal !== undefined) return stopped(seen, refusal);
  const [first] = reached;
  if (first !== undefined) return reaches(seen, first, 'answered', 'benign');
  return silent(seen, answers);
}

type At = HopAnswer & { readonly hop: number };

function reaches({ address, port }: PathSeen, answer: At, how: string, severity: 'benign' | 'failure'): Judged {
  const notes: Readonly<Record<string, string>> = {
    'syn-ack': 'something accepts connections there: what goes wrong later is not shown here',
    reset: 'nobody listens there, or a device on the way refuses in the server’s name: only its packet may tell',
  };
  const note = notes[answer.reply ?? ''] ?? 'whether the port is open the program does not say';
  return {
    finding: 'reaches',
    confidence: answer.reply === undefined ? 'possible' : 'likely',
    severity,
    summary: `A SYN to ${formatHostPort(address, port)} is ${how} at hop ${answer.hop}`,
    reasons: [note],
    advice: [],
  };
}

function stopped({ address, port }: PathSeen, { address: from, hop, mark = '' }: At): Judged {
  const said = MARKS[mark] ?? `the ICMP message that is marked ${mark}`;
  const isRule = mark === '!X' || mark === '!A';
  const who = from === address ? 'The server itself' : from;
  return {
    finding: 'stops',
    confidence: 'likely',
    severity: 'failure',
    ...(isRule ? { cause: 'firewall-admin-prohibited' } : {}),
    summary: `${who} turns the SYN to ${formatHostPort(address, port)} away: ${said}`,
    reasons: [`it answered at hop ${hop} with an ICMP message that says so`],
    advice: [
      isRule
        ? `A rule of ${from} forbids it: whoever runs it can allow it`
        : `Look at the routes and neighbours of ${from}`,
    ],
  };
}

function silent({ hops, address, port }: PathSeen, answers: readonly At[]): Judged {
  const last = answers.at(-1);
  const asked = hops.at(-1)?.hop ?? 0;
  const advice = [
    'Trace another port of the same host, or with ICMP (traceroute -I): where that arrives, a filter for this port is more likely than a broken path',
    'A capture at the server shows whether the SYN arrives there',
  ];
  if (last === undefined) {
    return {
      finding: 'undecided',
      severity: 'failure',
      summary: `Nobody answered on the way to ${formatHostPort(address, port)}`,
      reasons: [...(asked === 0 ? ['no hop was traced'] : [`${asked} hops were tried`]), SILENCE],
      advice,
    };
  }
  return {
    finding: 'stops',
    confidence: 'possible',
    severity: 'failure',
    summary: `The SYN to ${formatHostPort(address, port)} gets at least to ${last.address} (hop ${last.hop}); nobody behind it answered`,
    reasons: [
      `hop ${last.hop} answered last; ${asked > last.hop ? `hops ${last.hop + 1} to ${asked} and the server were silent` : 'the server was silent'}`,
      `the SYN is lost at ${last.address} or behind it, or its answer anywhere on the way back`,
      SILENCE,
    ],
    advice,
  };
}
