/**
 * Times and lengths at which a verdict turns: just below one, just above another. `T` in the packets is what is tried; the
 * sources of the values are with the constants that hold them.
 */
import { describe, expect, it } from 'vitest';
import { toPcap } from '../builders/packets.ts';
import { blocksOf } from '../cases/render-page.ts';
import { diagnoseAll } from '../properties/captures.ts';

/** A value of `T`, and the verdict on the first connection. */
type Tried = readonly [value: number, verdict: string];

interface Threshold {
  readonly what: string;
  /** As behind `packets` on a cause’s page. */
  readonly words?: string;
  readonly rows: string;
  readonly below: Tried;
  readonly above: Tried;
}

const SHAKE = `0 C S mss 1460 sackok ts 1000:0 wscale 10
+0.024 S S. mss 1460 sackok ts 7000:1000 wscale 10 id 0
+0 C .`;
const GET = 'data "GET / HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n"';
const NO_CONTENT = 'data "HTTP/1.1 204 No Content\\r\\n\\r\\n"';
const CLIENT_HELLO =
  'hex 1603010055010000510303000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0000041301c02b010000240000000e000c000009612e6578616d706c65001000050003026832002b00050403040303';
const SERVER_HELLO =
  'hex 16030300320200002e0303000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f001301000006002b00020304';

const SIGNED_AND_IDLE = `0 C S mss 1460 ao
+T S S. mss 1460 id 0 ao
+0 C . ao
+0.001 C P. 1:46(45) ao
+0.001 S P. 1:46(45) ao
+0.001 C . ao
+89.996 C P. 46:65(19) ao
`;

