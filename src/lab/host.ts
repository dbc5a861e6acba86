/**
 * A machine of the lab: one network namespace, with what a scenario does on it. The namespaces live in a mount namespace of
 * the run's own (isolate.ts), so they are gone when the run is, however it ends.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import type { Addresses, HostName } from './addresses.ts';
import { Agent, Listener, programPath, Socket, type SocketOptions } from './agent.ts';
import { Program, runToEnd } from './program.ts';

/** Where a run keeps its files: a file system of its own, gone with it. */
export const RUN_FOLDER = '/run/whyclosed-lab';

const FIRST_CLIENT_PORT = 50_001;

/** How to connect. */
export interface ConnectOptions {
  /** The address to connect to, where it is not the host's own. */
  readonly address?: string;
  /** The address to connect from, where a host has several. */
  readonly from?: string;
  /** The port to connect from; the next of 50001, 50002, … unless told. */
  readonly sourcePort?: number;
  /** Seconds after which it gives up; 20 unless told. */
  readonly timeout?: number;
  readonly options?: SocketOptions;
}

/** How to start a program. */
export interface StartOptions {
  /** The port it will listen on: starting waits for that. */
  readonly listensOn?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Keep what it prints as this log of the recording. */
  readonly log?: string;
}

/** A host of the scenario. */
export class Host {
  readonly name: HostName;
  /** Its address, of the scenario's IP version. */
  address = '';
  /** Its address on the other cable, where it has two: the router's towards the server, the server's to the backend. */
  innerAddress = '';
  /** Both versions of `address`. */
  addresses: Addresses = { v4: '', v6: '' };
  readonly version: 4 | 6;
  /** What becomes a log of the recording: a name, and the program or file it is read from. */
  readonly logs: Map<string, Program | string> = new Map();
  readonly #namespace: string;
  #agent: Agent | undefined;
  #nextPort = FIRST_CLIENT_PORT;

  constructor(name: HostName, version: 4 | 6) {
    this.name = name;
    this.version = version;
    this.#namespace = `--net=/run/netns/${name}`;
  }

  /** Its address as a URL has it. */
  get urlAddress(): string {
    return this.version === 6 ? `[${this.address}]` : this.address;
  }

  get agent(): Agent {
    this.#agent ??= new Agent('nsenter', [this.#namespace]);
    return this.#agent;
  }

  /** Runs a program on this host to its end; its standard output. Rejects where it fails. */
  async run(command: string, args: readonly string[], input = ''): Promise<string> {
    return await runToEnd('nsenter', [this.#namespace, command, ...args], input);
  }

  /** Starts a program on this host and, where it is said on which port it listens, waits for that. */
  async start(command: string, args: readonly string[], options: StartOptions = {}): Promise<Program> {
    const name = command.split('/').at(-1) ?? command;
    const program = new Program(name, 'nsenter', [this.#namespace, command, ...args], options.env);
    if (options.log !== undefined) this.logs.set(options.log, program);
    if (options.listensOn !== undefined) {
      const early = program.ended.then(({ status }) => {
        throw new Error(`${name} ended with status ${status}: ${program.output.trim()}`);
      });
      await Promise.race([this.awaitListener(options.listensOn), early]);
    }
    return program;
  }

  /** Starts one of the lab's own programs: a Python or Node script of src/lab/programs. */
  async startOwn(script: string, args: readonly string[], options: StartOptions = {}): Promise<Program> {
    const interpreter = script.endsWith('.py') ? '/usr/bin/python3' : process.execPath;
    const flags = script.endsWith('.py') ? ['-Iu'] : [];
    return await this.start(interpreter, [...flags, programPath(script), ...args], options);
  }

  /** Compiles a C program of src/lab/programs and says where it is. */
  async compile(source: string): Promise<string> {
    mkdirSync(RUN_FOLDER, { recursive: true });
    const target = `${RUN_FOLDER}/${source.replace(/\.c$/, '')}`;
    await runToEnd('gcc', ['-O1', '-Wall', '-o', target, programPath(source)]);
    return target;
  }

  /** Writes a file of this host, a configuration or a document, and says where it is. */
  file(name: string, text: string | Uint8Array): string {
    const folder = `${RUN_FOLDER}/${this.name}`;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/${name}`, text);
    return `${folder}/${name}`;
  }

  /** Makes an empty folder of this host, that anybody may write into, and says where it is. */
  folder(name: string): string {
    const path = `${RUN_FOLDER}/${this.name}/${name}`;
    mkdirSync(path, { recursive: true });
    // Not as its mode: the umask would take from it.
    chmodSync(path, 0o777);
    return path;
  }

  /** Names a file that is to become a log of the recording. */
  keepLog(name: string, path: string): void {
    this.logs.set(name, path);
  }

  /** iproute2's ip. */
  async ip(args: string): Promise<string> {
    return await this.run('ip', args.split(' '));
  }

  /** Sets net/KEY, such as ipv4/tcp_retries2. */
  async sysctl(key: string, value: string | number): Promise<void> {
    await this.run('/bin/sh', ['-c', `echo "${value}" > /proc/sys/net/${key}`]);
  }

  /** Loads a ruleset of nftables. */
  async nft(ruleset: string): Promise<void> {
    await this.run('nft', ['-f', '-'], ruleset);
  }

  /** Adds a rule to a hook (input, forward, output, prerouting) of the host's filter. */
  async firewall(hook: string, rule: string): Promise<void> {
    const chain = `type filter hook ${hook} priority 0;`;
    await this.nft(`add table inet lab\nadd chain inet lab ${hook} { ${chain} }\nadd rule inet lab ${hook} ${rule}\n`);
  }

  /** Takes all rules away. */
  async openFirewall(): Promise<void> {
    await this.run('nft', ['flush', 'ruleset']);
  }

  /** A socket that listens on the port of the host's address. */
  async listen(
    port: number,
    {
      backlog = 16,
      address = this.address,
      options = {},
    }: { backlog?: number; address?: string; options?: SocketOptions } = {},
  ): Promise<Listener> {
    return new Listener(this.agent, await this.agent.ask('listen', { address, port, backlog, options }));
  }

  /** Connects to a port of another host; rejects with ECONNREFUSED and the like. */
  async connect(to: Host, port: number, options: ConnectOptions = {}): Promise<Socket> {
    const answer = await this.agent.ask('connect', {
      address: options.address ?? to.address,
      port,
      source: options.from ?? this.address,
      sourcePort: options.sourcePort ?? this.takePort(),
      timeout: options.timeout ?? 20,
      options: options.options ?? {},
    });
    return new Socket(this.agent, answer);
  }

  /** The next of the ports 50001, 50002, …, so that every recording has the same ones. */
  takePort(): number {
    this.#nextPort += 1;
    return this.#nextPort - 1;
  }

  /** Starts curl from the next of the client ports; what it fetches is its standard output. */
  async curl(args: readonly string[], options: StartOptions = {}): Promise<Program> {
    const fixed = ['-q', '--silent', '--show-error', '--no-buffer', '--noproxy', '*', '--user-agent', 'curl'];
    return await this.start('curl', [...fixed, '--local-port', String(this.takePort()), ...args], options);
  }

  /** Waits until a program listens on the port. */
  async awaitListener(port: number): Promise<void> {
    await this.agent.ask('await-listener', { port });
  }

  /** Sends a whole IP packet, whoever it says it is from. */
  async sendPacket(packet: Uint8Array): Promise<void> {
    await this.agent.ask('packet', { data: Buffer.from(packet).toString('base64') });
  }
}
