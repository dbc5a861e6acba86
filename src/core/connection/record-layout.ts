/**
 * Where everything lies in the record of an open connection: 384 bytes. What nearly every packet touches comes first, the
 * connection's and both ends' in 128 bytes, two cache lines; then what few packets touch, 64 bytes of the connection and 32
 * of each end; then 128 bytes of its latest packets. Offsets are in bytes, each field is aligned to its size. Fields are
 * read and written through the cursors of record.ts and side-record.ts, which say what they mean; only what is done for
 * every packet reaches in directly (ordinary-segment.ts, flow-table.ts).
 */

export const RECORD_BYTES = 384;
/** Where in the record the ends start, first what is often touched and then what is not; and the ring of packets. */
export const CLIENT_OFFSET = 32;
export const SERVER_OFFSET = 80;
export const CLIENT_REST_OFFSET = 192;
export const SERVER_REST_OFFSET = 224;
export const RING_OFFSET = 256;
/** Bytes of an end in either part. */
export const SIDE_BYTES = 48;
export const SIDE_REST_BYTES = 32;
/** Letters of the history that fit into the record; longer ones are kept elsewhere. */
export const HISTORY_BYTES = 12;

// Of the connection, often touched.
export const LAST = 0;
export const CLIENT_ADDRESS = 8;
export const SERVER_ADDRESS = 12;
export const PORTS = 16;
export const MARKS = 20;
export const STATES = 24;
export const HISTORY_SEEN = 26;
export const COMPLETENESS = 28;
export const RING_COUNT = 29;
export const LONGEST_PAUSE = 30;

// Of the connection, seldom touched.
export const START = 128;
export const TURN_SINCE = 136;
export const TURN_NUMBER = 144;
export const TURN_IDLE = 148;
export const TURNS = 152;
export const HISTORY_LENGTH = 154;
export const TURNS_BEFORE_TLS = 155;
export const STREAM = 156;
export const BLOCK = 160;
export const HISTORY = 164;
export const SYN_ACK_DELAY = 176;
export const ACK_DELAY = 180;
export const SYN_NUMBER = 184;
export const SYN_ACK_NUMBER = 188;

// Of an end, often touched, from where it starts.
export const LAST_DATA = 0;
export const NEXT_SEQ = 8;
export const CONTIGUOUS = 12;
export const ACKED = 16;
export const PACKETS = 20;
export const PAYLOAD = 24;
/** 20 bits of flow label, four of window scale, the marks. */
export const LABEL_AND_MARKS = 28;
export const LAST_DATA_NUMBER = 32;
export const LARGEST = 36;
export const IP_ID = 40;
export const TTL = 42;
export const RUN = 43;
export const UNANSWERED = 44;
export const FINS = 45;
export const PAYLOAD_WRAPS = 46;
export const STREAM_WRAPS = 47;

// Of an end, seldom touched, from where that part starts.
export const START_SEQ = 0;
export const RETRANSMITTED = 4;
export const MESSAGE_END = 8;
export const FIRST_SAID = 12;
export const LAST_SAID = 14;
export const REPEATS = 16;
export const DUPLICATES = 18;
export const ZERO_WINDOWS = 20;
export const KEEP_ALIVES = 22;
export const RESETS = 24;
export const MSS = 26;
export const SYNS = 28;
export const HANDSHAKE_TTL = 29;
export const TTL_MIN = 30;
export const TTL_MAX = 31;
