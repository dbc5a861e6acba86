/**
 * What a server's certificate says, and what is wrong with it. OpenSSL gives one reason, the last that it met; dates and names
 * are looked at here as well, as they stand in the certificate itself. Of its issuer only OpenSSL's word counts.
 */
import { checkServerIdentity, type DetailedPeerCertificate, type PeerCertificate } from 'node:tls';
import type { Certificate, CertificateFault, Untrusted } from './model.ts';

/** Names in a certificate that are kept. */
const NAMES_MAX = 20;

/** Names that a sentence has room for. */
const NAMES_SHOWN = 4;

/** Certificates of a chain that are looked at; a chain may go round in a circle. */
const CHAIN_MAX = 10;

/** The certificate, as far as it says who it is of; `undefined` where there is none. */
export function certificateOf(peer: PeerCertificate): Certificate | undefined {
  if (peer?.subject === undefined) return undefined;
  return {
    subject: nameOf(peer.subject),
    issuer: nameOf(peer.issuer),
    names: (peer.subjectaltname ?? '')
      .split(', ')
      .filter((name) => name !== '')
      .slice(0, NAMES_MAX),
    validFrom: dateOf(peer.valid_from),
    validTo: dateOf(peer.valid_to),
  };
}

/** Why the certificate is not trusted: by OpenSSL's code, and by what it says itself at this time. */
export function untrustedOf(error: unknown, peer: DetailedPeerCertificate, host: string, nowMs: number): Untrusted {
  const code = typeof error === 'string' ? error : String((error as NodeJS.ErrnoException | null)?.code ?? error);
  const chain = chainOf(peer);
  const faults = [
    ...dateFaults(code, chain, nowMs),
    ...nameFaults(code, peer, host),
    ...(ISSUER[code] === undefined ? [] : [ISSUER[code](chain)]),
  ];
  if (faults.length === 0) faults.push({ kind: 'other', text: REASONS[code] ?? code });
  return { code, text: faults.map(({ text }) => text).join('; '), faults };
}

/** In words, what OpenSSL calls otherwise (`X509_V_ERR_…`). */
const REASONS: Readonly<Record<string, string>> = {
  CERT_REVOKED: 'it was revoked',
  CERT_UNTRUSTED: 'it is marked as not to be trusted here',
  CERT_REJECTED: 'it is marked as rejected here',
  INVALID_PURPOSE: 'it is not for servers',
};

/** From the server's own towards the root, as far as it was sent or is known here. */
function chainOf(peer: DetailedPeerCertificate): readonly PeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  let next: DetailedPeerCertificate | undefined = peer?.subject === undefined ? undefined : peer;
  while (next !== undefined && chain.length < CHAIN_MAX && !chain.includes(next)) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

/** The server's own certificate is judged by its dates; another of the chain only where OpenSSL says there is one. */
function dateFaults(code: string, chain: readonly PeerCertificate[], nowMs: number): readonly CertificateFault[] {
  const [own, ...others] = chain;
  if (own === undefined) return [];
  const isLate = ({ valid_to }: PeerCertificate): boolean => Date.parse(valid_to) < nowMs;
  const isEarly = ({ valid_from }: PeerCertificate): boolean => Date.parse(valid_from) > nowMs;
  if (isLate(own)) return [{ kind: 'expired', text: `it has expired, on ${momentOf(own.valid_to)}` }];
  if (isEarly(own)) return [{ kind: 'not-yet-valid', text: `it is not valid before ${momentOf(own.valid_from)}` }];
  if (code === 'CERT_HAS_EXPIRED') {
    const old = others.find(isLate);
    const who = old === undefined ? 'a certificate' : `the certificate of ${nameOf(old.subject)}`;
    const when = old === undefined ? '' : `, on ${momentOf(old.valid_to)}`;
    return [{ kind: 'issuer-expired', text: `${who} in its chain has expired${when}` }];
  }
  if (code === 'CERT_NOT_YET_VALID') {
    const early = others.find(isEarly);
    const who = early === undefined ? 'a certificate' : `the certificate of ${nameOf(early.subject)}`;
    const when = early === undefined ? 'now' : momentOf(early.valid_from);
    return [{ kind: 'not-yet-valid', text: `${who} in its chain is not valid before ${when}` }];
  }
  return [];
}

function nameFaults(code: string, peer: DetailedPeerCertificate, host: string): readonly CertificateFault[] {
  if (peer?.subject === undefined) return [];
  if (code !== 'ERR_TLS_CERT_ALTNAME_INVALID' && isFor(peer, host)) return [];
  const listed = certificateOf(peer)!.names.map((name) => name.replace(/^(?:DNS|IP Address):/, ''));
  const names = listed.length > 0 ? listed : [nameOf(peer.subject)].filter((name) => name !== '');
  const shown = names.slice(0, NAMES_SHOWN).join(', ');
  const more = names.length > NAMES_SHOWN ? ' and others' : '';
  const text = names.length === 0 ? 'it bears no name at all' : `it is for ${shown}${more}, not for ${host}`;
  return [{ kind: 'other-names', text }];
}

/** As Node does it, where nothing else is wrong. */
function isFor(peer: PeerCertificate, host: string): boolean {
  try {
    return checkServerIdentity(host, peer) === undefined;
  } catch {
    // What cannot be read is not said to be wrong.
    return true;
  }
}

type FaultOfIssuer = (chain: readonly PeerCertificate[]) => CertificateFault;

/** What OpenSSL says of the issuer (`X509_V_ERR_…`). A server that sends its own certificate alone has a code of its own. */
const ISSUER: Readonly<Partial<Record<string, FaultOfIssuer>>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: () => ({ kind: 'self-signed', text: 'it is self-signed' }),
  SELF_SIGNED_CERT_IN_CHAIN: (chain) => ({
    kind: 'unknown-root',
    text: `its chain ends in the root ${issuerOf(chain)}, which is not trusted here`,
  }),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: (chain) => ({
    kind: 'incomplete-chain',
    text: `the server sent no certificate of its issuer ${issuerOf(chain)}, and none is known here`,
  }),
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
};

function unknownIssuer(chain: readonly PeerCertificate[]): CertificateFault {
  return { kind: 'unknown-issuer', text: `its chain leads to ${issuerOf(chain)}, which is not known here` };
}

/** Who issued the last of the chain. */
function issuerOf(chain: readonly PeerCertificate[]): string {
  return `“${nameOf(chain.at(-1)?.issuer)}”`;
}

function nameOf(name: PeerCertificate['subject'] | undefined): string {
  const part = name?.CN ?? name?.O ?? '';
  return Array.isArray(part) ? part.join(' ') : part;
}

function dateOf(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}

function momentOf(text: string): string {
  return dateOf(text).replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):.*$/, '$1 $2 UTC');
}
