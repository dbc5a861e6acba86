/**
 * The kernel's own account of a run: its tracepoints, through two tracing instances of our own. One follows TCP (resets
 * sent and received with their reasons, state changes, retransmissions), of which only events that name an address of this
 * run are taken; the other follows our processes (their ends, signals, out-of-memory kills, calls of accept(2) that found no
 * free descriptor, and sockets on the loopback). Times are those of the captures: the clock is TAI, which is UTC where nobody has set an offset (Documentation/trace/ftrace.rst).
 *
 * An instance is a folder of tracefs. Its number is the run's place: making a folder is atomic, and one that is in use
 * cannot be removed, so runs at the same time have different places, and what a killed run left is taken away by the next.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { mentionsPlace, PLACES } from './addresses.ts';
import { LabError } from './lab-error.ts';

const INSTANCES = '/sys/kernel/tracing/instances';
const PREFIX = 'whyclosed-lab-';
const BUFFER_KB = '2048';

const TCP_EVENTS = [
  'tcp/tcp_send_reset',
  'tcp/tcp_receive_reset',
  'tcp/tcp_retransmit_skb',
  'sock/inet_sock_set_state',
];
const PROCESS_EVENTS = [
  'sched/sched_process_exit',
  'signal/signal_generate',
  'signal/signal_deliver',
  'oom/mark_victim',
  // For sockets on the loopback, whose addresses do not say whose they are.
  'sock/inet_sock_set_state',
];

/** Where the kernel has them (CONFIG_FTRACE_SYSCALLS). */
const CALL_EVENTS = ['syscalls/sys_exit_accept', 'syscalls/sys_exit_accept4'];
/** EMFILE, ENFILE; that no connection waits is no failure. */
const NO_DESCRIPTOR = 'ret == -24 || ret == -23';

/** `  nginx-1234  [001] ..s2. 1795681589.493561: tcp_send_reset: skbaddr=…` */
const LINE = /^\s*(.+)-(\d+)\s+\[\d+\]\s+\S+\s+(\d+)\.(\d+): (\w+)(?:: | (?=-> ))(.*)$/;
/** Signals that end a process or mean that something is wrong with it; timers and children tell nothing. */
const TELLING_SIGNALS: ReadonlySet<string> = new Set(['2', '3', '4', '6', '7', '8', '9', '11', '15', '31']);

const LOOPBACK = / saddr=(?:127\.0\.0\.1|::1) /;

/** The run's place, held as long as the witness is open, and what the kernel says meanwhile. */
export class KernelWitness {
  readonly place: number;
  readonly #folders: readonly string[];
  readonly #held: readonly number[];

  private constructor(place: number, folders: readonly string[], held: readonly number[]) {
    this.place = place;
    this.#folders = folders;
    this.#held = held;
  }

  /** Takes a place. Call it before any other process of the run is started: those started later are followed. */
  static open(): KernelWitness {
    removeLeftovers();
    for (let place = 0; place < PLACES; place += 1) {
      const witness = KernelWitness.#take(place);
      if (witness !== undefined) return witness;
    }
    throw new LabError(`${PLACES} runs of the lab are under way already`);
  }

  static #take(place: number): KernelWitness | undefined {
    const folders = [`${INSTANCES}/${PREFIX}${place}`, `${INSTANCES}/${PREFIX}${place}-processes`];
    try {
      for (const folder of folders) mkdirSync(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
      throw error;
    }
    const [tcp = '', processes = ''] = folders;
    const held = folders.map((folder) => openSync(`${folder}/trace_pipe`, 'r'));
    for (const folder of folders) {
      writeFileSync(`${folder}/trace_clock`, 'tai');
      writeFileSync(`${folder}/buffer_size_kb`, BUFFER_KB);
    }
    for (const event of TCP_EVENTS) writeFileSync(`${tcp}/events/${event}/enable`, '1');
    // In our own PID namespace we are number 1; the kernel says under which number it follows us.
    writeFileSync(`${processes}/trace_marker`, 'who am I');
    const [, , own = ''] = LINE.exec(lastLine(readFileSync(`${processes}/trace`, 'utf8'))) ?? [];
    writeFileSync(`${processes}/trace_options`, 'event-fork');
    writeFileSync(`${processes}/set_event_pid`, own);
    for (const event of PROCESS_EVENTS) writeFileSync(`${processes}/events/${event}/enable`, '1');
    for (const event of CALL_EVENTS.filter((name) => existsSync(`${processes}/events/${name}`))) {
      writeFileSync(`${processes}/events/${event}/filter`, NO_DESCRIPTOR);
      writeFileSync(`${processes}/events/${event}/enable`, '1');
    }
    return new KernelWitness(place, folders, held);
  }

