/**
 * Capture files as one source of packets: one file, or several in time order. Of many files only the first packet is
 * looked at before, and each is opened when its turn comes.
 */
import { Socket } from 'node:net';
import type { ReaderContext, ReadStep } from '../core/capture/_capture-format.ts';
import { MergedSource, type MergeInput, type PacketSource } from '../core/capture/_merge.ts';
import { copyPacketView, createPacketView } from '../core/capture/_packet-view.ts';
import type { PacketView } from '../core/model/packet.ts';
import type { BaseSeconds, TimeNs } from '../core/model/time.ts';
import { WhyclosedError } from '../core/model/whyclosed-error.ts';
import { FifoStream } from './fifo-stream.ts';
import { FileSource } from './file-source.ts';
import { nameInput, type OpenInput, openInput, STANDARD_INPUT } from './open-input.ts';
import { type ByteStream, StreamSource } from './stream-source.ts';

/** What became of one input. */
export interface InputOutcome {
  /** As it is called in messages and problems. */
  readonly file: string;
  /** Packets read from it, once its end has been reached. */
  packets: number;
  /** How many problems were found in it. */
  problems: number;
  /** What the first of them was. */
  firstProblem: string | undefined;
}

type Base = ReaderContext['base'];

const LARGE_CHUNK = 1024 * 1024;
const SMALL_CHUNK = 64 * 1024;
/** Up to so many inputs, each may take a large buffer; beyond, it is small. */
const FEW_INPUTS = 16;
/** Beyond so many inputs no file stays open between two reads. */
const MANY_INPUTS = 200;

/** Of an input that is text, as _content.ts calls it. */
const IS_TEXT = /no capture but (?:text|JSON)(?:$|,)/;
const TEXT_HINT = 'a log goes beside a capture, with --log FILE; whyclosed explain - reads an error text';

const NOTHING: PacketSource = { next: () => 'end', more: async () => {}, close: () => {} };

/** Opens inputs ("-": standard input) as one capture; throws a WhyclosedError where none of them can be opened. */
export async function openCaptureFiles(paths: readonly string[], context: ReaderContext): Promise<CaptureFiles> {
  if (paths.length === 0) throw new RangeError('No capture file was named');
  if (paths.indexOf(STANDARD_INPUT) !== paths.lastIndexOf(STANDARD_INPUT)) {
    throw new RangeError('Standard input can be read only once');
  }
  const files = new CaptureFiles(paths, context);
  await files.open();
  return files;
}

/** Inputs as one source of packets; made by `openCaptureFiles`. */
export class CaptureFiles implements PacketSource {
  /** Bytes read of all inputs, as they are on disk. */
  bytesRead = 0;
  /** Bytes there are in all; undefined where an input is no regular file. */
  totalBytes: number | undefined = 0;
  /** The input read last, as it is called in messages. */
  currentFile: string;
  /** What became of each input, in the order they were named. */
  readonly outcomes: readonly InputOutcome[];
  readonly #paths: readonly string[];
  readonly #context: ReaderContext;
  #source: PacketSource = NOTHING;

  constructor(paths: readonly string[], context: ReaderContext) {
    this.#paths = paths;
    this.#context = context;
    this.currentFile = nameInput(paths[0] ?? STANDARD_INPUT);
    this.outcomes = paths.map((path) => ({ file: nameInput(path), packets: 0, problems: 0, firstProblem: undefined }));
  }

  next(packet: PacketView): ReadStep {
    return this.#source.next(packet);
  }

  more(): Promise<void> {
    return this.#source.more();
  }

  close(): void {
    this.#source.close();
  }

  /** After the end: the error to show where something is wrong with the inputs and not one packet could be read. */
  failure(): WhyclosedError | undefined {
    const broken = this.outcomes.filter((outcome) => outcome.problems > 0);
    const [first] = broken;
    if (first?.firstProblem === undefined || this.outcomes.some((outcome) => outcome.packets > 0)) return undefined;
    const others = broken.length === 1 ? '' : ` (and ${broken.length - 1} more)`;
    const reason = first.firstProblem.startsWith('Cannot ')
      ? first.firstProblem
      : `Cannot read ${first.file}: ${first.firstProblem.charAt(0).toLowerCase()}${first.firstProblem.slice(1)}`;
    return new WhyclosedError(
      'nothing-readable',
      reason + others,
      IS_TEXT.test(first.firstProblem) ? { hint: TEXT_HINT } : {},
    );
  }

  /** Opens the one input, or looks into each of several. */
  async open(): Promise<void> {
    const named = this.#paths.map((path, index) => ({ path, outcome: this.outcomes[index]! }));
    const [only] = named;
    if (only !== undefined && named.length === 1) {
      const input = openInput(only.path);
      this.#countSize(input);
      this.#source = this.#makeSource(
        only.path,
        input,
        only.outcome,
        this.#contextOf(only.outcome, this.#context.base),
      );
      return;
    }
    const inputs: MergeInput[] = [];
    const errors: unknown[] = [];
    for (const { path, outcome } of named) {
      try {
        inputs.push(await this.#lookInto(path, outcome));
      } catch (error) {
        errors.push(error);
        this.#reportUnreadable(outcome, error);
      }
    }
    if (inputs.length === 0) throw errors[0];
    this.#context.base.seconds ??= earliestBase(inputs);
    this.#source = new MergedSource(inputs, this.#context.base.seconds);
  }

