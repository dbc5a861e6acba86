// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { LogFormat } from './_log-format.ts';

/** Every logFormat of this folder, in order of file name. */
export const logFormats: readonly LogFormat[] = [
];
