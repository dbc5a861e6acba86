/**
 * Sends an ACK that belongs to no connection to a port that leaves SYNs unanswered. A listener answers it with a reset, also where
 * its queue is full (RFC 9293 §3.10.7.2); a packet filter that drops what comes to the port, and one that keeps state, do not let
 * it through. It takes perl, and the right to send raw packets; IPv4 alone.
 */
import { attempt, type System } from '../local/system.ts';

/** Arguments: address, port, seconds. Prints `reset` where the ACK, sent twice at most, was answered with one. */
const SEND_ACK = `
use strict; use Socket;
my ($address, $port, $seconds) = @ARGV;
my $to = sockaddr_in($port, inet_aton($address));
socket(my $way, PF_INET, SOCK_DGRAM, 0) or die "socket: $!";
connect($way, $to) or die "connect: $!";
my (undef, $host) = sockaddr_in(getsockname($way));
socket(my $place, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
bind($place, sockaddr_in(0, $host)) or die "bind: $!";
my ($own) = sockaddr_in(getsockname($place));
socket(my $raw, PF_INET, SOCK_RAW, 6) or die "raw: $!";
my $number = 1 + int rand 0x7fffffff;
my $segment = sub { pack("nnNNCCnnn", $own, $port, $number, $number, 0x50, 0x10, 1024, $_[0], 0) };
my $sum = 0;
$sum += $_ for unpack("n*", $host . inet_aton($address) . pack("nn", 6, 20) . $segment->(0));
$sum = ($sum & 0xffff) + ($sum >> 16) for 1 .. 2;
for my $try (1, 2) {
  send($raw, $segment->(~$sum & 0xffff), 0, $to) or die "send: $!";
  my $left = $seconds / 2;
  while ($left > 0) {
    my $wanted = "";
    vec($wanted, fileno($raw), 1) = 1;
    # Linux says how much time is left.
    (my $found, $left) = select($wanted, undef, undef, $left);
    last unless $found > 0;
    recv($raw, my $packet, 128, 0) // last;
    next unless substr($packet, 12, 4) eq inet_aton($address);
    my ($from, $at, $seq, $ack, $offset, $flags) = unpack("nnNNCC", substr($packet, 4 * (ord($packet) & 15)));
    next unless $from == $port && $at == $own && $seq == $number && $flags & 4;
    print "reset\\n";
    exit;
  }
}
`;

/** Whether the port answers a bare ACK with a reset within this time; undefined where it could not be tried. */
export async function answersBareAck(
  address: string,
  port: number,
  seconds: number,
  system: System,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  if (system.userId !== 0 || system.platform !== 'linux' || address.includes(':')) return undefined;
  const words = ['-e', SEND_ACK, address, String(port), String(seconds)];
  const printed = await attempt(system.run('perl', words, signal));
  return printed === undefined ? undefined : printed.trim() === 'reset';
}
