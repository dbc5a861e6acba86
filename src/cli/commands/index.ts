// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { Command } from './_command.ts';
import { command as causesCommand } from './causes.ts';
import { command as explainCommand } from './explain.ts';
import { command as labCommand } from './lab.ts';
import { command as probeCommand } from './probe.ts';
import { command as readCommand } from './read.ts';

/** Every command of this folder, in order of file name. */
export const commands: readonly Command[] = [
  causesCommand,
  explainCommand,
  labCommand,
  probeCommand,
  readCommand,
];
