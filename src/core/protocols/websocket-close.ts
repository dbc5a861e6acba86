/**
 * A Close frame of a WebSocket server (RFC 6455 §5.5.1) whose status is no ordinary end. A client’s is masked (§5.3), and
 * what its server answers repeats the status.
 */
import type { Protocol } from './_protocol.ts';
import { errorNumber } from './_stated-error.ts';

/** FIN and opcode 8; then the length, up to 125 without a mask. */
const CLOSE = 0x88;
const HEAD = 2;
const STATUS = 2;
const LENGTH_MAX = 125;

export const protocol: Protocol = {
  id: 'websocket-close',
  kind: 'stated-error',
  firstBytes: [CLOSE],
  matches: (view, start, end) => {
    if (end - start < HEAD + STATUS) return -1;
    const length = view.getUint8(start + 1);
    if (length > LENGTH_MAX || length !== end - start - HEAD) return -1;
    return errorNumber('WebSocket', view.getUint16(start + HEAD));
  },
};
