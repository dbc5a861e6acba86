/**
 * What `route` of macOS and of Windows print, in the forms that are documented, with documentation addresses: of macOS as tests
 * and notes on GitHub quote it of macOS 12 to 15; of Windows learn.microsoft.com/azure/storsimple (troubleshooting a deployment)
 * and public listings of it, in German as mails to forums and programs on GitHub have it of Windows 8 to 11.
 */

/** `route -n get`, by a router. */
export const GET_VIA = `   route to: 203.0.113.7
destination: default
       mask: default
    gateway: 192.0.2.1
  interface: en0
      flags: <UP,GATEWAY,DONE,STATIC,PRCLONING,GLOBAL>
 recvpipe  sendpipe  ssthresh  rtt,msec    rttvar  hopcount      mtu     expire
       0         0         0         0         0         0      1500         0
`;

/** A neighbour. */
export const GET_ON_LINK = `   route to: 192.0.2.7
destination: 192.0.2.7
  interface: en0
      flags: <UP,HOST,DONE,LLINFO,WASCLONED,IFSCOPE,IFREF>
 recvpipe  sendpipe  ssthresh  rtt,msec    rttvar  hopcount      mtu     expire
       0         0         0         0         0         0      1500       923
`;

/** An address of the machine's own. */
export const GET_OWN = `   route to: 192.0.2.20
destination: 192.0.2.20
  interface: lo0
      flags: <UP,HOST,DONE,LLINFO,WASCLONED,LOCAL,IFSCOPE,IFREF>
`;

/** Through a tunnel, which has no next hop. */
export const GET_TUNNEL = `   route to: default
destination: default
       mask: default
  interface: utun4
      flags: <UP,DONE,CLONING,STATIC,GLOBAL>
`;

/** `route -4 print`. */
export const PRINT = `===========================================================================
Interface List
 12...00 15 5d 01 02 03 ......Intel(R) Ethernet Connection
  1...........................Software Loopback Interface 1
===========================================================================

IPv4 Route Table
===========================================================================
Active Routes:
Network Destination        Netmask          Gateway       Interface  Metric
          0.0.0.0          0.0.0.0        192.0.2.1       192.0.2.20     25
        127.0.0.0        255.0.0.0         On-link         127.0.0.1    331
        192.0.2.0    255.255.255.0         On-link        192.0.2.20    281
       192.0.2.20  255.255.255.255         On-link        192.0.2.20    281
     198.51.100.0    255.255.255.0      192.0.2.254       192.0.2.20     26
     198.51.100.0    255.255.255.0         10.8.0.1         10.8.0.6      5
        224.0.0.0        240.0.0.0         On-link         127.0.0.1    331
===========================================================================
Persistent Routes:
  Network Address          Netmask  Gateway Address  Metric
      203.0.113.0    255.255.255.0    192.0.2.253       5
          0.0.0.0          0.0.0.0    192.0.2.253  Default
===========================================================================
`;

/** The same in German. */
export const PRINT_GERMAN = PRINT.replaceAll('        On-link', ' Auf Verbindung')
  .replace('Active Routes:', 'Aktive Routen:')
  .replace('Persistent Routes:', 'St\u00e4ndige Routen:')
  .replace('  Default', '  Standard');

/** `route -6 print`, with rows on two lines, and one that has no gateway at all. */
export const PRINT6 = `IPv6 Route Table
===========================================================================
Active Routes:
 If Metric Network Destination      Gateway
 12    281 ::/0                     fe80::1
  1    331 ::1/128                  On-link
 12    281 2001:db8:1::/64          On-link
 12    281 2001:db8:1::/64          fe80::1
 12    281 2001:db8:2:3:4:5:6::/112
                                    On-link
 12    281 2001:db8:7:8:9:a:b:c/128
                                    2001:db8:1::fe
 12    281 2001:db8:1:0:61e4:8e32:fb58:74a4/128
 12    281 fe80::/64                On-link
 17    291 fe80::/64                On-link
===========================================================================
Persistent Routes:
 If Metric Network Destination      Gateway
  0 4294967295 2001:db8:f::/48      2001:db8:1::fd
===========================================================================
`;
