/**
 * Where everything lies in the record of an open connection: 384 bytes, of which 96 are the connection's, 80 each end's,
 * and 128 its latest packets. Offsets are in bytes, each field is aligned to its size. Fields are read and written through
 * the cursors of record.ts and side-record.ts, which say what they mean; only what is done for every packet reaches in directly
 * (ordinary-segment.ts, flow-table.ts).
 */

export const RECORD_BYTES = 384;
/** Where in the record the ends start, and the ring of packets. */
export const CLIENT_OFFSET = 96;
export const SERVER_OFFSET = 176;
export const RING_OFFSET = 256;
/** Bytes of one end. */
export const SIDE_BYTES = 80;
/** Letters of the history that fit into the record; longer ones are kept elsewhere. */
export const HISTORY_BYTES = 12;

// Of the connection.
export const LAST = 0;
export const START = 8;
export const CLIENT_ADDRESS = 16;
export const SERVER_ADDRESS = 20;
export const PORTS = 24;
export const MARKS = 28;
export const STATES = 32;
export const HISTORY_SEEN = 36;
export const HISTORY_LENGTH = 38;
export const COMPLETENESS = 39;
export const TURN_SINCE = 40;
export const TURN_NUMBER = 48;
export const TURNS = 52;
export const RING_COUNT = 55;
export const STREAM = 56;
export const BLOCK = 60;
export const HISTORY = 64;
export const TURN_IDLE = 76;
export const SYN_ACK_DELAY = 80;
export const ACK_DELAY = 84;
export const SYN_NUMBER = 88;
export const SYN_ACK_NUMBER = 92;

// Of an end, from where it starts.
export const LAST_DATA = 0;
export const PACKETS = 8;
export const PAYLOAD = 12;
export const START_SEQ = 16;
export const NEXT_SEQ = 20;
export const CONTIGUOUS = 24;
export const ACKED = 28;
export const LAST_DATA_NUMBER = 32;
export const RETRANSMITTED = 36;
export const MESSAGE_END = 40;
export const FIRST_SAID = 44;
export const LAST_SAID = 46;
export const REPEATS = 48;
export const DUPLICATES = 50;
export const ZERO_WINDOWS = 52;
export const KEEP_ALIVES = 54;
export const RESETS = 56;
export const LARGEST = 58;
export const WINDOW = 60;
export const MSS = 62;
export const IP_ID = 64;
export const PAYLOAD_WRAPS = 66;
export const STREAM_WRAPS = 67;
export const RUN = 68;
export const UNANSWERED = 69;
export const SYNS = 70;
export const FINS = 71;
export const HANDSHAKE_TTL = 72;
export const TTL = 73;
export const TTL_MIN = 74;
export const TTL_MAX = 75;
/** 20 bits of flow label, four of window scale, the marks. */
export const LABEL_AND_MARKS = 76;
