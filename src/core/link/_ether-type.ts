/** The step that most headers below IP share: so many bytes, the last two of which are an EtherType or a length. */
import { type LinkFrame, LLC, SMALLEST_ETHER_TYPE } from './_link-type.ts';

/**
 * Moves over a header of this length and names what follows by the header's last two bytes; where they are a length, an
 * LLC header follows (IEEE 802.3 §3.2.6). False where the header is cut off.
 */
export function stepToType(frame: LinkFrame, length: number): boolean {
  const payload = frame.offset + length;
  if (payload > frame.end) return false;
  const type = frame.view.getUint16(payload - 2);
  frame.offset = payload;
  frame.etherType = type < SMALLEST_ETHER_TYPE ? LLC : type;
  return true;
}
