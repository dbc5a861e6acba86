/** `whyclosed read`: diagnose captures. */
import { filterFields } from '../../core/report/filter-term.ts';
import type { Command } from './_command.ts';

/** The command. */
export const command: Command = {
  id: 'read',
  summary: 'say who closed each TCP connection of a capture, and why',
  usage: ['read [OPTION…] FILE…', 'read [OPTION…] CLIENT… [--middle FILE]… --server SERVER', '[OPTION…] FILE…'],
  description: [
    'Reads packet captures and prints a verdict on each TCP connection that ended badly: who ended it, how, the cause, the evidence for and against with the numbers of the packets that show it, how sure it is, what to fix, and what to capture next where it cannot be sure. Connections that ended well are counted.',
    'FILE is pcap or pcapng, also compressed with gzip or zstd; its content decides, not its name. "-" is standard input. Several files are read as one capture in order of time. What is wrong with a file is noted, and everything that can be read is.',
  ],
  options: [
    {
      name: 'server',
      value: 'FILE',
      help: 'FILE was made at the server, the others at the client: look at each connection from both ends',
    },
    {
      name: 'at',
      value: 'END',
      choices: ['client', 'server'],
      help: 'The capture was made on the host of this end itself, client or server: what came there arrived, and what left there was sent',
    },
    {
      name: 'middle',
      value: 'FILE',
      repeatable: true,
      help: 'FILE was made between the two ends; several, in order from the client to the server, with one --middle each',
    },
    {
      name: 'log',
      value: 'FILE',
      repeatable: true,
      help: 'FILE is a log, or a kernel’s account of its sockets, from either end or between; several with one --log each',
    },
    { name: 'all', short: 'a', help: 'Show connections that ended well too' },
    { name: 'where', short: 'w', value: 'FILTER', help: 'Show only the connections that the filter lets through' },
    { name: 'limit', short: 'n', value: 'N', help: 'Verdicts shown in full: a number, or all (default 10)' },
    { name: 'ladder', short: 'l', help: 'Draw the packets of each connection that is shown in full' },
    {
      name: 'format',
      value: 'FORMAT',
      choices: ['text', 'ndjson'],
      help: 'text, or ndjson: one JSON object a line for each connection, then one summary (default text)',
    },
    {
      name: 'fail-on',
      value: 'SEVERITY',
      choices: ['failure', 'suspicious'],
      help: 'Exit with status 1 if a connection that is shown failed (failure), or failed or is suspicious (suspicious)',
    },
    { name: 'quiet', short: 'q', help: 'Print nothing but errors: the exit status tells, see --fail-on' },
  ],
  sections: [
    {
      title: 'Both ends',
      paragraphs: [
        'Where a capture was made does not show in it for sure. With --at client or --at server, for a capture made on that host itself, what stays without an answer is known to have come there, a reset in that host’s name to have been sent by it, and what its kernel counted (--log) to be about what came.',
        'With --server, captures of the same traffic made at both ends are put together: the client’s and, as FILE, the server’s. Connections are paired by their initial sequence numbers, also across NAT, and the two clocks are compared by the handshakes. Then it shows what became of the closing packet on its way: whether it was sent by the end whose address it bears, lost, or born between the two captures, where a device on the path made it. A capture may also have dropped it: certain is that only where something else agrees, such as its distance, or that the end in whose name it came went on. Each verdict says in which capture its packets are.',
        'With --middle, captures made on the path narrow that down: between which two of them the closing packet was made or lost, or how far data and SYNs came that did not arrive. A packet that a device makes where it captures is in its own capture.',
      ],
    },
    {
      title: 'Logs and kernels',
      paragraphs: [
        'With --log, what programs and kernels wrote meanwhile is a witness beside the packets: that the server’s process died of a signal, that its queue was full, that nginx limited the client, that the proxy could not reach the server behind it. What a line is, is found by its content. A line counts for a connection where it names its client’s address and port; or the address, and the times agree; or nobody, and both the time and the packets fit. Times without a zone agree by the minute and second, those without a year (syslog, the journal) are of the capture’s. A line without a time is a hint at most, unless something else ties it to the connection.',
        [
          [
            'programs',
            'nginx, Apache, HAProxy (and its counters, show stat), Envoy, squid, stunnel, socat, AWS load balancers, PostgreSQL, PgBouncer, MySQL and MariaDB, Redis, OpenSSH, Dropbear, Postfix, Exim, Dovecot, Mosquitto, TCP Wrappers, xinetd, systemd, gunicorn, uWSGI, PHP-FPM, Node, Python, Go, Java',
          ],
          [
            'kernels',
            'events of tracefs, trace-cmd or perf script: inet_sock_set_state, tcp_send_reset, tcp_receive_reset, sched_process_exit, signal_generate, signal_deliver, mark_victim, sys_exit_accept, sys_exit_accept4, kfree_skb; dmesg; nstat, as a hint alone',
          ],
          [
            'devices',
            'conntrack -E and -S; what firewalls turned away, forgot or ended: Linux (UFW, firewalld, nft log, iptables LOG), Windows, Cisco ASA, Palo Alto, FortiGate, AWS VPC flow logs',
          ],
        ],
      ],
    },
    {
      title: 'Verdicts',
      paragraphs: [
        'A verdict is certain, likely or possible. Certain means that something was seen which only this cause produces, or that two independent kinds of evidence agree. Evidence is marked by what it says:',
        [
          ['++', 'proves: only this cause produces it'],
          ['+', 'supports: expected under this cause, rare otherwise'],
          ['~', 'hints: fits, but fits other causes too'],
          ['-', 'speaks against: not expected under this cause'],
          ['--', 'excludes: cannot be under this cause'],
        ],
      ],
    },
    {
      title: 'Filters',
      paragraphs: [
        'A filter is made of terms, a field and a value, joined by and, or, not and parentheses. "=" may stand between field and value, "!=" is its opposite. After or, a value alone repeats the field: port 80 or 443. Naming a stream, cause or severity shows connections that ended well too.',
        Object.entries(filterFields).map(([name, { values }]) => [name, values] as const),
      ],
    },
    {
      title: 'NDJSON',
      paragraphs: [
        'Each line is described by the JSON Schema in schema/record.schema.json of the package; names do not change within a schema version.',
      ],
    },
  ],
  examples: [
    ['whyclosed capture.pcapng', 'Say what went wrong in a capture'],
    [
      "whyclosed read --where 'server 192.0.2.1:443 and how reset' --ladder capture.pcapng",
      'Draw the resets of one server',
    ],
    [
      'whyclosed read client.pcap --server server.pcap',
      'Captures of both ends: which end sent the reset, or a device between them',
    ],
    [
      'whyclosed read client.pcap --middle firewall.pcap --server server.pcap',
      'Captures of three points: between which two the reset was made',
    ],
    [
      'whyclosed read server.pcap --at server --log /var/log/nginx/error.log --log trace.txt',
      'With the server’s log, and its kernel’s account: cat /sys/kernel/tracing/trace_pipe',
    ],
    ['whyclosed read --where "stream 3" --ladder capture.pcapng', 'Explain one connection, found in Wireshark'],
    ['whyclosed read --fail-on failure --quiet capture.pcapng', 'Fail a test run in which a connection failed'],
    [
      'whyclosed read --format ndjson --all rotated-*.pcap | jq -c .verdict',
      'Every connection of a rotated capture, for a program',
    ],
    [
      "ssh router 'tcpdump -U -w - tcp' | whyclosed read -",
      'Read a capture as it comes from elsewhere; Ctrl-C ends it',
    ],
  ],
  run: async (args, terminal) => {
    const { runRead } = await import('../run-read.ts');
    return await runRead(args, terminal);
  },
};
