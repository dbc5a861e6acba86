/** `whyclosed probe`: try a connection, and say what goes wrong with it. */
import type { Command } from './_command.ts';

/** The command. */
export const command: Command = {
  id: 'probe',
  summary: 'try a connection stage by stage, and say who ends it and why',
  usage: ['probe [OPTION…] TARGET…', 'TARGET'],
  description: [
    'Resolves the name, connects to every address, does the TLS handshake, asks one harmless thing in the protocol of the target, and watches how the connection ends. Each stage is shown with its time as it ends; then follows a verdict with its evidence, from the same catalogue of causes as that of a capture.',
    'TARGET is a URL, host:port, [IPv6]:port, or a port of this machine. http and https send one request; postgres, mysql, redis, ssh, amqp, mqtt and smtp (also rediss, amqps, mqtts, smtps) speak until the server greets or refuses; tls does the handshake alone; host:port connects and waits whether the server speaks or closes. Nothing logs in or changes anything. Several targets are tried in turn.',
  ],
  options: [
    {
      name: 'timeout',
      value: 'TIME',
      help: 'Give up each stage after this: 500ms, 5s, 2m (default 5s); a target takes at most about ten times that',
    },
    {
      name: 'wait',
      value: 'TIME',
      help: 'How long a server may say nothing where nothing was asked, and how long its close is waited for (default 1s)',
    },
    { name: 'head', help: 'Of an HTTP server ask the head alone (HEAD instead of GET)' },
    {
      name: 'send',
      value: 'TEXT',
      help: 'Send this instead, and show what comes back: text with \\r \\n \\t \\0 \\xNN, or @FILE',
    },
    { name: 'insecure', short: 'k', help: 'Go on where the certificate is not trusted' },
    {
      name: 'resolver',
      value: 'RESOLVER',
      help: 'Ask this resolver for the name as well, and say where it differs: 192.0.2.53, or with a port; within TLS tls://192.0.2.53#dns.example or https://dns.example/dns-query',
    },
    {
      name: 'quic',
      help: 'Of https and port 443: ask over UDP as well whether QUIC is spoken there, which HTTP/3 needs',
    },
    {
      name: 'internet',
      help: 'Ask third parties as well whether the way to the Internet works, and whether a sign-in portal answers in its place; whom, see below',
    },
    {
      name: 'internet-at',
      value: 'PLACE',
      repeatable: true,
      help: 'The same, but ask these instead: 192.0.2.1:443 is connected, of http://page.example/204 the answer 204 is wanted',
    },
    {
      name: 'idle',
      value: 'TIME',
      help: 'Instead, measure after what idle time connections are closed or lost, up to this: 90s, 5m; see below',
    },
    {
      name: 'count',
      value: 'N',
      help: 'Instead, try the connection so many times, at most 10000, and say how often, how and where it fails',
    },
    { name: 'interval', value: 'TIME', help: 'With --count: from the start of one try to the next (default 200ms)' },
    { name: 'concurrency', value: 'N', help: 'With --count: tries at the same time, at most 64 (default 1)' },
    {
      name: 'payload-sizes',
      help: 'Instead, send requests of growing size, to see whether large segments vanish on the way (MTU black hole)',
    },
    { name: 'path', help: 'Instead, trace how far a SYN to the port gets, with traceroute, tcptraceroute or mtr' },
    {
      name: 'packets',
      help: 'Record the packets of the probe itself, with tcpdump: they show who refused or reset. So does root without being told, where the target is another machine',
    },
    { name: 'no-packets', help: 'Do not record them' },
    {
      name: 'save',
      value: 'FILE',
      help: 'Record them, and keep them in this pcapng file, which is overwritten, with the verdict as a comment; takes one target',
    },
    {
      name: 'format',
      value: 'FORMAT',
      choices: ['text', 'ndjson'],
      help: 'text, or ndjson: one JSON object a line for each target, then one summary (default text)',
    },
    { name: 'quiet', short: 'q', help: 'Print nothing but errors: the exit status tells' },
  ],
  sections: [
    {
      title: 'What is opened',
      paragraphs: [
        'One connection to each address of the name, at most 8, started 250 ms apart as RFC 8305 has it; the first that opens is spoken on, the others are closed at once. Where it fails so that TLS may have met plain text or the reverse, one connection more; and where it is cut short without an answer within a second, one on which nothing is said: whether that is ended, too, shows whether what was asked has to do with it. Where that stays open and the first was reset, the request is sent on one more, a byte at a time: who aborts resets that, too, and who had only left a part of it unread closes with FIN. All of this goes directly. Where the environment names an HTTP proxy for the target (http_proxy, https_proxy, all_proxy, in either case, and no_proxy), the proxy is asked as well, on one connection: to send the request of http, or for a tunnel (CONNECT) to anything else, with the user and the password that the variable has, which are never shown or saved. Nothing is sent through the tunnel. A proxy of socks or https is named and not asked, nor is one with a password where packets are saved.',
        '--resolver asks the resolver that it names, twice: for addresses of IPv6 and of IPv4. With tls:// (DNS over TLS, port 853; after # the name that its certificate is for, else the address) and https:// (DNS over HTTPS) that is one TLS connection each. A resolver whose certificate is not trusted is not asked. Where it cannot be asked, the stage at which that failed is shown, and nothing of it counts against the target.',
        '--quic sends one packet of QUIC to the UDP port of each address, up to three times within a second, of a version that nobody speaks: a server answers with the versions that it does speak, and no connection comes of it (RFC 9000, version negotiation). Where the web server’s answer offers HTTP/3 at another port (Alt-Svc), that one is asked. It waits three seconds at most. That UDP is silent is no failure, as programs then take TCP.',
        '--internet connects to 1.1.1.1:443 and [2001:4860:4860::8888]:443, of the families that this machine has, closes at once, and fetches http://connectivitycheck.gstatic.com/generate_204 and http://www.msftconnecttest.com/connecttest.txt, by which Android and Windows look for sign-in portals; redirects are not followed. Without the option nobody is asked but the target and what belongs to this machine. That something else answers in their place is said where both pages say so, or one with status 511. That nothing of the Internet is reached is held against this side only where the target does not answer either, and goes the same way.',
        'After a failure more is looked at. Of an address of this machine it is read who listens, how full the queue is, and which rule of nft or iptables stops the connection; other users’ processes and the rules are shown to root alone. Of another host that is silent or unreachable, two other ports are tried (of 443, 80 and 22), an ACK that belongs to no connection is sent, twice at most, to a port that is silent (as root, with perl, over IPv4: a listener answers it even where its queue is full, and most filters do not let it through), the resolvers of this machine are asked for the root’s name servers, and the kernel is asked for the route, the gateway and the interface; where that is Wi-Fi, its network and signal are read (iw; on macOS ipconfig and networksetup, on Windows netsh).',
        'macOS and Windows show less, and none of it needs root: who listens and the route on both, on macOS also whether the process is stopped, the interface and whether the gateway answers ARP. Their firewalls and queues are not read. Windows does not show whether a socket on all IPv6 addresses takes IPv4; where it matters, that is left open. What is read there was tested with the outputs that are documented, not on those systems.',
        'Servers may count clients that do not log in: MySQL and MariaDB block a host after so many in a row as max_connect_errors says (100 where nothing else is set), and OpenSSH may make an address wait that comes often (PerSourcePenalties).',
      ],
    },
    {
      title: 'Idle time-outs',
      paragraphs: [
        '--idle TIME opens at most 16 connections at once (32 in all, and one before), asks one thing on each, and leaves them idle. One is watched, as a server that closes shows its time-out by itself; the others are used again after different times, which shows what is lost without a word: a NAT, firewall or load balancer that has forgotten the connection. It takes little more than TIME, and less where the time-out is shorter. What is found is within 10 % where packets are not lost otherwise and the server’s timer is exact: some, as Redis, look once a second or less often, and close late.',
        'http, https, redis and smtp are used with a harmless request; with --send, so is any port. Elsewhere this end closes, and a server that closes in answer was still there; of protocols that want a login the time for that login is measured, as nobody logs in.',
      ],
    },
    {
      title: 'Failures that come and go',
      paragraphs: [
        '--count N tries the addresses of the name in turn, each try with a connection of its own, and shows the times of each stage, what failed, when, and at which address. An answer of a web server with status 5xx counts as a failure. That one address is to blame is said only where chance alone would make it so in less than one of a hundred such measurements; where the tries are few, it says so.',
      ],
    },
    {
      title: 'Sizes that vanish',
      paragraphs: [
        '--payload-sizes sends requests from 250 to 7900 bytes, padded with a header (http, https) or with blanks (redis, rediss), each on a connection of its own, at most 40 in all and 4 at once. A black hole is named only where small requests pass before and after, larger ones never do, and the same bytes in small segments are answered. Only the way to the server is measured so; of the way back it says whether a larger answer came whole.',
      ],
    },
    {
      title: 'Where it stops',
      paragraphs: [
        '--path runs traceroute -T, tcptraceroute or mtr --tcp, the first that is installed and may (the first two as root), for at most a minute, as a program without rights cannot limit how far its segments go. A router that says no is named. Where all is silent behind a hop, that is said, and no more: routers need not answer.',
      ],
    },
    {
      title: 'What it can tell',
      paragraphs: [
        'An error code says less than packets do: a refusal may come from the host or from a firewall, and silence from anybody. Where the code does not tell, the verdict is possible, blames nobody, and names what else it may be. Only where something showed that this side’s network works is more said. What is read of this machine is read after the failure, so it supports and never proves. Of a certificate that is not trusted it is said whether it has expired, is not valid yet, is for other names, is self-signed, or of an issuer or root that is not known here, and whether the server sent its chain.',
        'Where packets are recorded, two other ports of a host that refuses are tried as well: where they answer, their packets show how far that host is, and whether the refusal came from there. Over IPv4 and where there is perl, these ports and the refused one are connected to once more with a type of service (DSCP 2): Linux returns it in its own refusal, and not in that of a reject rule.',
      ],
    },
  ],
  exitStatuses: [
    ['0', 'Every connection was fine; what was measured is no failure'],
    ['1', 'A connection failed; with --idle: is lost without a word'],
    ['2', 'Wrong usage'],
    [
      '3',
      'Nothing could be tried: the file of --send cannot be read, that of --save not be written, packets not be recorded for it, or no program can trace the path',
    ],
    ['130', 'Interrupted (Ctrl-C); what was found until then has been printed'],
  ],
  examples: [
    ['whyclosed probe https://example.com/', 'Try a web server'],
    ['whyclosed 8080', 'Is there something on port 8080 of this machine, and does it answer?'],
    [
      'whyclosed probe postgres://db.example:5432 redis://cache.example',
      'Try a database and a cache, one after the other',
    ],
    [
      "whyclosed probe --send 'STATUS\\r\\n' host.example:7000",
      'Ask something else, and show the first line of the answer',
    ],
    ['whyclosed probe --idle 5m https://example.com/', 'How long a connection may lie idle, and who ends it then'],
    ['whyclosed probe --count 100 https://example.com/', 'Does it fail now and then, and at which address?'],
    ['whyclosed probe --payload-sizes https://example.com/', 'Do large segments vanish, and from which size on?'],
    ['sudo whyclosed probe --path db.example:5432', 'How far a SYN gets, and who turns it away'],
    [
      'sudo whyclosed probe --save probe.pcapng https://example.com/',
      'See it in packets, and keep them for Wireshark or whyclosed read',
    ],
    ['whyclosed probe --format ndjson https://example.com/ | jq -c .stages', 'The stages, for a program'],
  ],
  run: async (args, terminal) => {
    const { toMeasureRequest } = await import('../measure-request.ts');
    const request = toMeasureRequest(args);
    if (request !== undefined) {
      const { runMeasure } = await import('../run-measure.ts');
      return await runMeasure(args, request, terminal);
    }
    const { runProbe } = await import('../run-probe.ts');
    return await runProbe(args, terminal);
  },
};
