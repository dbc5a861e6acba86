/**
 * For each of the 19 tampering signatures (src/core/model/tampering.ts) a capture in which somebody on the path did it, and
 * one that bears the same signature and is harmless. The label is the same by design; the verdict must not be.
 */
import type { TamperingSignature } from '../../src/core/model/tampering.ts';

/** A capture in the notation of test/builders/rows.ts, and what the program says of it. */
export interface SignatureCase {
  readonly what: string;
  /** The end it was captured at. */
  readonly at: 'client' | 'server';
  readonly rows: string;
  readonly cause: string;
}

/** The same signature, twice. */
export interface SignaturePair {
  readonly signature: TamperingSignature;
  readonly tampered: SignatureCase;
  readonly harmless: SignatureCase;
}

/** Handshake as the client sees it, and as the server does. */
const C3 = '0 C S mss 1460\n0.08 S S. mss 1460\n0.08 C .\n';
const S3 = '0 C S mss 1460\n0.0001 S S. mss 1460\n0.08 C .\n';
const GET = 'C P. data "GET / HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n"';
const ANSWER = 'data "HTTP/1.1 200 OK\\r\\nContent-Length: 5000\\r\\n\\r\\n"';

export const pairs: readonly SignaturePair[] = [
  {
    signature: '⟨SYN → ∅⟩',
    tampered: {
      what: 'the client’s ACK never came, nor anything else',
      at: 'server',
      rows: '0 C S mss 1460\n0.0001 S S. mss 1460\n1 S S. seq 0 mss 1460\n3 S S. seq 0 mss 1460\n7 S S. seq 0 mss 1460',
      cause: 'unanswered-syn',
    },
    harmless: {
      what: 'a host that is switched off',
      at: 'client',
      rows: '0 C S mss 1460\n1 C S seq 0 mss 1460\n3 C S seq 0 mss 1460\n7 C S seq 0 mss 1460',
      cause: 'unanswered-syn',
    },
  },
  {
    signature: '⟨SYN → RST⟩',
    tampered: {
      what: 'a reset in the client’s name before its ACK, from nearer by',
      at: 'server',
      rows: '0 C S mss 1460\n0.0001 S S. mss 1460\n0.02 C R seq 1 ttl 113 id 7\n0.08 C .\n0.081 C P. data "GET / HTTP/1.1\\r\\n\\r\\n"',
      cause: 'inline-firewall-reset',
    },
    harmless: {
      what: 'a half-open scan or health check: the client’s kernel knows of no connection',
      at: 'server',
      rows: '0 C S mss 1460\n0.0001 S S. mss 1460\n0.08 C R seq 1 id 0 win 0',
      cause: 'health-check',
    },
  },
  {
    signature: '⟨SYN → RST+ACK⟩',
    tampered: {
      what: 'a firewall refuses in the server’s name, while the server answers others from further away',
      at: 'client',
      rows: 'client 192.0.2.1:40001 server 198.51.100.2:443\n0 C S mss 1460\n0.08 S S. mss 1460\n0.08 C .\n0.09 C F.\n0.17 S F.\n0.17 C .\nclient 192.0.2.1:40002 server 198.51.100.2:81\n1 C S mss 1460\n1.005 S R. seq 0 ack 1 ttl 250 id 0 win 0',
      cause: 'firewall-reset-at-connect',
    },
    harmless: {
      what: 'nothing listens on that port',
      at: 'client',
      rows: 'client 192.0.2.1:40001 server 198.51.100.2:443\n0 C S mss 1460\n0.08 S S. mss 1460\n0.08 C .\n0.09 C F.\n0.17 S F.\n0.17 C .\nclient 192.0.2.1:40002 server 198.51.100.2:81\n1 C S mss 1460\n1.08 S R. seq 0 ack 1 id 0 win 0',
      cause: 'closed-port',
    },
  },
  {
    signature: '⟨SYN → RST; RST+ACK⟩',
    tampered: {
      what: 'both kinds in the client’s name, from nearer by',
      at: 'server',
      rows: '0 C S mss 1460\n0.0001 S S. mss 1460\n0.02 C R seq 1 ttl 113 id 7\n0.0201 C R. seq 1 ack 1 ttl 113 id 8\n0.08 C .\n0.081 C P. data "GET / HTTP/1.1\\r\\n\\r\\n"',
      cause: 'injected-reset',
    },
    harmless: {
      what: 'a health check takes its leave with RST+ACK, and its kernel answers the repeated SYN-ACK',
      at: 'server',
      rows: '0 C S mss 1460\n0.0001 S S. mss 1460\n0.08 C R. seq 1 ack 1 id 9 win 502\n1.0 S S. seq 0 mss 1460\n1.08 C R seq 1 id 0 win 0',
      cause: 'health-check',
    },
  },
  {
    signature: '⟨SYN; ACK → ∅⟩',
    tampered: {
      what: 'nothing comes any more, not even acknowledgements of the server’s greeting',
      at: 'server',
      rows: `${S3}0.1 S P. data "220 mail.example ESMTP\\r\\n"\n0.4 S P. 1:25(24)\n1 S P. 1:25(24)\n2.2 S P. 1:25(24)\n4.6 S P. 1:25(24)`,
      cause: 'retransmission-timeout',
    },
    harmless: {
      what: 'a connection that is opened in advance and not used yet',
      at: 'server',
      rows: `${S3}client 192.0.2.9:40009 server 198.51.100.2:80\n5 C S mss 1460\n5.001 S S. mss 1460`,
      cause: 'still-open',
    },
  },
  {
    signature: '⟨SYN; ACK → RST⟩',
    tampered: {
      what: 'a reset in the client’s name, from nearer by; the client sends on',
      at: 'server',
      rows: `${S3}0.081 C R seq 1 ttl 113 id 7\n0.5 ${GET}`,
      cause: 'injected-reset',
    },
    harmless: {
      what: 'a health check that has seen enough',
      at: 'server',
      rows: `${S3}0.081 C R seq 1 id 0 win 0`,
      cause: 'health-check',
    },
  },
  {
    signature: '⟨SYN; ACK → RST; RST⟩',
    tampered: {
      what: 'two of them, from nearer by',
      at: 'server',
      rows: `${S3}0.081 C R seq 1 ttl 113 id 7\n0.0811 C R seq 1461 ttl 113 id 7`,
      cause: 'injected-reset',
    },
    harmless: {
      what: 'a client that was killed: its kernel answers both segments of the greeting',
      at: 'server',
      rows: `${S3}5 S P. data "220-mail.example\\r\\n"\n5.0001 S P. data "220 ESMTP\\r\\n"\n5.08 C R seq 1 id 0 win 0\n5.0801 C R seq 1 id 0 win 0`,
      cause: 'half-open-connection',
    },
  },
  {
    signature: '⟨SYN; ACK → RST+ACK⟩',
    tampered: {
      what: 'a reset in the client’s name, from nearer by',
      at: 'server',
      rows: `${S3}0.081 C R. seq 1 ack 1 ttl 113 id 7 win 0`,
      cause: 'injected-reset',
    },
    harmless: {
      what: 'a health check that closes with SO_LINGER 0',
      at: 'server',
      rows: `${S3}0.081 C R. seq 1 ack 1`,
      cause: 'health-check',
    },
  },
  {
    signature: '⟨SYN; ACK → RST+ACK; RST+ACK⟩',
    tampered: {
      what: 'two of them, the second with a guessed number',
      at: 'server',
      rows: `${S3}0.081 C R. seq 1 ack 1 ttl 113 id 7 win 0\n0.0811 C R. seq 1461 ack 1 ttl 113 id 7 win 0`,
      cause: 'injected-reset',
    },
    harmless: {
      what: 'a client whose reset was repeated on its way',
      at: 'server',
      rows: `${S3}0.081 C R. seq 1 ack 1 id 9\n0.0811 C R. seq 1 ack 1 id 10`,
      cause: 'health-check',
    },
  },
  {
    signature: '⟨PSH+ACK → ∅⟩',
    tampered: {
      what: 'the request gets no answer of any kind, however often it is repeated',
      at: 'client',
      rows: `${C3}0.081 ${GET}\n0.3 C P. 1:36(35)\n0.8 C P. 1:36(35)\n1.7 C P. 1:36(35)\n3.5 C P. 1:36(35)\n7.1 C P. 1:36(35)`,
      cause: 'retransmission-timeout',
    },
    harmless: {
      what: 'a log line that wants no answer',
      at: 'client',
      rows: `${C3}0.081 C P. data "<13>hello\\n"\n0.161 S .\nclient 192.0.2.1:40009 server 198.51.100.2:80\n5 C S mss 1460\n5.08 S S. mss 1460`,
      cause: 'still-open',
    },
  },
  {
    signature: '⟨PSH+ACK → RST⟩',
    tampered: {
      what: 'a reset in the server’s name, and then the server’s own answer',
      at: 'client',
      rows: `${C3}0.081 ${GET}\n0.09 S R seq 1 ttl 119 id 43981 win 0\n0.5 S P. seq 1 ack 36 ${ANSWER}`,
      cause: 'injected-reset',
    },
    harmless: {
      what: 'a server that was restarted in the meantime',
      at: 'client',
      rows: `${C3}60 ${GET}\n60.08 S R seq 1 id 0 win 0`,
      cause: 'half-open-connection',
    },
  },
  {
    signature: '⟨PSH+ACK → RST+ACK⟩',
    tampered: {
      what: 'a reset in the server’s name from nearer by',
      at: 'client',
      rows: `${C3}0.081 ${GET}\n0.09 S R. seq 1 ack 36 ttl 119 id 43981 win 0\n0.5 S P. seq 1 ack 36 ${ANSWER}`,
      cause: 'injected-reset',
    },
    harmless: {
      what: 'a server that closes without reading the request',
      at: 'client',
      rows: `${C3}0.081 ${GET}\n0.17 S R. seq 1 ack 36`,
      cause: 'unread-data-at-close',
    },
  },
  {
    signature: '⟨PSH+ACK → RST; RST+ACK⟩',
    tampered: {
      what: 'both kinds in the server’s name',
      at: 'client',
      rows: `${C3}0.081 ${GET}\n0.09 S R seq 1 ttl 119 id 43981 win 0\n0.0901 S R. seq 1 ack 36 ttl 119 id 43982 win 0`,
      cause: 'injected-reset',
    },
    harmless: {
      what: 'a client that leaves while the answer comes: its reset, and its kernel’s to what was on its way',
      at: 'server',
      rows: `${S3}0.081 ${GET}\n0.09 S . len 1448 ${ANSWER}\n0.0901 S . len 1448\n0.0902 S . len 1448\n0.17 C R. seq 36 ack 1449\n0.1701 C R seq 36 id 0 win 0`,
      cause: 'client-abort',
    },
  },
  {
    signature: '⟨PSH+ACK → RST+ACK; RST+ACK⟩',
    tampered: {
      what: 'the second guesses ahead',
      at: 'client',
      rows: `${C3}0.081 ${GET}\n0.09 S R. seq 1 ack 36 id 256 win 0\n0.0901 S R. seq 12504 ack 36 id 256 win 0`,
      cause: 'injected-reset',
    },
    harmless: {
      what: 'a client’s reset, repeated on its way',
      at: 'server',
      rows: `${S3}0.081 ${GET}\n0.09 S . len 1448 ${ANSWER}\n0.17 C R. seq 36 ack 1449 id 9\n0.1701 C R. seq 36 ack 1449 id 10`,
      cause: 'client-abort',
    },
  },
  {
    signature: '⟨PSH+ACK → RST = RST⟩',
    tampered: {
      what: 'three at once upon one request',
      at: 'client',
      rows: `${C3}0.081 ${GET}\n0.09 S R seq 1 ttl 119 id 1 win 0\n0.0901 S R seq 1461 ttl 119 id 1 win 0\n0.0902 S R seq 4381 ttl 119 id 1 win 0`,
      cause: 'injected-reset',
    },
    harmless: {
      what: 'a client that is gone answers each of the segments on their way',
      at: 'server',
      rows: `${S3}0.081 ${GET}\n5.09 S . len 1448 ${ANSWER}\n5.0901 S . len 1448\n5.17 C R seq 36 id 0 win 0\n5.1701 C R seq 36 id 0 win 0`,
      cause: 'half-open-connection',
    },
  },
  {
    signature: '⟨PSH+ACK → RST ≠ RST⟩',
    tampered: {
      what: 'two with different acknowledgement fields, from nearer by',
      at: 'client',
      rows: `${C3}0.081 ${GET}\n0.09 S R seq 1 ack 36 ttl 119 id 1 win 0\n0.0901 S R seq 1 ack 1496 ttl 119 id 1 win 0`,
      cause: 'injected-reset',
    },
    harmless: {
      what: 'a client on Windows, which fills the field in, answers two segments',
      at: 'server',
      rows: `${S3}0.081 ${GET}\n5.09 S . len 1448 ${ANSWER}\n5.0901 S . len 1448\n5.17 C R seq 36 ack 1 id 77 win 0\n5.1701 C R seq 36 ack 1449 id 78 win 0`,
      cause: 'half-open-connection',
    },
  },
  {
    signature: '⟨PSH+ACK → RST; RST₀⟩',
    tampered: {
      what: 'one acknowledges, one does not, from nearer by',
      at: 'client',
      rows: `${C3}0.081 ${GET}\n0.09 S R seq 1 ack 36 ttl 119 id 1 win 0\n0.0901 S R seq 1 rawack 0 ttl 119 id 1 win 0`,
      cause: 'injected-reset',
    },
    harmless: {
      what: 'a client whose machine was replaced: one answer of the old one, one of the new',
      at: 'server',
      rows: `${S3}0.081 ${GET}\n5.09 S . len 1448 ${ANSWER}\n5.0901 S . len 1448\n5.17 C R seq 36 ack 1 id 77 win 0\n5.1701 C R seq 36 rawack 0 id 0 win 0`,
      cause: 'half-open-connection',
    },
  },
  {
    signature: '⟨PSH+ACK; Data → RST⟩',
    tampered: {
      what: 'upon the second request, and the server answers it all the same',
      at: 'client',
      rows: `${C3}0.081 ${GET}\n0.17 S P. data "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"\n0.2 ${GET}\n0.21 S R seq 41 ttl 119 id 43981 win 0\n0.7 S P. seq 41 ack 71 ${ANSWER}`,
      cause: 'injected-reset',
    },
    harmless: {
      what: 'a server that was restarted between two requests',
      at: 'client',
      rows: `${C3}0.081 ${GET}\n0.17 S P. data "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"\n0.171 C .\n60 ${GET}\n60.08 S R seq 41 id 0 win 0`,
      cause: 'half-open-connection',
    },
  },
  {
    signature: '⟨PSH+ACK; Data → RST+ACK⟩',
    tampered: {
      what: 'upon the second request, from nearer by; the server answers it all the same',
      at: 'client',
      rows: `${C3}0.081 ${GET}\n0.17 S P. data "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"\n0.2 ${GET}\n0.21 S R. seq 41 ack 71 ttl 119 id 43981 win 0\n0.7 S P. seq 41 ack 71 ${ANSWER}`,
      cause: 'injected-reset',
    },
    harmless: {
      what: 'a client that gives up on its second request',
      at: 'server',
      rows: `${S3}0.081 ${GET}\n0.09 S P. data "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"\n0.17 ${GET}\n0.1701 S .\n5.17 C R. seq 71 ack 41`,
      cause: 'client-timeout',
    },
  },
];
