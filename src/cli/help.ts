/**
 * The help of the program and of each command, for the terminal and as a page of the documentation, made from the same
 * declarations that the command line is read with.
 */
import { hangText, type Line, type PageStyle } from '../core/report/page.ts';
import { type Option, sharedOptions } from './arguments.ts';
import type { Command, HelpSection } from './commands/_command.ts';

/** Columns of the terms in a list. */
const TERM_WIDTH = 26;

/** Pages narrower than this have the texts of a list below the terms. */
const NARROW_WIDTH = 64;

/** What the program is, in a line. */
const TAGLINE =
  'whyclosed says who closed a TCP connection, and why: from a capture, by trying it, or from an error text';

/** The help of the program. */
export function renderProgramHelp(commands: readonly Command[], style: PageStyle): Line[] {
  return [
    ...hangText([], TAGLINE, style, 'strong'),
    [],
    ...heading('Usage', style),
    ...indented('whyclosed FILE…', style),
    ...indented('whyclosed TARGET', style),
    ...indented('whyclosed "ERROR TEXT"', style),
    ...indented('whyclosed COMMAND [OPTION…] [ARGUMENT…]', style),
    [],
    ...heading('Commands', style),
    ...commands.flatMap(({ id, summary }) => definition(id, summary, style)),
    [],
    ...heading('Options', style),
    ...definition('-h, --help', 'Print this help; after a command, the help of that command', style),
    ...definition('-V, --version', 'Print the version', style),
    [],
    ...heading('Exit status', style),
    ...exitStatuses.flatMap(([status, meaning]) => definition(status, AT_LARGE[status] ?? meaning, style)),
  ];
}

/** The help of a command. */
export function renderCommandHelp(command: Command, style: PageStyle): Line[] {
  return [
    ...hangText([], `whyclosed ${command.id}: ${command.summary}`, style, 'strong'),
    [],
    ...heading('Usage', style),
    ...command.usage.flatMap((usage) => indented(`whyclosed ${usage}`, style)),
    [],
    ...command.description.flatMap((paragraph) => [...hangText([], paragraph, style), []]),
    ...heading('Options', style),
    ...allOptions(command).flatMap((option) => definition(nameOption(option), option.help, style)),
    [],
    ...command.sections.flatMap((section) => renderSection(section, style)),
    ...heading('Exit status', style),
    ...(command.exitStatuses ?? exitStatuses).flatMap(([status, meaning]) => definition(status, meaning, style)),
    [],
    ...heading('Examples', style),
    ...command.examples.flatMap(([example, does]) => [
      ...indented(example, style),
      ...hangText([{ text: '        ' }], does, style, 'faint'),
    ]),
  ];
}

/** The help of a command as a page of the documentation, in Markdown. */
export function renderCommandPage(command: Command): string {
  const list = (pairs: readonly (readonly [string, string])[]): string =>
    pairs.map(([term, text]) => `- \`${term}\`: ${escapeMarkdown(text)}`).join('\n');
  const sections = command.sections.map(({ title, paragraphs }) => {
    const bodies = paragraphs.map((body) => (typeof body === 'string' ? escapeMarkdown(body) : list(body)));
    return [`## ${title}`, ...bodies].join('\n\n');
  });
  const blocks = [
    `# whyclosed ${command.id}`,
    escapeMarkdown(capitalize(command.summary)),
    `\`\`\`text\n${command.usage.map((usage) => `whyclosed ${usage}`).join('\n')}\n\`\`\``,
    ...command.description.map(escapeMarkdown),
    '## Options',
    list(allOptions(command).map((option) => [nameOption(option).trim(), option.help])),
    ...sections,
    '## Exit status',
    list(command.exitStatuses ?? exitStatuses),
    '## Examples',
    ...command.examples.map(([example, does]) => `${escapeMarkdown(does)}:\n\n\`\`\`sh\n${example}\n\`\`\``),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const exitStatuses: readonly (readonly [string, string])[] = [
  ['0', 'It worked, whatever the verdicts are'],
  ['1', '--fail-on matched'],
  ['2', 'Wrong usage'],
  ['3', 'Nothing could be read: no such file, not a capture, no permission'],
  ['130', 'Interrupted (Ctrl-C); what was found until then has been printed'],
];

/** What some of them mean where no command is named. */
const AT_LARGE: Readonly<Record<string, string>> = {
  0: 'It worked, whatever the verdicts on a capture are',
  1: 'A connection that was tried failed, --fail-on matched, or a text is not known',
  3: 'Nothing could be read or tried: no such file, not a capture, no permission',
};

function allOptions(command: Command): readonly Option[] {
  return [...command.options, ...sharedOptions];
}

function nameOption({ name, short, value }: Option): string {
  const long = value === undefined ? `--${name}` : `--${name} ${value}`;
  return short === undefined ? `    ${long}` : `-${short}, ${long}`;
}

function renderSection({ title, paragraphs }: HelpSection, style: PageStyle): Line[] {
  const bodies = paragraphs.flatMap((body) =>
    typeof body === 'string'
      ? [...hangText([{ text: '  ' }], body, style), []]
      : [...body.flatMap(([term, text]) => definition(term, text, style)), []],
  );
  return [...heading(title, style), ...bodies];
}

function heading(title: string, style: PageStyle): Line[] {
  return hangText([], title, style, 'strong');
}

function indented(text: string, style: PageStyle): Line[] {
  return hangText([{ text: '    ' }], text, style);
}

/** A term and its text beside it, or below it where the page is narrow or the term long. */
function definition(term: string, text: string, style: PageStyle): Line[] {
  const label = `    ${term}`;
  const indent = style.width < NARROW_WIDTH ? 8 : TERM_WIDTH;
  if (label.length < indent) return hangText([{ text: label.padEnd(indent), tone: 'label' }], text, style);
  return [[{ text: label, tone: 'label' }], ...hangText([{ text: ' '.repeat(indent) }], text, style)];
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function escapeMarkdown(text: string): string {
  return text.replace(/[<>*_]/g, '\\$&');
}
