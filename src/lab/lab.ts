/** What a scenario acts on: its hosts, and what the taps see. Its functions need no `this`, so a scenario takes what it needs. */
import type { HostName } from './addresses.ts';
import type { Host } from './host.ts';
import { LabError } from './lab-error.ts';
import { makeMemoryLimit } from './memory-limit.ts';
import type { Hosts } from './network.ts';
import type { SeenPacket } from './read-packets.ts';
import type { Tap, Vantage } from './tap.ts';

/** What to wait for, besides sender and flags. */
export interface WaitOptions {
  /** The vantage points that have to see it; client and server unless told. */
  readonly at?: readonly Vantage[];
  /** Text that its payload contains. */
  readonly payload?: string;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** Seconds to wait for it, 20 unless told. */
  readonly within?: number;
}

/** What a slow or lossy path does; as programs/relay.py says. */
export interface PathSettings {
  /** Milliseconds each way. */
  readonly delay?: number;
  /** Every N-th packet with payload is lost. */
  readonly loss?: number;
  /** Every N-th packet with payload comes so many milliseconds late. */
  readonly disorder?: readonly [every: number, milliseconds: number];
  /** Every N-th packet with payload is damaged. */
  readonly damage?: number;
  /** Longer packets are lost. */
  readonly largest?: number;
  /** A firewall on it randomises sequence numbers: those of the server are so much higher at the client. */
  readonly shift?: number;
  /** What that firewall forgets to rewrite. */
  readonly unshifted?: readonly ('resets' | 'sacks')[];
}

/** The lab of one scenario. */
export class Lab {
  readonly version: 4 | 6;
  readonly #hosts: Hosts;
  readonly #taps: readonly Tap[];

  readonly #place: number;

  constructor(version: 4 | 6, hosts: Hosts, taps: readonly Tap[], place: number) {
    this.version = version;
    this.#place = place;
    this.#hosts = hosts;
    this.#taps = taps;
  }

  get client(): Host {
    return this.#host('client');
  }
  get router(): Host {
    return this.#host('router');
  }
  get server(): Host {
    return this.#host('server');
  }
  /** The second server, behind the first; only in scenarios that have one. */
  get backend(): Host {
    return this.#host('backend');
  }

  /** The address of a port of the server, as curl takes it. */
  readonly url = (port: number, path = '/', scheme = 'http'): string =>
    `${scheme}://${this.server.urlAddress}:${port}${path}`;

  /**
   * Waits until a packet has been recorded at each vantage point: one from this host (or address) with these flags (as
   * tcpdump prints them, without P), that came after the one the last wait found there. The first vantage point's.
   */
  readonly seen = async (from: Host | string, flags: string, options: WaitOptions = {}): Promise<SeenPacket> => {
    const { at = ['client', 'server'], payload = '', sourcePort, destinationPort, within = 20 } = options;
    const source = typeof from === 'string' ? from : from.address;
    const fits = (packet: SeenPacket): boolean =>
      packet.source === source &&
      packet.flags === flags &&
      packet.payload.includes(payload) &&
      (sourcePort === undefined || packet.sourcePort === sourcePort) &&
      (destinationPort === undefined || packet.destinationPort === destinationPort);
    const what = `${flags} from ${source}${payload === '' ? '' : ` with ${JSON.stringify(payload)}`}`;
    const found: SeenPacket[] = [];
    for (const vantage of at) found.push(await this.#tap(vantage).waitFor(fits, what, within * 1000));
    return found[0] as SeenPacket;
  };

  /** What a vantage point has seen so far, in order. */
  readonly packetsAt = (vantage: Vantage): readonly SeenPacket[] => this.#tap(vantage).seen;

  /** From now on the router's path is slow, lossy or both. Packets arrive with a TTL of 62, not 63. */
  readonly slowPath = async (settings: PathSettings): Promise<void> => {
    const relay = await this.router.startOwn('relay.py', [JSON.stringify(settings)]);
    await relay.printed(/carrying/);
  };

  /** Lets time pass, where the scenario is about time: an idle time-out, a client that is slow. */
  readonly pass = async (seconds: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  };

  /** Rejects unless a step fails, with this code of the system where one is said: ECONNREFUSED, ECONNRESET, ETIMEDOUT. */
  readonly fails = async (step: Promise<unknown>, code?: string): Promise<void> => {
    const error = await step.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof LabError)) throw error ?? new LabError(`A step that should fail with ${code} did not`);
    if (code !== undefined && error.code !== code) throw new LabError(`${error.message} (${error.code}), not ${code}`);
  };

  /** The folder of a control group whose processes may use so many bytes; one enters it by writing 0 to its cgroup.procs. */
  readonly memoryLimit = (bytes: number): string => makeMemoryLimit(this.#place, bytes);

  #host(name: HostName): Host {
    const host = this.#hosts.get(name);
    if (host === undefined) throw new RangeError(`Cannot use the ${name}: the scenario has none`);
    return host;
  }

  #tap(vantage: Vantage): Tap {
    const found = this.#taps.find((tap) => tap.vantage === vantage);
    if (found === undefined) throw new RangeError(`Cannot look at the ${vantage}: its tap has not started`);
    return found;
  }
}
