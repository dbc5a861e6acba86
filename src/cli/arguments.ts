/**
 * The command line after the command's name: options as they are declared, and the operands. Split by Node's
 * `util.parseArgs`; what it is strict about is said here in our own words, with the option that was probably meant.
 */
import { parseArgs } from 'node:util';
import { findNearest } from '../core/report/nearest.ts';
import { UsageError } from './usage-error.ts';

/** An option of a command. */
export interface Option {
  /** Long name without the dashes. */
  readonly name: string;
  /** Short name, one letter. */
  readonly short?: string;
  /** What its value is called in the help; without one it takes none. */
  readonly value?: string;
  /** The values it may have. */
  readonly choices?: readonly string[];
  /** It may be given more than once, and each counts. */
  readonly repeatable?: boolean;
  readonly help: string;
}

/** A command line that was understood. */
export interface Arguments {
  /** Values by option name; of an option given twice, the last. Options without a value are `''`. */
  readonly values: ReadonlyMap<string, string>;
  /** All values of options that may be given more than once, in order. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
}

/** Options that every command has. */
export const sharedOptions: readonly Option[] = [
  {
    name: 'color',
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    help: 'Use colour: auto (on a terminal, unless NO_COLOR is set), always or never',
  },
  { name: 'ascii', help: 'Print ASCII alone; the default where the locale is not UTF-8' },
  { name: 'debug', help: 'Where something goes wrong, say where in the program' },
  { name: 'help', short: 'h', help: 'Print this help' },
];

/** Splits a command line into options and operands. */
export function parseArguments(args: readonly string[], options: readonly Option[]): Arguments {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      options.map(({ name, short, value }) => [
        name,
        {
          type: value === undefined ? ('boolean' as const) : ('string' as const),
          ...(short === undefined ? {} : { short }),
        },
      ]),
    ),
  });
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    // `--where --all`: the value was forgotten; a value that starts with a dash is written `--where=-1`.
    const forgotten = token.inlineValue === false && token.value.length > 1 && token.value.startsWith('-');
    const value = readValue(token.name, token.rawName, forgotten ? undefined : token.value, options);
    values.set(token.name, value);
    if (options.find(({ name }) => name === token.name)?.repeatable !== true) continue;
    lists.set(token.name, [...(lists.get(token.name) ?? []), value]);
  }
  return { values, lists, operands };
}

function readValue(name: string, rawName: string, value: string | undefined, options: readonly Option[]): string {
  const option = options.find((candidate) => candidate.name === name);
  if (option === undefined)
    throw new UsageError(`There is no option ${rawName}`, { hint: suggestOption(rawName, options) });
  if (option.value === undefined) {
    if (value === undefined) return '';
    throw new UsageError(`${rawName} takes no value, but was given "${value}"`);
  }
  const choices = option.choices?.join(', ');
  if (value === undefined || value === '') {
    throw new UsageError(`${rawName} needs a value: ${choices ?? option.value}`);
  }
  if (option.choices !== undefined && !option.choices.includes(value)) {
    const nearest = findNearest(value, option.choices);
    const hint = nearest === undefined ? undefined : `did you mean ${nearest}?`;
    throw new UsageError(`${rawName} cannot be "${value}": it is one of ${choices}`, { hint });
  }
  return value;
}

function suggestOption(rawName: string, options: readonly Option[]): string | undefined {
  if (!rawName.startsWith('--')) return undefined;
  const nearest = findNearest(
    rawName.slice(2),
    options.map(({ name }) => name),
  );
  return nearest === undefined ? undefined : `did you mean --${nearest}?`;
}
