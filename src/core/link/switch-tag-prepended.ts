/** Broadcom's switch tag in front of the frame (https://www.tcpdump.org/linktypes.html, LINKTYPE_DSA_TAG_BRCM_PREPEND). */
import { ETHERNET_FRAME, type LinkFrame, type LinkType } from './_link-type.ts';

const TAG = 4;

function locate(frame: LinkFrame): boolean {
  frame.offset += TAG;
  frame.etherType = ETHERNET_FRAME;
  return frame.offset <= frame.end;
}

/** Broadcom's switch tag, prepended. */
export const linkType: LinkType = {
  id: 'switch-tag-prepended',
  title: 'Ethernet behind a switch tag',
  numbers: [282],
  locate,
};
