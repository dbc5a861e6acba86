/**
 * Marvell's switch tag with an EtherType of its own (https://www.tcpdump.org/linktypes.html, LINKTYPE_DSA_TAG_EDSA): eight
 * bytes behind the addresses, then the frame's EtherType.
 */
import { stepToType } from './_ether-type.ts';
import type { LinkFrame, LinkType } from './_link-type.ts';

const HEADER = 12 + 8 + 2;

function locate(frame: LinkFrame): boolean {
  return stepToType(frame, HEADER);
}

/** Marvell's switch tag with EtherType. */
export const linkType: LinkType = {
  id: 'switch-tag-with-type',
  title: 'Ethernet with typed switch tag',
  numbers: [285],
  locate,
};
