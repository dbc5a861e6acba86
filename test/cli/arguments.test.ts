import { describe, expect, test } from 'vitest';
import { type Option, parseArguments } from '../../src/cli/arguments.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

const options: readonly Option[] = [
  { name: 'all', short: 'a', help: '' },
  { name: 'quiet', short: 'q', help: '' },
  { name: 'limit', short: 'n', value: 'N', help: '' },
  { name: 'format', value: 'FORMAT', choices: ['text', 'ndjson'], help: '' },
];

function parse(...args: readonly string[]): unknown {
  const { values, operands } = parseArguments(args, options);
  return [Object.fromEntries(values), ...operands];
}

function complain(...args: readonly string[]): string {
  try {
    parseArguments(args, options);
    return 'no mistake';
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
  }
}

describe('parseArguments()', () => {
  test.each([
    [
      ['a', 'b'],
      [{}, 'a', 'b'],
    ],
    [
      ['--all', 'a'],
      [{ all: '' }, 'a'],
    ],
    [
      ['a', '-aq'],
      [{ all: '', quiet: '' }, 'a'],
    ],
    [
      ['--limit', '3', 'a'],
      [{ limit: '3' }, 'a'],
    ],
    [
      ['--limit=3', 'a'],
      [{ limit: '3' }, 'a'],
    ],
    [['-n3'], [{ limit: '3' }]],
    [['-n', '3', '--limit', '4'], [{ limit: '4' }]],
    [['--limit=-3'], [{ limit: '-3' }]],
    [['--limit', '-'], [{ limit: '-' }]],
    [['-'], [{}, '-']],
    [
      ['--', '--all', '-x'],
      [{}, '--all', '-x'],
    ],
    [['--format', 'ndjson'], [{ format: 'ndjson' }]],
    [
      ['a\nb', ''],
      [{}, 'a\nb', ''],
    ],
  ])('%j', (args, expected) => {
    expect(parse(...args)).toEqual(expected);
  });

  test.each([
    [['--limt', '3'], 'There is no option --limt (did you mean --limit?)'],
    [['--zebra'], 'There is no option --zebra'],
    [['-z'], 'There is no option -z'],
    [['-az'], 'There is no option -z'],
    [['--__proto__'], 'There is no option --__proto__'],
    [['--limit'], '--limit needs a value: N'],
    [['--limit', '--all'], '--limit needs a value: N'],
    [['--limit='], '--limit needs a value: N'],
    [['-n'], '-n needs a value: N'],
    [['--format'], '--format needs a value: text, ndjson'],
    [['--format', 'json'], '--format cannot be "json": it is one of text, ndjson (did you mean ndjson?)'],
    [['--format', 'xml'], '--format cannot be "xml": it is one of text, ndjson'],
    [['--all=yes'], '--all takes no value, but was given "yes"'],
    [['--no-all'], 'There is no option --no-all (did you mean --all?)'],
  ])('%j is wrong', (args, complaint) => {
    expect(complain(...args)).toBe(complaint);
  });
});
