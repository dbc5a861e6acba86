/**
 * Sockets on a host, for scenarios: each step is asked of programs/agent.py, which runs in the host's namespace, and waited
 * for. A socket does nothing that the scenario does not say: it reads no byte unasked, and closes when it is told to.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { LabError } from './lab-error.ts';
import { CLEAN_ENVIRONMENT } from './program.ts';

/** Programs of the lab lie beside its source; they are not compiled. */
export function programPath(name: string): string {
  return fileURLToPath(new URL(`../../src/lab/programs/${name}`, import.meta.url));
}

type Answer = Readonly<Record<string, unknown>> & {
  readonly id: number;
  readonly error?: string;
  readonly code?: string;
};

/** Socket options by the names of socket(7) and tcp(7), with integer values. */
export type SocketOptions = Readonly<Record<string, number>>;

/** The agent of one host. */
export class Agent {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #requests = 0;

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, [...args, '/usr/bin/python3', '-ISu', programPath('agent.py')], {
      env: CLEAN_ENVIRONMENT,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdin?.on('error', () => {});
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      const answer = JSON.parse(line) as Answer;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    this.#child.on('close', () => {
      for (const settle of this.#waiting.values()) settle({ id: 0, error: 'the agent ended' });
    });
  }

  /** Asks for a step and waits until it is done; rejects with the system's error code where it fails. */
  async ask(operation: string, request: Readonly<Record<string, unknown>>): Promise<Answer> {
    this.#requests += 1;
    const id = this.#requests;
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.stdin?.write(`${JSON.stringify({ ...request, do: operation, id })}\n`);
    });
    if (answer.error !== undefined) throw new LabError(`${operation}: ${answer.error}`, answer.code);
    return answer;
  }
}

/** A connected socket on a host. */
export class Socket {
  readonly #agent: Agent;
  readonly #socket: number;
  /** The port on this host, of a socket that connected; the peer's, of one that was accepted. */
  readonly port: number;

  constructor(agent: Agent, answer: Answer) {
    this.#agent = agent;
    this.#socket = Number(answer['socket']);
    this.port = Number(answer['port']);
  }

  async send(data: string | Uint8Array): Promise<void> {
    await this.#ask('send', { data: Buffer.from(data).toString('base64') });
  }

  /** What has arrived, at most so many bytes; waits for the first. Empty where the peer has closed. */
  async receive(most = 65_536): Promise<string> {
    return await this.#receive({ most });
  }

  /** So many bytes, fewer only where the stream ends before. */
  async receiveExactly(bytes: number): Promise<string> {
    return await this.#receive({ most: bytes, exactly: true });
  }

  /** Everything until the peer closes. */
  async receiveAll(): Promise<string> {
    return await this.#receive({});
  }

  /** close(2): a FIN, or a reset where bytes are left unread. */
  async close(): Promise<void> {
    await this.#ask('close', {});
  }

  /** close(2) after SO_LINGER with a time of zero: a reset. */
  async reset(): Promise<void> {
    await this.#ask('reset', {});
  }

  /** connect(2) to AF_UNSPEC: a reset, and the socket stays. */
  async disconnect(): Promise<void> {
    await this.#ask('disconnect', {});
  }

  async shutdown(how: 'read' | 'write' = 'write'): Promise<void> {
    await this.#ask('shutdown', { how });
  }

  async set(options: SocketOptions): Promise<void> {
    await this.#ask('options', { options });
  }

  async #ask(operation: string, request: Readonly<Record<string, unknown>>): Promise<Answer> {
    return await this.#agent.ask(operation, { ...request, socket: this.#socket });
  }

  async #receive(request: Readonly<Record<string, unknown>>): Promise<string> {
    const { data } = await this.#ask('receive', request);
    return Buffer.from(String(data), 'base64').toString('latin1');
  }
}

/** A listening socket on a host. */
export class Listener {
  readonly #agent: Agent;
  readonly #socket: number;

  constructor(agent: Agent, answer: Answer) {
    this.#agent = agent;
    this.#socket = Number(answer['socket']);
  }

  /** The next connection of its queue; waits for one. */
  async accept(): Promise<Socket> {
    return new Socket(this.#agent, await this.#agent.ask('accept', { socket: this.#socket }));
  }

  async close(): Promise<void> {
    await this.#agent.ask('close', { socket: this.#socket });
  }
}