  /** Finds the time of an input's first packet. A file is opened again when its turn comes; a pipe stays open. */
  async #lookInto(path: string, outcome: InputOutcome): Promise<MergeInput> {
    const input = openInput(path);
    this.#countSize(input);
    const isRepeatable = input.size !== undefined && path !== STANDARD_INPUT;
    const base: Base = { seconds: undefined };
    const packet = createPacketView();
    if (!isRepeatable) {
      const source = this.#makeSource(path, input, outcome, this.#contextOf(outcome, base));
      const step = await settle(source, packet);
      const held = new HeldSource(source, packet, step);
      return { base: base.seconds ?? 0, firstTimeNs: timeOf(step, packet), open: () => held };
    }
    const mute: ReaderContext = { base, report: () => {}, name: () => {} };
    const options = { chunk: SMALL_CHUNK, keepOpen: true, onRead: () => {}, onClose: () => {} };
    const source = new FileSource(path, input, mute, options);
    const step = await settle(source, packet);
    source.close();
    return {
      base: base.seconds ?? 0,
      firstTimeNs: timeOf(step, packet),
      open: () => this.#openAgain(path, outcome),
    };
  }

  #openAgain(path: string, outcome: InputOutcome): PacketSource {
    try {
      return this.#makeSource(path, openInput(path), outcome, this.#contextOf(outcome, { seconds: undefined }));
    } catch (error) {
      this.#reportUnreadable(outcome, error);
      return NOTHING;
    }
  }

  #makeSource(path: string, input: OpenInput, outcome: InputOutcome, context: ReaderContext): PacketSource {
    const onRead = (byteCount: number): void => {
      this.bytesRead += byteCount;
      this.currentFile = outcome.file;
    };
    const onClose = (packets: number): void => {
      outcome.packets = packets;
    };
    if (input.stream !== 'none') {
      return new StreamSource(outcome.file, openStream(path, input), context, { onRead, onClose });
    }
    const chunk = this.#paths.length > FEW_INPUTS ? SMALL_CHUNK : LARGE_CHUNK;
    const keepOpen = this.#paths.length <= MANY_INPUTS;
    return new FileSource(path, input, context, { chunk, keepOpen, onRead, onClose });
  }

  #contextOf(outcome: InputOutcome, base: Base): ReaderContext {
    return {
      ...this.#context,
      base,
      report: (problem) => {
        outcome.problems += problem.count;
        outcome.firstProblem ??= problem.message;
        this.#context.report(problem);
      },
    };
  }

  #reportUnreadable(outcome: InputOutcome, error: unknown): void {
    if (!(error instanceof WhyclosedError)) throw error;
    const problem = { code: 'unreadable-input', message: error.message, count: 1, file: outcome.file } as const;
    this.#contextOf(outcome, this.#context.base).report(problem);
  }

  #countSize({ size }: OpenInput): void {
    this.totalBytes = size === undefined || this.totalBytes === undefined ? undefined : this.totalBytes + size;
  }
}

/** A source whose first packet has already been asked for; that packet lies in the source's buffer. */
class HeldSource implements PacketSource {
  readonly #source: PacketSource;
  readonly #first: PacketView;
  #step: ReadStep | undefined;

  constructor(source: PacketSource, first: PacketView, step: ReadStep) {
    this.#source = source;
    this.#first = first;
    this.#step = step;
  }

  next(packet: PacketView): ReadStep {
    const step = this.#step;
    if (step === undefined) return this.#source.next(packet);
    this.#step = undefined;
    if (step === 'packet') copyPacketView(this.#first, packet);
    return step;
  }

  more(): Promise<void> {
    return this.#source.more();
  }

  close(): void {
    this.#source.close();
  }
}

function openStream(path: string, { fd, stream }: OpenInput): ByteStream {
  if (path === STANDARD_INPUT) return process.stdin;
  return stream === 'named-pipe' ? new FifoStream(fd) : new Socket({ fd, readable: true, writable: false });
}

/** Asks for a packet until there is one or the end. */
async function settle(source: PacketSource, packet: PacketView): Promise<ReadStep> {
  for (;;) {
    const step = source.next(packet);
    if (step !== 'more') return step;
    await source.more();
  }
}

function timeOf(step: ReadStep, packet: PacketView): TimeNs {
  return step === 'packet' ? packet.timeNs : Number.NEGATIVE_INFINITY;
}

/** The base of the earliest packet: a base is the whole second of an input's first packet. */
function earliestBase(inputs: readonly MergeInput[]): BaseSeconds {
  const bases = inputs.filter(({ firstTimeNs }) => Number.isFinite(firstTimeNs)).map(({ base }) => base);
  return bases.length === 0 ? 0 : bases.reduce((a, b) => Math.min(a, b));
}
