/**
 * A recording against what really happened: the packets, kernel events and log lines that it must hold, and what the
 * diagnosis makes of it from each vantage point and from both ends.
 */
import { causes } from '../core/causes/index.ts';
import { type BothEndsResult, diagnoseBothEnds, type EndCapture } from '../core/diagnose/both-ends.ts';
import { Diagnoser, type DiagnoserOptions } from '../core/diagnose/diagnoser.ts';
import type { Resolutions } from '../core/diagnose/resolutions.ts';
import { Witnesses } from '../core/diagnose/witnesses.ts';
import type { Diagnosis } from '../core/model/diagnosis.ts';
import type { BaseSeconds } from '../core/model/time.ts';
import type { HostName } from './addresses.ts';
import { readPackets, type SeenPacket } from './read-packets.ts';
import type { Recording } from './recording.ts';
import type { KernelClaim, PacketClaim, Scenario, Sight, Truth, View } from './scenarios/_scenario.ts';

/**
 * How an answer stands to the truth. `right`: the true cause is named first. `allowed`: another that looks the same from
 * there. `missed`: neither. `unseen`: nothing of the connection is to be seen from there, and nothing is said. `pending`:
 * the catalogue does not have the cause yet.
 */
export type Outcome = 'right' | 'allowed' | 'missed' | 'unseen' | 'pending';

/** The answer to one truth from one view. */
export interface Answer {
  readonly view: View;
  readonly truth: Truth;
  readonly diagnosis: Diagnosis | undefined;
  /** What the times of the diagnosis count from. */
  readonly baseSeconds: BaseSeconds;
  readonly outcome: Outcome;
  /** Who ended it is right, unknown or wrong; unknown where nothing is to be seen. */
  readonly closer: 'right' | 'unknown' | 'wrong';
  /** What must not be: a wrong `certain`, the truth ruled out, from both ends not the truth. */
  readonly faults: readonly string[];
}

/** What became of a recording. */
export interface Result {
  readonly recording: Recording;
  /** What the recording lacks of what the scenario says it must hold. */
  readonly missing: readonly string[];
  readonly answers: readonly Answer[];
}

/** Every view, in the order of tables. */
export const VIEWS: readonly View[] = [
  'client',
  'router',
  'server',
  'client-witnesses',
  'server-witnesses',
  'both',
  'witnesses',
];

/** The view that has the same packets, without other witnesses. */
const PACKETS_OF: Readonly<Record<View, View>> = {
  client: 'client',
  router: 'router',
  server: 'server',
  'client-witnesses': 'client',
  'server-witnesses': 'server',
  both: 'both',
  witnesses: 'both',
};

const known: ReadonlySet<string> = new Set(causes.map(({ id }) => id));

/** Whether nothing is wrong with a recording and its answers. */
export function passes({ missing, answers }: Result): boolean {
  return missing.length === 0 && answers.every(({ faults }) => faults.length === 0);
}

/** Checks a recording of a scenario. */
export function checkRecording(scenario: Scenario, recording: Recording): Result {
  const { client, router, server } = recording.captures;
  const atClient = diagnoseAll(client);
  const base = atClient.diagnoses.length > 0 ? atClient.baseSeconds : undefined;
  const alone = { client: atClient, router: diagnoseAll(router), server: diagnoseAll(server, base) };
  const ends = [toEndCapture(alone.client), toEndCapture(alone.server)] as const;
  const shared = base ?? alone.server.baseSeconds;
  const testimonies = { witnesses: witnessesOf(recording), base: shared };
  const views: Readonly<Record<View, DiagnosedCapture>> = {
    ...alone,
    'client-witnesses': diagnoseAll(client, base, { at: 'client', witnesses: witnessesOf(recording, ['client']) }),
    'server-witnesses': diagnoseAll(server, base, { at: 'server', witnesses: witnessesOf(recording, ['server']) }),
    both: toDiagnosed(diagnoseBothEnds(...ends), shared),
    witnesses: toDiagnosed(diagnoseBothEnds(...ends, [], testimonies), shared),
  };
  const answers = scenario.truths.flatMap((truth) => VIEWS.map((view) => judge(truth, view, views[view])));
  return { recording, missing: checkClaims(scenario, recording), answers };
}

