/**
 * Where everything lies in the record of an open connection: 320 bytes, five lines of the caches. What nearly every packet
 * touches comes first, the connection's and both ends' in 112 bytes; then what few packets touch, 52 bytes of the connection
 * and 14 of each end; then 128 bytes of its latest packets. What few connections have lies in a rare part, apart from the
 * record (rare-part.ts). Offsets are in bytes, each field is aligned to its size. Fields are read and written through the
 * cursors of record.ts and side-record.ts, which say what they mean; only what is done for every packet reaches in directly
 * (ordinary-segment.ts, flow-table.ts).
 */

export const RECORD_BYTES = 320;
/** Where in the record the ends start, first what is often touched and then what is not; and the ring of packets. */
export const CLIENT_OFFSET = 32;
export const SERVER_OFFSET = 72;
export const CLIENT_REST_OFFSET = 160;
export const SERVER_REST_OFFSET = 176;
export const RING_OFFSET = 192;
/** Bytes of an end in either part. */
export const SIDE_BYTES = 40;
export const SIDE_REST_BYTES = 14;

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

// Of the connection, seldom touched; two of them behind the ends.
export const START = 112;
export const TURN_SINCE = 120;
export const TURN_NUMBER = 128;
export const TURN_IDLE = 132;
export const STREAM = 136;
export const RARE = 140;
export const SYN_ACK_DELAY = 144;
export const ACK_DELAY = 148;
export const SYN_NUMBER = 152;
export const SYN_ACK_NUMBER = 156;
export const TURNS = 174;
export const HISTORY = 190;

// Of an end, often touched, from where it starts.
export const LAST_DATA = 0;
export const NEXT_SEQ = 8;
export const ACKED = 12;
export const PAYLOAD = 16;
/** 20 bits of flow label, four of window scale, the marks. */
export const LABEL_AND_MARKS = 20;
export const LAST_DATA_NUMBER = 24;
export const PACKETS = 28;
export const LARGEST = 30;
export const IP_ID = 32;
export const MSS = 34;
export const TTL = 36;
export const FINS = 37;
export const SYNS = 38;
export const HANDSHAKE_TTL = 39;

// Of an end, seldom touched, from where that part starts.
export const START_SEQ = 0;
export const MESSAGE_END = 4;
export const FIRST_SAID = 8;
export const LAST_SAID = 10;
export const TTL_MIN = 12;
export const TTL_MAX = 13;

/** The rare part: its bytes, and where in it the ends start. */
export const RARE_BYTES = 56;
export const RARE_CLIENT_OFFSET = 8;
export const RARE_SERVER_OFFSET = 32;
export const RARE_SIDE_BYTES = 24;

// Of the connection, from where its rare part starts.
export const TURNS_BEFORE_TLS = 0;
export const BLOCK = 4;

// Of an end, from where it starts in the rare part.
export const CONTIGUOUS = 0;
export const RETRANSMITTED = 4;
export const REPEATS = 8;
export const DUPLICATES = 10;
export const ZERO_WINDOWS = 12;
export const KEEP_ALIVES = 14;
export const RESETS = 16;
export const PAYLOAD_WRAPS = 18;
export const STREAM_WRAPS = 19;
export const RUN = 20;
export const UNANSWERED = 21;
export const PACKETS_CARRIED = 22;
