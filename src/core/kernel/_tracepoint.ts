/** What a tracepoint is: the name of an event of the Linux kernel, and how its fields are read. */
import type { Endpoint } from '../model/endpoint.ts';
import type { KernelEvent, SocketState } from '../model/witness.ts';

/** An event without the line it stands on, when it happened, and in whose time. */
export type EventBody = KernelEvent extends infer Event
  ? Event extends KernelEvent
    ? Omit<Event, 'file' | 'line' | 'seconds' | 'comm' | 'pid' | 'tgid'> & Partial<Pick<Event, 'comm' | 'pid'>>
    : never
  : never;

/** A tracepoint. */
export interface Tracepoint {
  /** kebab-case; the file’s name. */
  readonly id: string;
  /** As the kernel names it, without its subsystem. */
  readonly event: string;
  /** `undefined` where fields are missing, or the event says nothing of a connection. `comm` and `pid` replace the task’s. */
  readonly read: (fields: TraceFields) => EventBody | undefined;
}

/** The fields of an event: `name=value` or `name: value`, separated by spaces. */
export class TraceFields {
  readonly #values = new Map<string, string>();
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    for (const [, name = '', value = ''] of text.matchAll(/(?<![^\s])([\w-]{1,40})(?:=|: ?)([^\s]{0,200})/g)) {
      if (!this.#values.has(name)) this.#values.set(name, value);
    }
  }

  text(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** A task, `comm=NAME pid=NUMBER`; a name may hold spaces, and anything else. */
  task(): { readonly comm: string; readonly pid: number } | undefined {
    const [, comm, pid] = /(?<![^\s])comm=(.{1,16}) pid=(\d{1,10})(?![^\s])/.exec(this.#text) ?? [];
    return comm === undefined ? undefined : { comm, pid: Number(pid) };
  }

  /** A whole number of at most ten digits. */
  number(name: string): number | undefined {
    const text = this.#values.get(name);
    return text !== undefined && /^-?\d{1,10}$/.test(text) ? Number(text) : undefined;
  }

  /** What a system call returned: all that such an event has, in hexadecimal, or `ret=-24`. */
  result(): number | undefined {
    const [, digits] = /^0x([0-9a-f]{1,16})$/.exec(this.#text.trim()) ?? [];
    if (digits === undefined) return this.number('ret');
    const { length } = digits;
    return Number(length > 8 ? BigInt.asIntN(64, BigInt(`0x${digits}`)) : Number.parseInt(digits, 16) | 0);
  }

  /** `TCP_LISTEN` without `TCP_`. */
  state(name: string): SocketState | undefined {
    const text = this.#values.get(name)?.replace(/^TCP_/, '');
    return isState(text) ? text : undefined;
  }

  /** Whether a pointer is there and is null, as `%p` prints it: zeros, or `(null)`. */
  isNull(name: string): boolean {
    return /^(?:0x)?0+$|^\(null\)$/.test(this.#values.get(name) ?? '');
  }

  /** The ends of a socket: `sport dport saddr daddr saddrv6 daddrv6`. */
  ends(): { readonly local: Endpoint; readonly remote: Endpoint } | undefined {
    const local = this.#end('saddr', 'sport');
    const remote = this.#end('daddr', 'dport');
    return local === undefined || remote === undefined ? undefined : { local, remote };
  }

  /** `192.0.2.1:80`, `[2001:db8::1]:80` (`%pISpc`). */
  endpoint(name: string): Endpoint | undefined {
    const [, six, four, digits] =
      /^(?:\[([0-9a-f:.]{2,45})\]|([\d.]{7,15})):(\d{1,5})$/.exec(this.text(name) ?? '') ?? [];
    const address = six ?? four;
    return address === undefined ? undefined : toEndpoint(address, Number(digits));
  }

  #end(address: string, port: string): Endpoint | undefined {
    const four = this.text(address);
    const six = this.text(`${address}v6`);
    const number = this.number(port);
    // What is not the IPv4 address in the form of IPv6 is an address of its own.
    const chosen = six === undefined || /^::ffff:[\d.]+$/.test(six) ? (four ?? six) : six;
    if (chosen === undefined || number === undefined) return undefined;
    return toEndpoint(chosen, number);
  }
}

function toEndpoint(text: string, port: number): Endpoint | undefined {
  if (port < 0 || port > 65_535 || !/^[0-9a-f:.]{2,45}$/.test(text)) return undefined;
  return { address: text.replace(/^::ffff:(?=[\d.]+$)/, ''), port };
}

const STATES: ReadonlySet<string> = new Set<SocketState>([
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  'NEW_SYN_RECV',
]);

function isState(text: string | undefined): text is SocketState {
  return text !== undefined && STATES.has(text);
}
