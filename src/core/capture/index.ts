// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { CaptureFormat } from './_capture-format.ts';
import { captureFormat as pcapCaptureFormat } from './pcap.ts';
import { captureFormat as pcapngCaptureFormat } from './pcapng.ts';
import { captureFormat as snoopCaptureFormat } from './snoop.ts';

/** Every captureFormat of this folder, in order of file name. */
export const captureFormats: readonly CaptureFormat[] = [
  pcapCaptureFormat,
  pcapngCaptureFormat,
  snoopCaptureFormat,
];
