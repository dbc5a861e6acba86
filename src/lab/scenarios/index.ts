// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { Scenario } from './_scenario.ts';
import { scenario as unreadDataAtCloseScenario } from './unread-data-at-close.ts';

/** Every scenario of this folder, in order of file name. */
export const scenarios: readonly Scenario[] = [
  unreadDataAtCloseScenario,
];
