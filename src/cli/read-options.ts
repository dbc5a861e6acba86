/** What `whyclosed read` was asked for, read from its arguments. */
import type { Side } from '../core/model/endpoint.ts';
import { type Filter, parseFilter } from '../core/report/filter.ts';
import type { Arguments } from './arguments.ts';
import type { ColorChoice } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** What was asked for. */
export interface ReadOptions {
  readonly paths: readonly string[];
  /** Capture made at the server, where the others were made at the client. */
  readonly serverPath: string | undefined;
  /** The end that the capture was made at, where it was said. */
  readonly at: Side | undefined;
  /** Captures made between client and server, in that order. */
  readonly middlePaths: readonly string[];
  /** What kernels and programs wrote meanwhile. */
  readonly logPaths: readonly string[];
  readonly format: 'text' | 'ndjson';
  readonly all: boolean;
  readonly filter: Filter | undefined;
  /** Verdicts shown in full; Infinity for all. */
  readonly limit: number;
  readonly failOn: 'failure' | 'suspicious' | undefined;
  readonly ladder: boolean;
  readonly quiet: boolean;
  readonly color: ColorChoice;
  readonly ascii: boolean;
}

const DEFAULT_LIMIT = 10;

/** Options that say nothing about records. */
const TEXT_OPTIONS: readonly string[] = ['limit', 'ladder'];

/** Reads the arguments; `causes` are the ids that exist. */
export function toReadOptions({ values, lists, operands }: Arguments, causes: readonly string[]): ReadOptions {
  if (operands.length === 0 && (values.has('server') || lists.has('middle'))) {
    const hint = 'whyclosed read CLIENT… --server SERVER; a capture of the server alone is read with --at server';
    throw new UsageError('Which capture was made at the client?', { hint });
  }
  if (operands.length === 0) {
    throw new UsageError('Which capture should be read?', { hint: 'whyclosed read FILE…, "-" is standard input' });
  }
  const serverPath = values.get('server');
  const middlePaths = lists.get('middle') ?? [];
  const logPaths = lists.get('log') ?? [];
  if (middlePaths.length > 0 && serverPath === undefined) {
    const hint = 'whyclosed read CLIENT… --middle FILE --server SERVER: what is between needs both ends';
    throw new UsageError('--middle goes with --server only', { hint });
  }
  if (values.has('at') && serverPath !== undefined) {
    const hint = 'with --server one capture was made at each end';
    throw new UsageError('--at and --server do not go together', { hint });
  }
  if ([...operands, ...middlePaths, ...logPaths, serverPath].filter((path) => path === '-').length > 1)
    throw new UsageError('Standard input ("-") can be read once only');
  const where = values.get('where');
  const format = values.get('format') === 'ndjson' ? 'ndjson' : 'text';
  for (const name of format === 'ndjson' ? TEXT_OPTIONS : []) {
    if (values.has(name)) throw new UsageError(`--${name} goes with --format text only`);
  }
  return {
    paths: operands,
    serverPath,
    at: values.get('at') as ReadOptions['at'],
    middlePaths,
    logPaths,
    format,
    all: values.has('all'),
    filter: where === undefined ? undefined : readFilter(where, causes),
    limit: readLimit(values.get('limit')),
    failOn: values.get('fail-on') as ReadOptions['failOn'],
    ladder: values.has('ladder'),
    quiet: values.has('quiet'),
    color: (values.get('color') ?? 'auto') as ColorChoice,
    ascii: values.has('ascii'),
  };
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`--limit cannot be "${text}": it is a number, or all`);
}

function readFilter(text: string, causes: readonly string[]): Filter {
  const filter = parseFilter(text, causes);
  if (filter.kind === 'filter') return filter;
  const { message, hint, position, length } = filter;
  throw new UsageError(`Cannot read the filter: ${message}`, { hint, excerpt: { text, position, length } });
}
