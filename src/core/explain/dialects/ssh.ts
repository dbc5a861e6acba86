/** OpenSSH: the client, and what sshd writes to its log. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'ssh',
  title: 'OpenSSH',
  level: 3,
  source: 'openssh-portable kex.c, packet.c, sshd.c',
  marks: [
    'ssh: ',
    'kex_exchange_identification',
    'ssh_exchange_identification',
    'client_loop:',
    'packet_write_wait',
    'ssh_dispatch_run_fatal',
    'sshd[',
  ],
  phrases: [
    { says: ['kex_exchange_identification', 'ssh_exchange_identification'], symptom: 'closed-before-banner' },
    {
      says: 'during banner exchange',
      near: /timed out during banner exchange/i,
      symptom: 'read-timeout',
      operation: 'read',
    },
    {
      says: ['past MaxStartups', 'Exceeded MaxStartups', 'beginning MaxStartups throttling'],
      symptom: 'closed-before-banner',
    },
    {
      says: 'Not allowed at this time',
      near: /ssh|kex|banner/i,
      symptom: 'closed-before-banner',
      source: 'openssh-portable',
    },
    {
      says: 'Could not resolve hostname',
      symptom: 'name-unresolved',
      operation: 'resolve',
      wrapper: true,
      source: 'openssh-portable ssh.c',
    },
    {
      says: ['packet_write_wait', 'packet_write_poll', 'client_loop: send disconnect'],
      symptom: 'broken-pipe',
      operation: 'write',
      wrapper: true,
      source: 'openssh-portable packet.c, clientloop.c',
    },
    {
      says: 'timeout, server',
      near: /Timeout, server .{1,80} not responding/,
      symptom: 'connection-lost',
      source: 'openssh-portable clientloop.c',
    },
    { says: 'bad packet length', near: /ssh|Disconnecting|packet/i, symptom: 'protocol-mismatch' },
    { says: 'Protocol mismatch.', exact: true, symptom: 'protocol-mismatch', source: 'openssh-portable ssh_api.c' },
    { says: 'connection closed by', near: /Connection closed by .{1,80} port \d{1,5}/, symptom: 'closed-unexpectedly' },
    { says: 'connection reset by', near: /Connection reset by (?!peer).{1,80} port \d{1,5}/, symptom: 'reset' },
    { says: 'did not receive identification string from', symptom: 'client-gone' },
    {
      says: [
        'no matching key exchange method found',
        'no matching host key type found',
        'no matching cipher found',
        'no matching MAC found',
      ],
      symptom: 'not-the-connection',
      source: 'openssh-portable ssherr.c',
    },
  ],
};
