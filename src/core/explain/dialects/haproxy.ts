/** HAProxy: the termination state of its logs (the first two letters decide) and what it says of servers. */
import type { Dialect, Phrase } from './_dialect.ts';

const STATES: readonly (readonly [state: string, symptom: string])[] = [
  ['CC', 'client-gone'],
  ['CD', 'client-gone'],
  ['cD', 'client-silent'],
  ['CH', 'client-gone'],
  ['cH', 'client-silent'],
  ['CQ', 'client-gone'],
  ['CR', 'client-gone'],
  ['cR', 'request-timeout'],
  ['CT', 'client-gone'],
  ['SC', 'gateway-connect-failed'],
  ['sC', 'gateway-connect-failed'],
  ['SD', 'gateway-closed'],
  ['sD', 'gateway-timeout'],
  ['SH', 'gateway-closed'],
  ['sH', 'gateway-timeout'],
  ['sQ', 'gateway-decided'],
  ['LC', 'gateway-decided'],
  ['LR', 'gateway-decided'],
  ['LH', 'gateway-decided'],
  ['PC', 'out-of-resources'],
  ['PD', 'protocol-mismatch'],
  ['PH', 'gateway-decided'],
  ['PR', 'gateway-decided'],
  ['PT', 'gateway-decided'],
  ['RC', 'out-of-resources'],
  ['DC', 'gateway-decided'],
  ['DD', 'gateway-decided'],
  ['DH', 'gateway-decided'],
  ['UD', 'gateway-decided'],
  ['KD', 'gateway-decided'],
  ['IC', 'gateway-decided'],
  ['ID', 'gateway-decided'],
  ['IH', 'gateway-decided'],
  ['IR', 'gateway-decided'],
];

/** In a log the state stands among the timers and counters: `0/0/0/-1/9 502 209 - - SH-- 1/1/0/0/0`. */
const TIMERS = /\d\/-?\d{1,9}\/-?\d{1,9}[\d/+ -]{1,40}/;

function statePhrases([state, symptom]: readonly [string, string]): Phrase[] {
  return [
    { says: `${state}--`, exact: true, notNear: /<NOSRV>.{1,80}SC--/, code: state, symptom },
    { says: state, exact: true, whole: true, code: state, symptom },
    {
      says: state,
      exact: true,
      near: new RegExp(`term\\w{0,12}(?:state|_state|ination)?\\W{1,5}${state}\\b`),
      code: state,
      symptom,
    },
    ...['NI', 'VN', 'VU', 'DI', 'EI', 'NN', 'VR', 'NR'].map((cookie) => ({
      says: `${state}${cookie}`,
      exact: true,
      near: TIMERS,
      code: state,
      symptom,
    })),
  ];
}

export const dialect: Dialect = {
  id: 'haproxy',
  title: 'HAProxy',
  level: 5,
  source: 'haproxy doc/configuration.txt, section 8.5',
  marks: ['haproxy[', '<NOSRV>', '<BADREQ>', 'termination_state', 'haproxy'],
  phrases: [
    ...STATES.flatMap(statePhrases),
    { says: 'SC--', exact: true, near: /<NOSRV>/, code: 'SC', symptom: 'no-backend' },
    { says: 'has no server available!', symptom: 'no-backend' },
    {
      says: ['is down, reason: layer4 connection problem', 'is down, reason: layer4 timeout'],
      symptom: 'health-check-failed',
      operation: 'connect',
      source: 'haproxy src/check.c',
    },
    {
      says: 'is down, reason: layer6',
      symptom: 'health-check-failed',
      operation: 'handshake',
      source: 'haproxy src/check.c',
    },
    { says: 'is down, reason: layer7', symptom: 'health-check-failed', source: 'haproxy src/check.c' },
    {
      says: 'Connection closed during SSL handshake',
      near: /[/:]\d{1,3}:|haproxy|\[\d{2}\//,
      symptom: 'client-gone',
      operation: 'handshake',
    },
    {
      says: 'SSL handshake failure',
      near: /\[\d{2}\/\w{3}\/\d{4}|haproxy/,
      symptom: 'tls-failed',
      operation: 'handshake',
    },
  ],
};
