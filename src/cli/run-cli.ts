/** From the command line to a command: which one is meant, its help, its errors, its exit status. */
import { isIP } from 'node:net';
import { findNearest } from '../core/report/nearest.ts';
import { paintPage } from '../core/report/page.ts';
import { type Arguments, parseArguments, sharedOptions } from './arguments.ts';
import type { Command, ExitStatus } from './commands/_command.ts';
import { commands } from './commands/index.ts';
import { BrokenPipe } from './output.ts';
import { type ColorChoice, pageStyleOf, type Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { readVersion } from './version.ts';

/** Words that will be commands: said so, rather than taken for something else. */
const COMING = ['run', 'watch', 'ui'];

/** Names of files that nobody means as anything else, even where they do not exist. */
const CAPTURE_NAME = /\.(?:pcap|pcapng|cap|ntar|dmp|pcap\d+)(?:\.gz|\.zst)?$/i;

/** Runs the command line and says the exit status; never rejects. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  try {
    const status = await dispatch(args, terminal);
    terminal.stdout.flush();
    terminal.stderr.flush();
    return status;
  } catch (error) {
    return await fail(error, args, terminal);
  }
}

async function fail(error: unknown, args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const { reportError } = await import('./report-error.ts');
  const style = pageStyleOf(terminal.stderr, terminal, colorOf(args), args.includes('--ascii'));
  const { text, status } = reportError(error, args.includes('--debug'), style);
  try {
    if (!(error instanceof BrokenPipe)) terminal.stdout.flush();
    terminal.stderr.write(text);
    terminal.stderr.flush();
  } catch {
    // Nobody is left to tell.
  }
  return status;
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const [first, ...rest] = args;
  if (first === undefined) return await printHelp(undefined, terminal, 2);
  if (first === '--version' || first === '-V') return printVersion(terminal);
  if (first === '--help' || first === '-h' || first === 'help') return await printHelp(rest[0], terminal, 0);
  const command = commands.find(({ id }) => id === first);
  if (command !== undefined) return await runCommand(command, rest, terminal);
  if (first.startsWith('-') && first !== '-') return await runCommand(commandNamed('read'), args, terminal);
  if (looksLikeFile(first, terminal)) return await runCommand(commandNamed('read'), args, terminal);
  const { parseTarget } = await import('../probe/target.ts');
  const isTarget = parseTarget(first) !== undefined && !(await isWindowsCode(first));
  if (isTarget) return await runCommand(commandNamed('probe'), args, terminal);
  if (await isErrorText(args)) return await runCommand(commandNamed('explain'), args, terminal);
  throw explainUnknown(first);
}

/** Whether a number is an error code of Windows sockets that is known: sooner that than a port of this machine. */
async function isWindowsCode(word: string): Promise<boolean> {
  if (!/^10(?:048|05\d|06[0-5])$/.test(word)) return false;
  const { explain } = await import('../core/explain/explain.ts');
  return explain(word).known;
}

/** Whether the words are to be explained: they are a known error text, or a sentence. */
async function isErrorText(words: readonly string[]): Promise<boolean> {
  if (/\s/.test(words[0]!)) return true;
  const { explain } = await import('../core/explain/explain.ts');
  return explain(words.join(' ')).known;
}

function commandNamed(id: string): Command {
  return commands.find((command) => command.id === id)!;
}

async function runCommand(command: Command, args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const parsed: Arguments = parseArguments(args, [...command.options, ...sharedOptions]);
  if (parsed.values.has('help')) return await printHelp(command.id, terminal, 0, parsed);
  return await command.run(parsed, terminal);
}

function looksLikeFile(arg: string, terminal: Terminal): boolean {
  return (
    arg === '-' || terminal.look(arg) !== undefined || CAPTURE_NAME.test(arg) || /^(?:\.{0,2}\/|[A-Za-z]:\\)/.test(arg)
  );
}

/** Says what an argument that is neither a command nor a file probably was, and what there is instead. */
function explainUnknown(arg: string): UsageError {
  const reading = 'so far whyclosed reads captures, tries connections and explains error texts: whyclosed --help';
  if (COMING.includes(arg)) return new UsageError(`"whyclosed ${arg}" is not there yet`, { hint: reading });
  const nearest = findNearest(arg, [...commands.map(({ id }) => id), 'help']);
  if (nearest === undefined && (isIP(arg) !== 0 || /^[\w-]+(?:\.[\w-]+)+$/.test(arg))) {
    const host = isIP(arg) === 6 ? `[${arg}]` : arg;
    return new UsageError(`"${arg}" is neither a command nor a file`, {
      hint: `to try a connection, add a port or a scheme: whyclosed ${host}:443, whyclosed https://${host}/`,
    });
  }
  const hint = nearest === undefined ? 'whyclosed --help lists the commands' : `did you mean whyclosed ${nearest}?`;
  return new UsageError(`"${arg}" is neither a command nor a file`, { hint });
}

async function printHelp(
  id: string | undefined,
  terminal: Terminal,
  status: ExitStatus,
  args?: Arguments,
): Promise<ExitStatus> {
  const { renderCommandHelp, renderProgramHelp } = await import('./help.ts');
  const output = status === 0 ? terminal.stdout : terminal.stderr;
  const choice = (args?.values.get('color') ?? 'auto') as ColorChoice;
  const style = pageStyleOf(output, terminal, choice, args?.values.has('ascii') ?? false);
  const command = commands.find((candidate) => candidate.id === id);
  if (id !== undefined && !id.startsWith('-') && command === undefined) throw explainUnknown(id);
  output.write(
    paintPage(command === undefined ? renderProgramHelp(commands, style) : renderCommandHelp(command, style), style),
  );
  return status;
}

function printVersion(terminal: Terminal): ExitStatus {
  terminal.stdout.write(`whyclosed ${readVersion()}\n`);
  return 0;
}

/** The colour asked for, also where the rest of the command line could not be understood. */
function colorOf(args: readonly string[]): ColorChoice {
  const at = args.findIndex((arg) => arg === '--color' || arg.startsWith('--color='));
  const value = at < 0 ? undefined : (args[at]?.split('=')[1] ?? args[at + 1]);
  return value === 'always' || value === 'never' ? value : 'auto';
}
