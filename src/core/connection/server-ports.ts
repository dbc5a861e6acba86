/**
 * Which end of a connection is the server, where no SYN was seen: the list of ports is Zeek's `likely_server_ports` for
 * TCP (scripts/base/init-bare.zeek and the protocols' main.zeek), the rule its WantConnection
 * (src/packet_analysis/protocol/tcp/TCP.cc). Where that list says nothing, an ephemeral port (32768 and up: Linux, and
 * within it RFC 6335's 49152 and up) opposite a lower one is the client's. Clients of NFS bind a port below 1024, which servers
 * demand of them (exports(5), “secure”; RFC 7530 §3.1): opposite 2049 it is no service.
 */

/** Ports of the list, or ranges of them. */
const likelyServerPorts: ReadonlySet<number> = new Set([
  21, 22, 25, 53, 80, 81, 88, 110, 111, 113, 135, 139, 143, 389, 443, 445, 502, 514, 563, 585, 587, 614, 631, 636, 989,
  990, 992, 993, 995, 1080, 1434, 1883, 2811, 3128, 3268, 3306, 3389, 5060, 5222, 5223, 5269, 5432, 5900, 6379, 6666,
  6667, 6668, 6669, 8000, 8080, 8888, 20_000,
]);

const FIRST_EPHEMERAL = 32_768;
const FIRST_UNPRIVILEGED = 1024;

const NFS = 2049;

/** Whether one of these ports is a service’s and the other is none: no words are asked then. */
export function isSettledByPorts(onePort: number, otherPort: number): boolean {
  return isOfNfs(onePort, otherPort) || isOfNfs(otherPort, onePort) || isListed(onePort) !== isListed(otherPort);
}

function isListed(port: number): boolean {
  return likelyServerPorts.has(port);
}

function isOfNfs(port: number, otherPort: number): boolean {
  return port === NFS && otherPort < FIRST_UNPRIVILEGED;
}

/** Whether the sender of a segment without SYN is rather the server. */
export function isSentByServer(sourcePort: number, destinationPort: number): boolean {
  if (isOfNfs(sourcePort, destinationPort)) return true;
  if (isOfNfs(destinationPort, sourcePort)) return false;
  const sourceLikely = isListed(sourcePort);
  const destinationLikely = isListed(destinationPort);
  if (sourceLikely !== destinationLikely) return sourceLikely;
  if (sourceLikely) return sourcePort < destinationPort;
  if (sourcePort < FIRST_UNPRIVILEGED !== destinationPort < FIRST_UNPRIVILEGED) return sourcePort < FIRST_UNPRIVILEGED;
  return sourcePort < FIRST_EPHEMERAL && destinationPort >= FIRST_EPHEMERAL;
}