const THRESHOLDS: readonly Threshold[] = [
  {
    what: 'the server answers sooner than it can, as far away as it is',
    words: 'server 198.51.100.2:179 sttl 64',
    rows: `${SIGNED_AND_IDLE}+0.00001 S R seq 46 win 0 id 0`,
    below: [0.0049, 'likely half-open-connection by server kernel'],
    above: [0.0051, 'likely middlebox-idle-timeout by middlebox'],
  },
  {
    what: 'the same by a clock that shows no time between the two',
    words: 'server 198.51.100.2:179 sttl 64',
    rows: `${SIGNED_AND_IDLE}+0 S R seq 46 win 0 id 0`,
    below: [0.063, 'likely half-open-connection by server kernel'],
    above: [0.065, 'likely middlebox-idle-timeout by middlebox'],
  },
  {
    what: 'idle, before a reset that denies the connection',
    words: 'sttl 57',
    rows: `0 C P. seq 815 ack 4711 ${GET}\n+T S R seq 4711 win 0 id 0`,
    below: [0.499, 'possible half-open-connection by unknown'],
    above: [0.501, 'possible half-open-connection by server kernel'],
  },
  {
    what: 'reading, before it reset in the middle of the handshake',
    words: 'sttl 57',
    rows: `${SHAKE}
+0.001 C P. ${CLIENT_HELLO}
+0.024 S P. len 1100 ${SERVER_HELLO}
+0 S P. len 58 hex 1703030035
+T C .
+0 C R.`,
    below: [0.299, 'possible server-certificate-rejection by client application'],
    above: [0.301, 'possible client-abort by client application'],
  },
  {
    what: 'at once, from a request to the reset',
    words: 'sttl 57',
    rows: `0 C P. seq 700 ack 900 ts 812026:5026 ${GET}\n+T S R. seq 900 ack 736 ts 5246:812026`,
    below: [0.99, 'likely unread-data-at-close by server application'],
    above: [1.01, 'possible abortive-close by server application'],
  },
  {
    what: 'the SYN is repeated, or another is sent beside it',
    rows: `0 C S mss 1460
+0.018 X icmp 11/0 from 203.0.113.1 about C ttl 61
+T C S seq 0 mss 1460
+0.018 X icmp 11/0 from 203.0.113.1 about C ttl 61`,
    below: [0.181, 'possible unanswered-syn by nobody'],
    above: [0.183, 'likely unanswered-syn by nobody'],
  },
  {
    what: 'a request crosses the FIN, or comes when it must have been there',
    words: 'cttl 57',
    rows: `0 S F. seq 900 ack 700\n+T C P. seq 700 ack 900 ${GET}\n+0 S R seq 900 win 0 id 0`,
    below: [0.99, 'likely keepalive-race by server application'],
    above: [1.01, 'likely half-open-connection by server application'],
  },
  {
    what: 'repeated in vain for long enough by a stack with a slow timer',
    words: 'sttl 57',
    rows: `${SHAKE}
+0.001 C P. ${GET}
+T C P. seq 1 len 35
+0.6 C P. seq 1 len 35
+0.971 C R. win 0`,
    below: [2.39, 'possible client-abort by client application'],
    above: [2.41, 'likely retransmission-timeout by client kernel'],
  },
  {
    what: 'captured beside the server, as its SYN-ACK tells',
    words: 'cttl 57',
    rows: `0 C S mss 1460 sackok ts 812000:0 wscale 7
+T S S. mss 1460 sackok ts 5000:812000 wscale 7 id 0
+0.024 C . ts 812024:5000
+0 C P. ${GET} ts 812024:5000
+0.226 C P. seq 1 len 35 ts 812250:5000
+0.45 C P. seq 1 len 35 ts 812700:5000
+0.33 S S. seq 0 ack 1 mss 1460 sackok ts 6030:812000 wscale 7 id 0
+0.024 C . seq 36 ack 1 ts 813054:6030
+0.546 C P. seq 1 len 35 ts 813600:6030
+1.45 S S. seq 0 ack 1 mss 1460 sackok ts 8050:812000 wscale 7 id 0
+0.024 C . seq 36 ack 1 ts 815074:8050
+0.326 C P. seq 1 len 35 ts 815400:8050`,
    below: [0.00099, 'likely accept-queue-overflow by server kernel'],
    above: [0.00101, 'likely retransmission-timeout by unknown'],
  },
  {
    what: 'an answer so late that a client may have given up meanwhile',
    words: 'sttl 57',
    rows: '0 C S mss 1460\n+T S S. mss 1460 id 0\n+0 C R seq 1 win 0 id 0',
    below: [0.499, 'possible health-check by client kernel'],
    above: [0.501, 'likely client-connect-timeout by client application'],
  },
  {
    what: 'a kernel without the socket resets at once',
    words: 'sttl 57',
    rows: '0 C S mss 1460\n+0.802 S S. mss 1460 id 0\n+T C R seq 1 win 0 id 0',
    below: [0.0199, 'likely client-connect-timeout by client application'],
    above: [0.0201, 'possible health-check by client kernel'],
  },
  {
    what: 'a look whether a port is open does not last',
    words: 'sttl 63',
    rows: `0 C S mss 1460 sackok ts 812000:0 wscale 7
+T S S. mss 1460 sackok ts 5000:812000 wscale 7 id 0
+0.0001 C R. seq 1 ack 1 ts 812001:5000`,
    below: [4.99, 'possible health-check by client kernel'],
    above: [5.01, 'possible insufficient-evidence by unknown'],
  },
  {
    what: 'both ends are reset together',
    words: 'sttl 63 cttl 63',
    rows: `0 C S mss 1460
+0.024 S S. mss 1460 id 0
+0 C .
+0.001 C P. ${GET}
+0.025 S P. ${NO_CONTENT}
+0 C .
+0.01 C P. ${GET}
+0.001 S R seq 28 id 42 win 0
+T C R seq 71 id 42 win 0`,
    below: [0.0049, 'likely firewall-reset-both-ends by middlebox'],
    above: [0.0051, 'likely injected-reset by middlebox'],
  },
  {
    what: 'the capture goes on long enough for the other end to close',
    words: 'sttl 57',
    rows: `${SHAKE}\n+0.001 C P. len 20\n+0.024 S P. len 20\n+0 S F.\n+T C .`,
    below: [0.99, 'possible half-close by server application'],
    above: [1.01, 'likely half-close by server application'],
  },
  {
    what: 'idle for longer than any device is set to, at least',
    words: 'sttl 57',
    rows: `${SHAKE}
+0.001 C P. ${GET} ts 812025:5025
+0.025 S P. ${NO_CONTENT} ts 5026:812025
+0 C . ts 812050:5026
+T S R. seq 28 ack 36 win 0 ttl 251`,
    below: [59.9, 'likely injected-reset by middlebox'],
    above: [60.1, 'likely middlebox-idle-timeout by middlebox'],
  },
  {
    what: 'long enough for the SYN to be repeated',
    rows: `0 C S mss 1460 id 17
+0.001 C S seq 0 mss 1460 id 18
client 192.0.2.1:40002 server 198.51.100.3:80
+T C S mss 1460
+0.013 S S. mss 1460`,
    below: [2.98, 'possible still-open by nobody'],
    above: [3.01, 'likely unanswered-syn by unknown'],
  },
  {
    what: 'long enough for a SYN-ACK to be repeated twice',
    words: 'cttl 57',
    rows: `0 C S mss 1460
+0.00002 S S. mss 1460 id 0
client 192.0.2.7:51000 server 198.51.100.2:80
+T C S mss 1460
+0 S S. mss 1460 id 0
+0.05 C .`,
    below: [3.4, 'possible still-open by nobody'],
    above: [3.51, 'possible syn-cookies by nobody'],
  },
  {
    what: 'the window had been closed for long enough',
    words: 'sttl 57',
    rows: `0 C S mss 1460 win 1460
+0.02 S S. mss 1460 id 0
+0 C . win 1460
+0.001 C P. win 1460 ${GET}
+0.02 S . data "HTTP/1.1 200 OK\\r\\nContent-Length: 8000\\r\\n\\r\\nxxxxxxxxxx"
+0 S . 50:1450(1400)
+0.04 C . win 0
+T S R. seq 1450`,
    below: [0.99, 'likely truncated-response by server application'],
    above: [1.01, 'likely zero-window-stall by server application'],
  },
  {
    what: 'what a host sends behind “its” reset belongs to the same connection',
    words: 'server 198.51.100.2:443 sttl 57',
    rows: `${SHAKE}
+0.002 C P. ${CLIENT_HELLO}
+0.005 S R. ttl 113 win 0 id 4711
+T S P. len 1300 ${SERVER_HELLO}`,
    below: [119.9, 'certain injected-reset by middlebox'],
    above: [120.1, 'likely server-name-blocking by middlebox'],
  },
  {
    what: 'a question for an address is the same as the one before',
    words: 'client 198.51.100.7:40000',
    rows: `0 A who-has 198.51.100.9 tell 198.51.100.2
+0.001 A 198.51.100.9 is-at 02:00:00:00:00:09 to 198.51.100.2
+0.999 C S mss 1460
+0.001 A who-has 198.51.100.7 tell 198.51.100.2
+T A who-has 198.51.100.7 tell 198.51.100.2
+1.02 A who-has 198.51.100.7 tell 198.51.100.2
+5.97 A who-has 198.51.100.9 tell 198.51.100.2`,
    below: [29.9, 'likely unanswered-arp by nobody'],
    above: [30.1, 'likely unanswered-syn by unknown'],
  },
  {
    what: 'more than a formality of TLS was left unanswered',
    words: 'server 198.51.100.2:443 sttl 57',
    rows: `${SHAKE}
+0.001 C P. ${CLIENT_HELLO}
+0.024 S P. len 900 hex 160303002a020000260303000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00c02b00
+0.002 C P. len 93 hex 160303002510000021
+0.025 S P. len 51 hex 140303000101
+0.001 C P. len T hex 1703030090
+0.024 S .
+6.276 C P. len 31 hex 150303001a0000
+0 C F.
+0.024 S .
+2.698 S P. len 179 hex 17030300ae0000
+0 C R id 0`,
    below: [64, 'likely reset-after-close by client application'],
    above: [65, 'likely client-abort by client application'],
  },
  {
    what: 'enough was on the way to say that the client left in the middle',
    words: 'sttl 57',
    rows: `${SHAKE}
+0.001 C P. data "GET /none HTTP/1.0\\r\\n\\r\\n"
+0.013 S . len 1448 data "HTTP/1.0 404 Not Found\\r\\n\\r\\n"
+0 C .
+0.001 C R.
+0.012 S P. ack 22 len T
+0 C R seq 22 id 0`,
    below: [511, 'possible abortive-close by client application'],
    above: [512, 'likely client-abort by client application'],
  },
  {
    what: 'enough was sent to say that more was coming',
    words: 'server 198.51.100.2:445 sttl 57',
    rows: `${SHAKE}\n+0.001 C P. len 120\n+0.024 S P. len T\n+0.001 C R. ts 1028:7026`,
    below: [4095, 'possible abortive-close by client application'],
    above: [4096, 'possible client-abort by client application'],
  },
];

function verdictOn({ words = '', rows }: Threshold, value: number): string {
  const [block] = blocksOf(`\`\`\`packets ${words}\n${rows.replace(/([+ ])T\b/, `$1${value}`)}\n\`\`\`\n`);
  const diagnoses = block === undefined ? [] : diagnoseAll([toPcap(block.rows, block.options)]).diagnoses;
  const verdict = diagnoses.find(({ connection }) => connection.stream === 0)?.verdict;
  return `${verdict?.confidence} ${verdict?.cause} by ${verdict?.closer}`;
}

describe('a verdict turns where', () => {
  it.each(THRESHOLDS)('$what', (threshold) => {
    const { below, above } = threshold;
    expect([verdictOn(threshold, below[0]), verdictOn(threshold, above[0])]).toEqual([below[1], above[1]]);
  });
});
