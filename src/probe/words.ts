/** How the lines of the checklist word what was seen. */

import { formatHostPort } from '../core/model/endpoint.ts';
import { SECOND } from '../core/model/time.ts';
import { formatDuration } from '../core/report/phrases.ts';
import type { Close, ConnectAttempt, Exchange, Resolution, Route, StageStatus, TlsHandshake } from './model.ts';
import type { ProxyTrial } from './proxy-trial.ts';

/** A line: how it went, and what to say of it. */
export interface Wording {
  readonly status: StageStatus;
  readonly text: string;
}

/** A stretch of time for people. */
export function formatSeconds(seconds: number): string {
  return formatDuration(seconds * SECOND);
}

/** What the resolver said. */
export function describeResolution({ name, literal, addresses, families }: Resolution): Wording {
  if (literal) return { status: 'ok', text: `${name} is an address` };
  if (addresses.length > 0) {
    const missing = families.filter((family) => family.addresses.length === 0).map(({ family }) => `no IPv${family}`);
    const list = addresses.map(({ address }) => address).join(', ');
    return { status: 'ok', text: `${name}: ${[list, ...missing].join('; ')}` };
  }
  const errors = [...new Set(families.map(({ error }) => error?.code ?? 'no address'))];
  return { status: 'failed', text: `${name}: ${errors.join(', ')}` };
}

/** The route. */
export function describeRoute({ to, from, device, gateway, local, error }: Route): Wording {
  if (error !== undefined) return { status: 'failed', text: `to ${to}: ${error}` };
  if (local) return { status: 'ok', text: `${to} is this machine` };
  const way = gateway === undefined ? 'directly' : `via ${gateway}`;
  const more = [...(device === undefined ? [] : [device]), ...(from === undefined ? [] : [`from ${from}`])];
  return { status: 'ok', text: [`to ${to} ${way}`, ...more].join(', ') };
}

const OUTCOMES: Readonly<Record<ConnectAttempt['outcome'], string>> = {
  connected: 'connected',
  refused: 'refused',
  reset: 'reset',
  unreachable: 'unreachable',
  denied: 'not allowed by this system',
  timeout: 'no answer',
  unusable: 'could not be tried',
  failed: 'failed',
  aborted: 'interrupted',
};

/** What became of a connect. */
export function describeAttempt(attempt: ConnectAttempt): Wording {
  const { address, port, outcome, error, local } = attempt;
  const code = error === undefined ? '' : ` (${error.code})`;
  const from = local === undefined ? '' : `, from port ${local.port}`;
  const status = outcome === 'connected' ? 'ok' : outcome === 'aborted' ? 'skipped' : 'failed';
  return { status, text: `${formatHostPort(address, port)} ${OUTCOMES[outcome]}${code}${from}` };
}

/** What came of the handshake. */
export function describeTls(tls: TlsHandshake, insecure: boolean): Wording {
  const { done, version, alpn, certificate, trusted, untrusted, alert, error } = tls;
  if (!done) {
    if (alert !== undefined)
      return { status: 'failed', text: `the server refused TLS: alert ${alert.name} (${alert.code})` };
    return { status: 'failed', text: `TLS failed: ${error?.message ?? 'no answer'}` };
  }
  const who =
    certificate === undefined
      ? 'no certificate'
      : `certificate of ${certificate.subject} by ${certificate.issuer}, until ${certificate.validTo.slice(0, 10)}`;
  const parts = [version ?? 'TLS', ...(alpn === undefined ? [] : [alpn]), who];
  if (trusted === true) return { status: 'ok', text: parts.join(', ') };
  return {
    status: insecure ? 'note' : 'failed',
    text: `${parts.join(', ')}: not trusted, ${untrusted?.text ?? 'no reason given'}`,
  };
}

/** What was asked, and what came. */
export function describeExchange({ asked, answer, kind, complete, receivedBytes }: Exchange, all: boolean): Wording {
  const start = asked === undefined ? 'the server says' : `${asked} →`;
  if (answer === undefined) {
    const nothing = asked === undefined ? 'the server says nothing by itself' : `${asked} → nothing`;
    return { status: all ? 'note' : 'failed', text: nothing };
  }
  const size = receivedBytes > answer.length + 2 ? ` (${receivedBytes} bytes)` : '';
  const cut = complete ? '' : ', and not its end';
  return {
    status: kind === 'error' || kind === 'odd' || !complete ? 'failed' : 'ok',
    text: `${start} ${answer}${size}${cut}`,
  };
}

/** What the proxy of the environment did, after its name: `refuses CONNECT server.example:443: HTTP/1.1 407 …`. */
export function tellProxy({ outcome, asked, answer, why, connect, error, seconds }: ProxyTrial): string {
  const code = error === undefined ? '' : ` (${error.code})`;
  switch (outcome) {
    case 'not-asked':
      return `was not asked: ${why}`;
    case 'granted':
      return `grants a tunnel: ${asked} → ${answer}`;
    case 'answered':
      return `answers: ${asked} → ${answer}`;
    case 'denied':
      return `refuses: ${asked} → ${answer}`;
    case 'odd':
      return `answers with something that is no HTTP: ${asked} → ${answer}`;
    case 'closed':
      return `closed without an answer to ${asked}`;
    case 'silent':
      return `did not answer ${asked} within ${formatSeconds(seconds)}`;
    case 'no-connection':
      return `cannot be connected: ${connect === undefined ? 'failed' : OUTCOMES[connect]}${code}`;
    case 'unresolved':
      return `has a name that was not resolved${code}`;
  }
}

/** The line of the proxy. */
export function describeProxy(trial: ProxyTrial): Wording {
  const { outcome, name, place, status: said = '' } = trial;
  // Of a request that it has sent on, these may be its own words or the server's.
  const isOpen = outcome === 'not-asked' || (outcome === 'answered' && /^(?:403|5)/.test(said));
  const status = isOpen ? 'note' : outcome === 'granted' || outcome === 'answered' ? 'ok' : 'failed';
  return { status, text: `${place} (${name}) ${tellProxy(trial)}` };
}

/** How the connection ended. */
export function describeClose({ how, error, quietSeconds, awaiting }: Close): Wording {
  const after = `, ${formatSeconds(quietSeconds)} after the last word`;
  switch (how) {
    case 'closed-here':
      return { status: 'ok', text: 'still open; closed from here' };
    case 'fin':
      return { status: awaiting ? 'failed' : 'ok', text: `the server closed (FIN)${after}` };
    case 'reset':
      return { status: awaiting ? 'failed' : 'note', text: `reset${after}` };
    case 'timeout':
      return { status: 'failed', text: `still open, nothing came for ${formatSeconds(quietSeconds)}` };
    case 'failed':
      return { status: 'failed', text: `${error?.message ?? 'failed'}${after}` };
  }
}