function toDiagnosed({ connections }: BothEndsResult, baseSeconds: BaseSeconds): DiagnosedCapture {
  return { diagnoses: connections.map(({ diagnosis }) => diagnosis), baseSeconds };
}

/** The accounts of these hosts, or of all: a text of each kernel as if each host had its own, and the logs. */
export function witnessesOf(recording: Recording, of?: readonly HostName[]): Witnesses {
  const { kernel, logs, facts } = recording;
  const witnesses = new Witnesses();
  const hosts = Object.keys(facts.addresses) as HostName[];
  const heard = of ?? hosts;
  for (const host of heard) {
    const others = hosts.filter((name) => name !== host);
    const isOthers = (line: string): boolean =>
      others.some(
        (other) =>
          line.startsWith(`counter ${other} `) ||
          addressesOf(other, recording).some((address) => isSource(line, address)),
      );
    const own = kernel.filter((line) => !isOthers(line));
    witnesses.read(`kernel of the ${host}`, own.map((line) => `${line}\n`).join(''));
  }
  for (const [name, text] of logs) {
    const host = facts.logHosts[name];
    if (of === undefined || (host !== undefined && of.includes(host))) witnesses.read(`${name}.log`, text);
  }
  return witnesses;
}

/** What the program says of a capture, also of what ended well. */
export interface DiagnosedCapture {
  readonly diagnoses: readonly Diagnosis[];
  readonly baseSeconds: BaseSeconds;
  /** What it shows of hardware addresses, where it is one capture. */
  readonly resolutions?: Resolutions;
}

/** Everything the program says of a capture; its times count from `base`, or from its own first second. */
export function diagnoseAll(
  capture: Uint8Array,
  base?: BaseSeconds,
  besides: Pick<DiagnoserOptions, 'at' | 'witnesses'> = {},
): DiagnosedCapture {
  const diagnoses: Diagnosis[] = [];
  const diagnoser = new Diagnoser({
    onDiagnosis: (diagnosis) => diagnoses.push(diagnosis),
    all: true,
    ...besides,
  });
  diagnoser.context.base.seconds = base;
  diagnoser.push(capture);
  const { baseSeconds } = diagnoser.finish();
  return { diagnoses, baseSeconds, resolutions: diagnoser.resolutions };
}

function toEndCapture({ diagnoses, resolutions }: DiagnosedCapture): EndCapture {
  return { connections: diagnoses.map(({ connection }) => connection), resolutions };
}

/** The connection that a truth is about. */
function find(diagnoses: readonly Diagnosis[], { clientPort, serverPort }: Truth): Diagnosis | undefined {
  const byStream = [...diagnoses].sort((a, b) => a.connection.stream - b.connection.stream);
  return byStream.find(
    ({ connection: { client, server } }) =>
      server.port === serverPort && (clientPort === undefined || client.port === clientPort),
  );
}

function judge(truth: Truth, view: View, { diagnoses, baseSeconds }: DiagnosedCapture): Answer {
  // What else is said never makes an answer worse.
  const sight = truth.at?.[view] ?? truth.at?.[PACKETS_OF[view]] ?? {};
  const diagnosis = find(diagnoses, truth);
  const outcome = outcomeOf(truth, sight, diagnosis);
  const faults = [...ending(truth, sight, diagnosis), ...verdict(truth, sight, view, outcome, diagnosis)];
  return { view, truth, diagnosis, baseSeconds, outcome, closer: closerOf(truth, sight, diagnosis), faults };
}

function outcomeOf(truth: Truth, sight: Sight, diagnosis: Diagnosis | undefined): Outcome {
  if (diagnosis === undefined) return sight.unseen === true ? 'unseen' : 'missed';
  const { cause } = diagnosis.verdict;
  if (cause === truth.cause) return 'right';
  if (!known.has(truth.cause)) return 'pending';
  return sight.accept?.includes(cause) === true ? 'allowed' : 'missed';
}

