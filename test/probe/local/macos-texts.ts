/**
 * What programs of macOS print, in the forms that are documented, with documentation addresses:
 * - netstat: superuser.com and apple.stackexchange.com, "How can I list my open network ports with netstat?" (`netstat -anvp
 *   tcp`, macOS 10 to 13); the columns since macOS 14 as tests of macOS programs on GitHub have them (ShieldStat, `process:pid`
 *   with names cut and spaced, and with no name at all); netstat(1) at leancrew.com/all-this/man/man1/netstat.html; `tcp46` in
 *   netstat.tproj/inet.c of git.saurik.com/apple/network_cmds.git.
 * - lsof: lsof(8), OUTPUT FOR OTHER PROGRAMS; run with these arguments on Linux, lsof 4.95 prints the same form.
 * - ps: ps(1) at leancrew.com/all-this/man/man1/ps.html.
 * - route, arp, ifconfig, scutil: as tests and notes on GitHub quote them of macOS 12 to 15; scutil's form in
 *   dnsinfo_internal.h of Apple's configd.
 */

/** macOS 10.15 to 13. */
export const NETSTAT = `Active Internet connections (including servers)
Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)     rhiwat shiwat    pid   epid  state    options
tcp46      0      0  *.3000                 *.*                    LISTEN      131072 131072    812      0 0x0100 0x00000106
tcp4       0      0  127.0.0.1.8081         *.*                    LISTEN      131072 131072    812      0 0x0000 0x00000006
tcp4       0      0  127.0.0.1.8081         127.0.0.1.52216        ESTABLISHED 403346 146988    812      0 0x0102 0x00000104
tcp6       0      0  *.22                   *.*                    LISTEN      131072 131072      1      0 0x0100 0x00000006
tcp4       0      0  *.22                   *.*                    LISTEN      131072 131072      1      0 0x0100 0x00000006
tcp6       0      0  fe80::1%lo0.8021       *.*                    LISTEN      131072 131072      0      0 0x0100 0x00000006
tcp4       0      0  *.*                    *.*                    CLOSED      131072 131072    900      0 0x0000 0x00000000
tcp        0      0  *.*                    *.*                    CLOSED      131072 131072    900      0 0x0000 0x00000000
`;

/** macOS 14 and later. */
export const NETSTAT_NAMED = `Active Internet connections (including servers)
Proto Recv-Q Send-Q  Local Address                                 Foreign Address                               (state)          rxbytes      txbytes  rhiwat  shiwat          process:pid    state  options           gencnt    flags   flags1 usecnt rtncnt fltrs
tcp6       0      0  *.916                                         *.*                                           LISTEN                 0            0  131072  131072        rpc.lockd:14920  00080 00000006 00000000018a0be0 00000000 00000800      1      0 000000
tcp4       0      0  127.0.0.1.20599                               *.*                                           LISTEN                 0            0  131072  131072 Code Helper (Plu:1519   00100 00000106 000000000189c627 00000001 00000800      1      0 000000
tcp6       0      0  2001:db8:1234:5678:9abc:def0:1234:5678.8443   *.*                                           LISTEN                 0            0  131072  131072             a:b:77:31   00100 00000106 000000000189c627 00000001 00000800      1      0 000000
tcp4       0      0  192.0.2.9.52012                               203.0.113.10.443                              ESTABLISHED            0            0  131072  131072        Spotify:31090    00100 00000106 000000000189c111 00000001 00000800      1      0 000000
tcp4       0      0  *.7000                                        *.*                                           LISTEN                 0            0  131072  131072                         00080 00000006 00000000018a0aaa 00000000 00000800      1      0 000000
`;

/** Fields of \`lsof -nP -iTCP -sTCP:LISTEN -F pcftPnT\`, and an open connection, which that leaves out. */
export const LSOF = `p598
cDiscord Helper (Renderer)
f41
tIPv4
PTCP
n127.0.0.1:6463
TST=LISTEN
TQR=0
TQS=0
p812
cnode
f21
tIPv4
PTCP
n127.0.0.1:8081
TST=LISTEN
TQR=0
TQS=0
f22
tIPv6
PTCP
n*:3000
TST=LISTEN
TQR=0
TQS=0
f23
tIPv4
PTCP
n127.0.0.1:8081->127.0.0.1:52216
TST=ESTABLISHED
TQR=0
TQS=0
f24
tIPv6
PTCP
n[fe80::1%lo0]:8021
TST=LISTEN
f25
tIPv4
PUDP
n*:5353
`;

/** Fields of one listener. */
export function lsofOf(pid: number, name: string, type: 'IPv4' | 'IPv6', place: string): string {
  return `p${pid}\nc${name}\nf21\nt${type}\nPTCP\nn${place}\nTST=LISTEN\nTQR=0\nTQS=0\n`;
}

const HEADINGS =
  'Active Internet connections (including servers)\nProto Recv-Q Send-Q  Local Address          Foreign Address        (state)     rhiwat shiwat    pid   epid  state    options\n';

/** Listeners as netstat has them. */
export function netstatOf(...rows: readonly (readonly [kind: string, place: string, pid: number])[]): string {
  const line = ([kind, place, pid]: readonly [string, string, number]): string =>
    `${kind.padEnd(5)}      0      0  ${place.padEnd(22)} *.*                    LISTEN      131072 131072 ${String(pid).padStart(6)}      0 0x0100 0x00000106\n`;
  return HEADINGS + rows.map(line).join('');
}
