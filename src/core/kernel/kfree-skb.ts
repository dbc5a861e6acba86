/**
 * `skb:kfree_skb`: the kernel drops a packet, and says why since Linux 5.17 (include/trace/events/skb.h). It names neither
 * addresses nor ports. Only reasons that say something of a connection are read.
 */
import { DROP_REASONS, type DropReason } from '../model/drop-reason.ts';
import type { Tracepoint } from './_tracepoint.ts';

/** IPv4 and IPv6 (include/uapi/linux/if_ether.h). */
const INTERNET: ReadonlySet<number> = new Set([0x0800, 0x86dd]);

const REASONS: ReadonlySet<string> = new Set(DROP_REASONS);

export const tracepoint: Tracepoint = {
  id: 'kfree-skb',
  event: 'kfree_skb',
  read: (fields) => {
    const reason = fields.text('reason');
    if (!isReason(reason) || !INTERNET.has(fields.number('protocol') ?? 0)) return undefined;
    return { kind: 'drop', reason };
  },
};

function isReason(text: string | undefined): text is DropReason {
  return text !== undefined && REASONS.has(text);
}
