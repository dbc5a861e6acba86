/**
 * What a command is: how it is called, what its help says, and a function that runs it. A command file holds no more than
 * that and loads its work when it is run, so that the list of all commands costs nothing at start.
 */
import type { Arguments, Option } from '../arguments.ts';
import type { Terminal } from '../terminal.ts';

/** Exit statuses: 0 it worked, 1 a failure was found that was asked for, 2 wrong usage, 3 the input or environment said no. */
export type ExitStatus = 0 | 1 | 2 | 3 | 130;

/** A command of the program. */
export interface Command {
  /** The word on the command line; the file's name. */
  readonly id: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** How it is called, without the program's name. */
  readonly usage: readonly string[];
  /** What it does, a paragraph a string. */
  readonly description: readonly string[];
  readonly options: readonly Option[];
  /** Further sections of the help, a paragraph a string; a paragraph of `[term, text]` pairs is a list. */
  readonly sections: readonly HelpSection[];
  /** What its exit statuses mean, where it is not what they mean elsewhere. */
  readonly exitStatuses?: readonly (readonly [status: string, meaning: string])[];
  /** Command lines to copy, and what each does. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  readonly run: (args: Arguments, terminal: Terminal) => Promise<ExitStatus>;
}

/** A section of a command's help. */
export interface HelpSection {
  readonly title: string;
  readonly paragraphs: readonly (string | readonly (readonly [term: string, text: string])[])[];
}
