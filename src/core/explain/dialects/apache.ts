/** Apache HTTP Server: mod_proxy and its friends, and the core. */
import type { Dialect } from './_dialect.ts';

/** Errors of reading the answer: what stands before them says whether it was a time-out. */
const READING = ['AH01102', 'AH01110'];
const TIMEOUT = /timeout|timed out|70007|\(110\)/i;

export const dialect: Dialect = {
  id: 'apache',
  title: 'Apache HTTP Server',
  level: 5,
  source: 'httpd modules/proxy/proxy_util.c, mod_proxy_http.c',
  marks: ['[proxy', 'AH0', 'mod_proxy', '[core:error]', '[proxy_fcgi:'],
  phrases: [
    { says: 'AH00957', exact: true, code: 'AH00957', symptom: 'gateway-connect-failed', operation: 'connect' },
    { says: 'AH01114', exact: true, code: 'AH01114', symptom: 'gateway-connect-failed', operation: 'connect' },
    { says: 'failed to make connection to backend', symptom: 'gateway-connect-failed', operation: 'connect' },
    { says: 'AH00959', exact: true, code: 'AH00959', symptom: 'gateway-connect-failed' },
    { says: 'AH00940', exact: true, code: 'AH00940', symptom: 'no-backend' },
    { says: READING, exact: true, notNear: TIMEOUT, symptom: 'gateway-closed' },
    { says: READING, exact: true, near: TIMEOUT, symptom: 'gateway-timeout' },
    {
      says: 'error reading status line from remote server',
      notNear: TIMEOUT,
      symptom: 'gateway-closed',
    },
    {
      says: 'error reading status line from remote server',
      near: TIMEOUT,
      symptom: 'gateway-timeout',
    },
    { says: ['AH00898', 'Error reading from remote server'], notNear: TIMEOUT, symptom: 'gateway-closed' },
    { says: ['AH01084', 'pass request body failed to'], symptom: 'gateway-closed', operation: 'write' },
    { says: ['AH01075', 'AH01067'], exact: true, near: TIMEOUT, symptom: 'gateway-timeout' },
    { says: ['AH01075', 'AH01067'], exact: true, near: /\(104\)|reset by peer/, symptom: 'gateway-closed' },
    { says: ['AH01075', 'AH01067'], exact: true, symptom: 'gateway-bad-answer', wrapper: true },
    { says: ['AH01079'], exact: true, code: 'AH01079', symptom: 'gateway-connect-failed', operation: 'connect' },
    { says: ['AH00961'], exact: true, code: 'AH00961', symptom: 'gateway-tls-failed', operation: 'handshake' },
    {
      says: ['server reached MaxRequestWorkers setting', 'server reached MaxClients setting', 'AH00161', 'AH00484'],
      symptom: 'too-many-connections',
    },
    { says: 'AH00052', exact: true, code: 'AH00052', symptom: 'worker-gone' },
    { says: "you're speaking plain http to an ssl-enabled server port", symptom: 'plain-on-tls-port' },
  ],
};