  /** Forgets what was said so far. */
  clear(): void {
    for (const folder of this.#folders) writeFileSync(`${folder}/trace`, '');
  }

  /** What was said since, a line an event, in order of time: `SECONDS.MICROSECONDS EVENT FIELDS comm=NAME`. */
  read(): string[] {
    const [tcp = '', processes = ''] = this.#folders;
    const said = [...events(tcp, (text) => mentionsPlace(text, this.place)), ...events(processes, isTelling)];
    return said.sort();
  }

  close(): void {
    for (const folder of this.#folders) {
      writeFileSync(`${folder}/events/enable`, '0');
    }
    for (const fd of this.#held) closeSync(fd);
    for (const folder of this.#folders) rmdirSync(folder);
  }
}

/** Takes away instances that nobody holds any more. */
export function removeLeftovers(): void {
  for (const name of readdirSync(INSTANCES)) {
    if (!name.startsWith(PREFIX)) continue;
    try {
      rmdirSync(`${INSTANCES}/${name}`);
    } catch {
      // In use by another run.
    }
  }
}

function* events(folder: string, concerns: (text: string) => boolean): Generator<string> {
  for (const line of readFileSync(`${folder}/trace`, 'utf8').split('\n')) {
    const [, comm, , seconds, fraction, event = '', fields = ''] = LINE.exec(line) ?? [];
    const said = `${event.replace(/^sys_/, 'sys_exit_')} ${tidy(fields)}${event.startsWith('sched_') ? '' : ` comm=${comm?.trim()}`}`;
    if (seconds !== undefined && concerns(said)) yield `${seconds}.${fraction} ${said}`;
  }
}

/** Without kernel addresses, which differ from boot to boot, and without what is said twice or says nothing. */
function tidy(fields: string): string {
  return fields
    .replace(/skbaddr=(\S+) /, (_, address) => `answers=${isZero(address) ? 'nothing' : 'packet'} `)
    .replace(/skaddr=(\S+) /, (_, address) => `socket=${isZero(address) ? 'none' : 'there'} `)
    .replace(/^-> (0x\w+)$/, (_, result) => `ret=${BigInt.asIntN(64, BigInt(result))}`)
    .replace(/ saddrv6=::ffff:\S+ daddrv6=::ffff:\S+/, '')
    .replace(/ saddr=\S+ daddr=\S+ saddrv6=(\S+) daddrv6=(\S+)/, ' saddr=$1 daddr=$2')
    .replace(/\bfamily=AF_INET6? |protocol=IPPROTO_TCP |prio=\d+ | sock_cookie=\w+/g, '')
    .trim();
}

function isZero(address: string): boolean {
  return /^0+$/.test(address);
}

/** Ends of processes, not of their threads; signals that mean something; sockets on the loopback; and nothing of the taps. */
function isTelling(text: string): boolean {
  if (text.startsWith('inet_sock_set_state')) return LOOPBACK.test(text);
  if (text.includes('group_dead=false') || /\bcomm=(?:tcpdump|nsenter|nft|ip|ss|ethtool)\b/.test(text)) return false;
  return !text.startsWith('signal_') || TELLING_SIGNALS.has(/\bsig=(\d+)/.exec(text)?.[1] ?? '');
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
