// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { LinkType } from './_link-type.ts';
import { linkType as ethernetLinkType } from './ethernet.ts';
import { linkType as linuxSllLinkType } from './linux-sll.ts';
import { linkType as linuxSll2LinkType } from './linux-sll2.ts';
import { linkType as nullLinkType } from './null.ts';
import { linkType as rawIpLinkType } from './raw-ip.ts';

/** Every linkType of this folder, in order of file name. */
export const linkTypes: readonly LinkType[] = [
  ethernetLinkType,
  linuxSllLinkType,
  linuxSll2LinkType,
  nullLinkType,
  rawIpLinkType,
];
