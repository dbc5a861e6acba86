/**
 * Linux netfilter log (https://www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html): a header of four bytes, then attributes of
 * length, type and value, padded to four bytes and in the capturing host's order; one of them is the packet.
 */
import { IP_BY_VERSION, type LinkFrame, type LinkType, NOT_IP } from './_link-type.ts';

const HEADER = 4;
const ATTRIBUTE_HEADER = 4;
const PAYLOAD = 9;

function locate(frame: LinkFrame): boolean {
  if (frame.offset + HEADER > frame.end) return false;
  const attributes = frame.offset + HEADER;
  const payload = findPayload(frame, attributes, true) ?? findPayload(frame, attributes, false);
  frame.etherType = payload === undefined ? NOT_IP : IP_BY_VERSION;
  frame.offset = payload ?? attributes;
  return true;
}

function findPayload({ view, end }: LinkFrame, start: number, littleEndian: boolean): number | undefined {
  for (let attribute = start; attribute + ATTRIBUTE_HEADER <= end; ) {
    const length = view.getUint16(attribute, littleEndian);
    if (length < ATTRIBUTE_HEADER) return undefined;
    if (view.getUint16(attribute + 2, littleEndian) === PAYLOAD) return attribute + ATTRIBUTE_HEADER;
    attribute += (length + 3) & ~3;
  }
  return undefined;
}

/** Linux netfilter log. */
export const linkType: LinkType = { id: 'nflog', title: 'Linux netfilter log', numbers: [239], locate };
