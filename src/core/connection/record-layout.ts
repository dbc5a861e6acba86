/**
 * Where everything lies in the record of an open connection: 328 bytes. What nearly every packet touches comes first, the
 * connection's and both ends' in 112 bytes; then what few packets touch, 56 bytes of the connection and 16 of each end; then
 * 128 bytes of its latest packets. What few connections have lies in a rare part, apart from the record (rare-part.ts).
 * Offsets are in bytes, each field is aligned to its size. Fields are read and written through the cursors of record.ts and
 * side-record.ts, which say what they mean; only what is done for every packet reaches in directly (ordinary-segment.ts,
 * flow-table.ts).
 */

export const RECORD_BYTES = 328;
/** Where in the record the ends start, first what is often touched and then what is not; and the ring of packets. */
export const CLIENT_OFFSET = 32;
export const SERVER_OFFSET = 72;
export const CLIENT_REST_OFFSET = 168;
export const SERVER_REST_OFFSET = 184;
export const RING_OFFSET = 200;
/** Bytes of an end in either part. */
export const SIDE_BYTES = 40;
export const SIDE_REST_BYTES = 16;

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
export const START = 112;
export const TURN_SINCE = 120;
export const TURN_NUMBER = 128;
export const TURN_IDLE = 132;
export const TURNS = 136;
export const HISTORY = 138;
export const STREAM = 140;
export const BLOCK = 144;
export const RARE = 148;
export const SYN_ACK_DELAY = 152;
export const ACK_DELAY = 156;
export const SYN_NUMBER = 160;
export const SYN_ACK_NUMBER = 164;

// Of an end, often touched, from where it starts.
export const LAST_DATA = 0;
export const NEXT_SEQ = 8;
export const ACKED = 12;
export const PACKETS = 16;
export const PAYLOAD = 20;
/** 20 bits of flow label, four of window scale, the marks. */
export const LABEL_AND_MARKS = 24;
export const LAST_DATA_NUMBER = 28;
export const LARGEST = 32;
export const IP_ID = 34;
export const TTL = 36;
export const FINS = 37;
export const SYNS = 38;
export const HANDSHAKE_TTL = 39;

// Of an end, seldom touched, from where that part starts.
export const START_SEQ = 0;
export const MESSAGE_END = 4;
export const FIRST_SAID = 8;
export const LAST_SAID = 10;
export const MSS = 12;
export const TTL_MIN = 14;
export const TTL_MAX = 15;

/** The rare part: its bytes, and where in it the ends start. */
export const RARE_BYTES = 52;
export const RARE_CLIENT_OFFSET = 4;
export const RARE_SERVER_OFFSET = 28;
export const RARE_SIDE_BYTES = 24;

// Of the connection, from where its rare part starts.
export const TURNS_BEFORE_TLS = 0;

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