function closerOf(truth: Truth, sight: Sight, diagnosis: Diagnosis | undefined): Answer['closer'] {
  const by = diagnosis?.ending.by ?? 'unknown';
  if (by === (sight.by ?? truth.by)) return 'right';
  return by === 'unknown' ? 'unknown' : 'wrong';
}

function ending(truth: Truth, sight: Sight, diagnosis: Diagnosis | undefined): string[] {
  if (diagnosis === undefined) return sight.unseen === true ? [] : ['the connection is not in the capture'];
  if (sight.unseen === true) return ['the connection should not be seen from here'];
  const how = sight.how ?? truth.how;
  return diagnosis.ending.how === how ? [] : [`ended by ${diagnosis.ending.how}, not ${how}`];
}

function verdict(truth: Truth, sight: Sight, view: View, outcome: Outcome, diagnosis: Diagnosis | undefined): string[] {
  if (diagnosis === undefined) return [];
  const { cause, confidence, ruledOut } = diagnosis.verdict;
  const faults: string[] = [];
  const isWrong = cause !== truth.cause && sight.accept?.includes(cause) !== true;
  if (confidence === 'certain' && isWrong) faults.push(`certain and wrong: ${cause}`);
  if (confidence === 'certain' && closerOf(truth, sight, diagnosis) === 'wrong') {
    faults.push(`certain and wrong about who: ${diagnosis.ending.by}`);
  }
  const out = ruledOut.find((entry) => entry.cause === truth.cause);
  if (out !== undefined) faults.push(`the truth is ruled out: ${out.text}`);
  if ((view === 'both' || view === 'witnesses') && outcome === 'missed')
    faults.push(`from both ends ${cause}, not ${truth.cause}`);
  return faults;
}

/** What a recording lacks. */
export function checkClaims(scenario: Scenario, recording: Recording): string[] {
  const isOfVersion = ({ version }: PacketClaim): boolean =>
    version === undefined || version === recording.facts.version;
  return [
    ...scenario.packets.filter(isOfVersion).flatMap((claim) => checkPackets(claim, recording)),
    ...(scenario.kernel ?? []).flatMap((claim) => checkKernel(claim, recording)),
    ...(scenario.logs ?? []).flatMap(({ log, says }) =>
      says.test(recording.logs.get(log) ?? '') ? [] : [`${log}.log has no line like ${says}`],
    ),
  ];
}

function checkPackets({ from, flags, seenAt, notAt = [] }: PacketClaim, recording: Recording): string[] {
  const addresses = addressesOf(from, recording);
  const isThere = (packets: readonly SeenPacket[]): boolean =>
    packets.some((packet) => packet.flags === flags && addresses.includes(packet.source));
  const what = `${flags} from the ${from}`;
  return [
    ...seenAt
      .filter((vantage) => !isThere(readPackets(recording.captures[vantage]).packets))
      .map((at) => `no ${what} at the ${at}`),
    ...notAt
      .filter((vantage) => isThere(readPackets(recording.captures[vantage]).packets))
      .map((at) => `${what} at the ${at}`),
  ];
}

function checkKernel({ event, at, says = '', absent }: KernelClaim, recording: Recording): string[] {
  const fits = (line: string): boolean => {
    if (!line.includes(says)) return false;
    if (line.startsWith('counter ')) return line.startsWith(`counter ${at ?? ''}`) && line.includes(` ${event} `);
    if (line.split(' ')[1] !== event) return false;
    return at === undefined || addressesOf(at, recording).some((address) => isSource(line, address));
  };
  const found = recording.kernel.some(fits);
  const what = `${event} ${at === undefined ? '' : `of the ${at} `}${says}`;
  if (absent === true) return found ? [`the kernel says ${what}`] : [];
  return found ? [] : [`the kernel does not say ${what}`];
}

function addressesOf(host: HostName, recording: Recording): readonly string[] {
  return recording.facts.addresses[host] ?? [];
}

/** `src=198.51.100.2:80`, `src=[2001:db8:2::2]:80`, `saddr=198.51.100.2 `. */
function isSource(line: string, address: string): boolean {
  return [`src=${address}:`, `src=[${address}]:`, `saddr=${address} `].some((text) => `${line} `.includes(text));
}
