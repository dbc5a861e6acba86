/**
 * Runs one scenario: lays the network, starts the taps, acts, waits until the wire is quiet and every tap has seen its
 * marker, and gathers what captures, kernel and logs say. Ends every process it has started, whatever happens.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { release } from 'node:os';
import { cables, type HostName } from './addresses.ts';
import { type Host, RUN_FOLDER } from './host.ts';
import type { KernelWitness } from './kernel.ts';
import { Lab } from './lab.ts';
import { LabError } from './lab-error.ts';
import { type Hosts, layNetwork, removeNetwork } from './network.ts';
import { type Recording, VANTAGES } from './recording.ts';
import { recordingName } from './recording-name.ts';
import type { Scenario } from './scenarios/_scenario.ts';
import { Tap, type Vantage } from './tap.ts';

/** The wire is quiet when so long no packet has come. */
const QUIET_MS = 120;
/** Whatever still goes on then is not waited for. */
const QUIET_WITHIN_MS = 3000;

type Counters = Readonly<Record<string, number>>;

/** What happens around a run. */
export interface RunOptions {
  readonly kernel: KernelWitness;
  /** Called before the hosts are taken away, with the failure where there was one. */
  readonly beforeEnd?: (failure: unknown) => Promise<void>;
}

/** Runs a scenario; a race that went the other way is tried again. */
export async function runScenario(scenario: Scenario, version: 4 | 6, options: RunOptions): Promise<Recording> {
  const attempts = scenario.attempts ?? 1;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runOnce(scenario, version, options);
    } catch (error) {
      if (attempt === attempts || !(error instanceof LabError)) throw error;
    }
  }
}

async function runOnce(scenario: Scenario, version: 4 | 6, { kernel, beforeEnd }: RunOptions): Promise<Recording> {
  rmSync(RUN_FOLDER, { recursive: true, force: true });
  mkdirSync(RUN_FOLDER, { recursive: true, mode: 0o755 });
  const hosts = await layNetwork(version, scenario.backend === true, kernel.place);
  let failure: unknown;
  try {
    const made = await scenario.prepare?.(new Lab(version, hosts, [], kernel.place));
    const taps = VANTAGES.map((vantage) => new Tap(hosts.get(vantage) as Host, vantage, scenario.discovery));
    for (const tap of taps) await tap.ready();
    const before = await readCounters(hosts);
    kernel.clear();
    await scenario.run(new Lab(version, hosts, taps, kernel.place), made);
    await drain(hosts, taps);
    const events = kernel.read();
    const after = await readCounters(hosts);
    return {
      name: recordingName(scenario, version),
      facts: {
        scenario: scenario.id,
        version,
        kernel: release(),
        addresses: Object.fromEntries([...hosts.values()].map((host) => [host.name, allAddresses(host, kernel.place)])),
        truths: scenario.truths,
        logHosts: findLogHosts(hosts),
      },
      captures: Object.fromEntries(taps.map((tap) => [tap.vantage, tap.capture()])) as Record<Vantage, Uint8Array>,
      kernel: [...events, ...describeCounters(before, after)],
      logs: readLogs(hosts),
    };
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    await beforeEnd?.(failure);
    endProcesses();
    await Promise.all([...hosts.values()].map(forgetSockets));
    await removeNetwork(hosts);
  }
}

/** Sockets without a process go on trying to say farewell, and the kernel would tell of them in the next recording. */
async function forgetSockets(host: Host): Promise<void> {
  await host.run('ss', ['--kill', '--tcp', 'state', 'all']);
}

/** Waits until no packet comes any more, then until every tap has seen all that was sent. */
async function drain(hosts: Hosts, taps: readonly Tap[]): Promise<void> {
  const start = Date.now();
  for (;;) {
    const quietMs = Date.now() - Math.max(start, ...taps.map(({ latestMs }) => latestMs));
    if (quietMs >= QUIET_MS || Date.now() - start >= QUIET_WITHIN_MS) break;
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS - quietMs));
  }
  for (const tap of taps) {
    const host = hosts.get(tap.vantage) as Host;
    const device = tap.vantage === 'router' ? 'to-client' : 'eth0';
    // A scenario may have taken the interface down; a frame cannot be sent there, and none can come.
    const sent = await host.agent.ask('marker', { interface: device }).catch(() => undefined);
    if (sent !== undefined) await tap.marked(1);
    await tap.stop();
  }
}

async function readCounters(hosts: Hosts): Promise<ReadonlyMap<HostName, Counters>> {
  const entries = [...hosts.values()].map(async (host) => {
    const { counters } = await host.agent.ask('counters', {});
    return [host.name, counters as Counters] as const;
  });
  return new Map(await Promise.all(entries));
}

/** `counter server TcpExtListenDrops +3`, for every counter that went up. */
function describeCounters(before: ReadonlyMap<HostName, Counters>, after: ReadonlyMap<HostName, Counters>): string[] {
  return [...after].flatMap(([name, counters]) =>
    Object.entries(counters)
      .map(([counter, value]) => [counter, value - (before.get(name)?.[counter] ?? 0)] as const)
      .filter(([counter, more]) => more > 0 && !IRRELEVANT.test(counter))
      .map(([counter, more]) => `counter ${name} ${counter} +${more}`),
  );
}

/** Counters that say how fast something was done, not what. */
const IRRELEVANT =
  /^Tcp(?:InSegs|OutSegs|ActiveOpens|PassiveOpens)$|^TcpExt(?:TCPHPHits|TCPHPAcks|TCPPureAcks|TCPOrigDataSent|TCPDelivered|TCPAutoCorking|TCPFromZero|DelayedACKs|TW|TCPRcvCoalesce|TCPSpuriousRtxHostQueues)/;

function readLogs(hosts: Hosts): Map<string, string> {
  const logs = new Map<string, string>();
  for (const host of hosts.values()) {
    for (const [name, source] of host.logs) {
      const text =
        typeof source === 'string' ? (existsSync(source) ? readFileSync(source, 'utf8') : '') : source.output;
      logs.set(name, text);
    }
  }
  return logs;
}

function findLogHosts(hosts: Hosts): Readonly<Record<string, HostName>> {
  const pairs = [...hosts.values()].flatMap((host) => [...host.logs.keys()].map((name) => [name, host.name] as const));
  return Object.fromEntries(pairs);
}

function allAddresses(host: Host, place: number): string[] {
  const own = [host.addresses.v4, host.addresses.v6];
  const asNear = cables.find(({ near, far }) => near === host.name && far !== 'client');
  const [first] = cables;
  if (asNear === undefined || first === undefined || host.innerAddress === '') return own;
  return [...own, ...innerAddresses(asNear.network, asNear.network6, place)];
}

function innerAddresses(network: string, network6: string, place: number): string[] {
  return [`${network}.${place * 32 + 1}`, `${network6}::${(place * 32 + 1).toString(16)}`];
}

/**
 * Ends every other process of our PID namespace. Only as its first process: anywhere else that would be every process of
 * the machine.
 */
export function endProcesses(): void {
  if (process.pid !== 1) throw new Error('Cannot end all processes: this is not the first process of a PID namespace');
  try {
    process.kill(-1, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
