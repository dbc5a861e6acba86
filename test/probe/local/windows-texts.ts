/**
 * What programs of Windows print, in the forms that are documented, with documentation addresses:
 * - netstat and tasklist: learn.microsoft.com/windows-server/administration/windows-commands/netstat and …/tasklist; the German
 *   netstat as programs on GitHub quote it of Windows 11 (`ABHÖREN`, `HERGESTELLT`, `WARTEND`), one of them with the byte of the
 *   console's code page that UTF-8 cannot read; both families of one socket as node.js shows them there.
 * - route print: learn.microsoft.com/azure/storsimple/storsimple-8000-troubleshoot-deployment (English, with long IPv6 rows on
 *   two lines, and persistent routes); German ("Auf Verbindung", "Standard") as programs on GitHub quote it of Windows 11.
 */

const lines = (text: string): string => text.replaceAll('\n', '\r\n');

/** `netstat -ano -p TCP`. */
export const NETSTAT = lines(`
Active Connections

  Proto  Local Address          Foreign Address        State           PID
  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1288
  TCP    0.0.0.0:8080           0.0.0.0:0              LISTENING       41200
  TCP    127.0.0.1:9876         0.0.0.0:0              LISTENING       8872
  TCP    127.0.0.1:9876         127.0.0.1:53716        ESTABLISHED     8872
  TCP    127.0.0.1:53716        127.0.0.1:9876         ESTABLISHED     33812
  TCP    127.0.0.1:57700        127.0.0.1:9876         TIME_WAIT       0
  TCP    192.0.2.20:50001       203.0.113.7:443        CLOSE_WAIT      33812
`);

/** The same in German. */
export const NETSTAT_GERMAN = lines(`
Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    0.0.0.0:135            0.0.0.0:0              ABH\u00d6REN         1288
  TCP    0.0.0.0:8080           0.0.0.0:0              ABH\ufffdREN         41200
  TCP    127.0.0.1:9876         0.0.0.0:0              ABH\u00d6REN         8872
  TCP    127.0.0.1:9876         127.0.0.1:53716        HERGESTELLT     8872
  TCP    127.0.0.1:53716        127.0.0.1:9876         HERGESTELLT     33812
  TCP    127.0.0.1:57700        127.0.0.1:9876         WARTEND         0
  TCP    192.0.2.20:50001       203.0.113.7:443        SCHLIESSEN_WARTEN      33812
`);

/** `netstat -ano -p TCPv6`. */
export const NETSTAT6 = lines(`
Active Connections

  Proto  Local Address          Foreign Address        State           PID
  TCP    [::]:135               [::]:0                 LISTENING       1288
  TCP    [::]:8080              [::]:0                 LISTENING       41200
  TCP    [::1]:8080             [::]:0                 LISTENING       19752
  TCP    [::1]:8080             [::1]:61240            ESTABLISHED     19752
  TCP    [fe80::1%12]:445       [::]:0                 LISTENING       4
`);

/** `tasklist /FO CSV /NH`. */
export const TASKLIST = lines(`"System Idle Process","0","Services","0","8 K"
"System","4","Services","0","144 K"
"svchost.exe","1288","Dienste","0","12.345 K"
"node.exe","41200","Console","1","41,236 K"
"My, ""own"" server.exe","8872","Console","1","1,024 K"
`);

/** Listeners as netstat has them. */
export function netstatOf(...rows: readonly (readonly [place: string, pid: number])[]): string {
  const row = ([place, pid]: readonly [string, number]): string =>
    `  TCP    ${place.padEnd(22)} ${(place.startsWith('[') ? '[::]:0' : '0.0.0.0:0').padEnd(22)} LISTENING       ${pid}\n`;
  const headings =
    '\nActive Connections\n\n  Proto  Local Address          Foreign Address        State           PID\n';
  return lines(headings + rows.map(row).join(''));
}
