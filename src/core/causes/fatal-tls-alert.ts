/**
 * One end refused the TLS session with a fatal alert and closed (RFC 8446 §6.2): versions, ciphers, names or certificates did
 * not suit it. Alerts of TLS 1.3 are encrypted once keys are agreed; then only their form shows, not their meaning.
 */
import type { Cause } from '../model/cause.ts';
import type { Side } from '../model/endpoint.ts';
import type { WordsFact } from '../model/fact.ts';
import type { Utterance } from '../model/utterance.ts';
import { closingFin, closingReset, first, hints, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';

const FATAL = 2;
const CLOSE_NOTIFY = 0;

/** Alert descriptions that end a session (RFC 8446 §6, RFC 5246 §7.2). */
const DESCRIPTIONS: ReadonlyMap<number, string> = new Map([
  [10, 'unexpected message'],
  [20, 'bad record MAC'],
  [21, 'decryption failed'],
  [22, 'record overflow'],
  [40, 'handshake failure'],
  [42, 'bad certificate'],
  [43, 'unsupported certificate'],
  [44, 'certificate revoked'],
  [45, 'certificate expired'],
  [46, 'certificate unknown'],
  [47, 'illegal parameter'],
  [48, 'unknown certificate authority'],
  [49, 'access denied'],
  [50, 'decode error'],
  [51, 'decrypt error'],
  [70, 'protocol version'],
  [71, 'insufficient security'],
  [80, 'internal error'],
  [86, 'inappropriate fallback'],
  [109, 'missing extension'],
  [110, 'unsupported extension'],
  [112, 'unrecognised name'],
  [113, 'bad certificate status response'],
  [115, 'unknown PSK identity'],
  [116, 'certificate required'],
  [120, 'no application protocol'],
]);

export const cause: Cause = {
  id: 'fatal-tls-alert',
  title: 'the TLS session was refused with a fatal alert',
  severity: 'failure',
  refines: [
    'normal-close',
    'half-close',
    'reset-after-close',
    'abortive-close',
    'unread-data-at-close',
    'client-abort',
    'closed-without-response',
    'server-idle-timeout',
  ],
  wouldBeProvedBy: ['the log of the end that sent the alert: it knows which check failed'],
  advice: [
    'Look up the alert: 70 asks for another TLS version, 40 for another cipher, 42 to 48 and 116 speak of certificates, 112 of the name',
    'Compare what both offer: openssl s_client -connect HOST:PORT -servername NAME, and the server’s TLS settings',
  ],
  weigh: (facts) => {
    const words = first(facts, 'words');
    const close = closingReset(facts) ?? closingFin(facts);
    const by = words === undefined ? undefined : refuser(words);
    if (words === undefined || by === undefined || close === undefined) return undefined;
    const alert = describeAlert(by === 'client' ? words.clientLast : words.serverLast);
    const evidence = [
      supports(words, `the ${by} sent a fatal TLS alert: ${alert}`),
      ...senderEvidence(facts, close.from, close.packets[0]),
    ];
    if (close.from !== by) evidence.push(hints(close, `the ${close.from} closed upon it`));
    return {
      evidence,
      closer: `${by} application`,
      summary: `The ${by} refused the TLS session with a fatal alert (${alert})`,
    };
  },
};

/** Who refused. A plain request to a TLS port may be answered with an alert, too: that is no session. */
function refuser({ clientFirst, clientLast, serverLast }: WordsFact): Side | undefined {
  if (clientFirst.kind !== 'tls-handshake') return undefined;
  if (isFatal(clientLast)) return 'client';
  return isFatal(serverLast) ? 'server' : undefined;
}

function isFatal({ kind, detail }: Utterance): boolean {
  return kind === 'tls-alert' && detail >> 8 === FATAL && (detail & 0xff) !== CLOSE_NOTIFY;
}

function describeAlert({ detail }: Utterance): string {
  const description = detail & 0xff;
  const name = DESCRIPTIONS.get(description);
  return name === undefined ? `${description}` : `${description}, ${name}`;
}
