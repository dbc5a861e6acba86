/**
 * Connects with a type of service (RFC 791 §3.1), which Node cannot set and perl can. Linux's TCP returns it in its refusal, and
 * a reject rule does not (`serviceTypeAnswer`): so the packets tell a closed port from a rule on the server itself.
 */
import { attempt, type System } from '../local/system.ts';

/** IPTOS_THROUGHPUT (RFC 1349 §4): it asks for nothing that anybody would refuse, and routers that clear the precedence let it be. */
const SERVICE_TYPE = 8;

/** Arguments: type of service, seconds, address, ports. Prints a line for each port: it, and the own port. */
const CONNECT = `
use strict; use Socket qw(:DEFAULT IPPROTO_IP IP_TOS); use Fcntl;
my ($type, $seconds, $address, @ports) = @ARGV;
my @open;
for my $port (@ports) {
  socket(my $socket, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
  fcntl($socket, F_SETFL, O_NONBLOCK) or die "fcntl: $!";
  setsockopt($socket, IPPROTO_IP, IP_TOS, pack("i", $type)) or die "setsockopt: $!";
  bind($socket, sockaddr_in(0, INADDR_ANY)) or die "bind: $!";
  my ($own) = sockaddr_in(getsockname($socket));
  print "$port $own\\n";
  connect($socket, sockaddr_in($port, inet_aton($address)));
  push @open, $socket;
}
my $left = $seconds;
for my $socket (@open) {
  my $wanted = "";
  vec($wanted, fileno($socket), 1) = 1;
  # Linux says how much time is left.
  (undef, $left) = select(undef, $wanted, undef, $left);
}
`;

/**
 * Connects to these ports of an IPv4 address and closes at once, whatever comes of it. Gives the own port of each connect, by the
 * port connected to: none where perl is not there, or it failed.
 */
export async function connectMarked(
  address: string,
  ports: readonly number[],
  seconds: number,
  system: System,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, number>> {
  const words = [SERVICE_TYPE, Math.ceil(seconds), address, ...ports].map(String);
  const printed = (await attempt(system.run('perl', ['-e', CONNECT, ...words], signal))) ?? '';
  const pairs = printed.split('\n').map((line) => line.split(' ').map(Number));
  return new Map(pairs.flatMap(([port = 0, own = 0]) => (ports.includes(port) && own > 0 ? [[port, own]] : [])));
}
