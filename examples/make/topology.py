"""The network in which every example is recorded: three network namespaces in a row.

    client  192.0.2.2  ──  192.0.2.1  router  198.51.100.1  ──  198.51.100.2  server

and the same with 2001:db8:1::/64 and 2001:db8:2::/64. Nothing routes to 203.0.113.0/24. Addresses are those of
RFC 5737, RFC 3849 and, for Ethernet, RFC 7042 section 2.1.2.

The namespaces have no name. Each lives as long as this process holds it open, so nothing is left behind however the
process ends, and any number of runs can go on side by side. A socket stays in the namespace it was made in, so one
script can hold both ends of a connection and say, line after line, what happens.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import struct
import subprocess

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
SIOCETHTOOL = 0x8946
# linux/ethtool.h: set checksumming on transmit, TSO, GSO, GRO. Off, so that a segment looks as it does on a wire.
OFFLOADS = {'tx-checksum': 0x17, 'tso': 0x1F, 'gso': 0x24, 'gro': 0x2C}
FIRST_CLIENT_PORT = 50001
# Programs run as a stranger would run them: no proxy, no settings of this machine, no language but English.
CLEAN_ENVIRONMENT = {'PATH': '/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL': 'C.UTF-8', 'HOME': '/nonexistent'}


class Host:
    """A machine of the topology: one network namespace."""

    def __init__(self, name: str):
        self.name = name
        self.family = socket.AF_INET
        self.address = ''
        home = os.open('/proc/thread-self/ns/net', os.O_RDONLY)
        check(LIBC.unshare(CLONE_NEWNET))
        self.namespace = os.open('/proc/thread-self/ns/net', os.O_RDONLY)
        check(LIBC.setns(home, CLONE_NEWNET))
        os.close(home)
        self.path = f'/proc/{os.getpid()}/fd/{self.namespace}'
        self.next_port = FIRST_CLIENT_PORT
        self.sockets: list[socket.socket] = []
        self.ip('link set lo up')
        self.sysctl('ipv6/conf/default/accept_dad', 0)
        self.sysctl('ipv6/conf/all/accept_dad', 0)

    @contextlib.contextmanager
    def entered(self):
        """Within, the calling thread makes its sockets and programs on this host."""
        home = os.open('/proc/thread-self/ns/net', os.O_RDONLY)
        check(LIBC.setns(self.namespace, CLONE_NEWNET))
        try:
            yield
        finally:
            check(LIBC.setns(home, CLONE_NEWNET))
            os.close(home)

    def start(self, *command: str, **options) -> subprocess.Popen:
        """Starts a program on this host; it ends with us, however we end."""
        with self.entered():
            return subprocess.Popen(command, preexec_fn=die_with_parent, env=CLEAN_ENVIRONMENT, **options)

    def run(self, *command: str, stdin: str = '') -> None:
        """Runs a program on this host to its end; raises if it fails."""
        with self.entered():
            ended = subprocess.run(command, text=True, input=stdin, capture_output=True, check=False,
                                   env=CLEAN_ENVIRONMENT)
        if ended.returncode != 0:
            raise RuntimeError(f'{" ".join(command)} on {self.name}: {ended.stderr}')

    def ip(self, arguments: str) -> None:
        """iproute2's ip, on this host."""
        self.run('ip', *arguments.split())

    def sysctl(self, key: str, value: object) -> None:
        """Sets net/KEY on this host."""
        with self.entered(), open(f'/proc/sys/net/{key}', 'w', encoding='ascii') as file:
            file.write(str(value))

    def firewall(self, hook: str, rule: str) -> None:
        """Adds a rule to the hook (input, forward, output) of this host."""
        chain = f'type filter hook {hook} priority 0;'
        self.run('nft', '-f', '-', stdin=f'add table inet example\nadd chain inet example {hook} {{ {chain} }}\n'
                 f'add rule inet example {hook} {rule}\n')

    def open_firewall(self) -> None:
        """Takes all rules away again."""
        self.run('nft', 'flush', 'ruleset')

    def tcp_socket(self) -> socket.socket:
        """A TCP socket on this host. We keep it, for a socket that a script forgets would be closed at once."""
        with self.entered():
            made = socket.socket(self.family, socket.SOCK_STREAM)
        made.settimeout(20)
        self.sockets.append(made)
        return made

    def listen(self, port: int, backlog: int = 16) -> socket.socket:
        """A socket that listens on the port."""
        made = self.tcp_socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((self.address, port))
        made.listen(backlog)
        return made

    def accept(self, listener: socket.socket) -> socket.socket:
        """The next connection of a listening socket of this host; kept, as tcp_socket says."""
        made, _ = listener.accept()
        made.settimeout(20)
        self.sockets.append(made)
        return made

    def client_socket(self) -> socket.socket:
        """A socket bound to the next of the ports 50001, 50002, …, so that every recording has the same ports."""
        made = self.tcp_socket()
        made.bind((self.address, self.next_port))
        self.next_port += 1
        return made

    def connect(self, server: 'Host', port: int) -> socket.socket:
        """A connection to the server's port."""
        made = self.client_socket()
        try:
            made.connect((server.address, port))
        except OSError:
            made.close()
            raise
        return made

    def curl(self, *arguments: str) -> subprocess.Popen:
        """Starts curl on this host, from the next of the client ports; what it fetches is its stdout."""
        port = str(self.next_port)
        self.next_port += 1
        return self.start('curl', '-q', '--silent', '--no-buffer', '--noproxy', '*', '--user-agent', 'curl',
                          '--local-port', port, *arguments, stdout=subprocess.PIPE)


class Topology:
    """client, router and server, joined and reachable, over IP version 4 or 6."""

    def __init__(self, version: int):
        self.version = version
        self.client, self.router, self.server = Host('client'), Host('router'), Host('server')
        self.join(self.client, 'to-client', network='192.0.2', network6='2001:db8:1', mac='00:00:5e:00:53:1')
        self.join(self.server, 'to-server', network='198.51.100', network6='2001:db8:2', mac='00:00:5e:00:53:2')
        self.router.sysctl('ipv4/ip_forward', 1)
        self.router.sysctl('ipv6/conf/all/forwarding', 1)
        # An ICMP error for every packet that deserves one: what a limiter would leave out is not the point here.
        self.router.sysctl('ipv4/icmp_ratelimit', 0)

    def join(self, host: Host, link: str, network: str, network6: str, mac: str) -> None:
        """Lays a cable between the host's eth0 and the router's LINK."""
        router = self.router
        host.ip(f'link add eth0 address {mac}2 type veth peer name {link} address {mac}1 netns {router.path}')
        host.ip(f'addr add {network}.2/24 dev eth0')
        host.ip(f'addr add {network6}::2/64 dev eth0')
        router.ip(f'addr add {network}.1/24 dev {link}')
        router.ip(f'addr add {network6}::1/64 dev {link}')
        for machine, interface in ((host, 'eth0'), (router, link)):
            machine.ip(f'link set {interface} up')
            turn_off_offloads(machine, interface)
        # Neighbours are known from the start: a SYN that waits for its first answer of ARP or NDP looks retransmitted.
        for address in (f'{network}.1', f'{network6}::1'):
            host.ip(f'neigh replace {address} lladdr {mac}1 dev eth0 nud permanent')
        for address in (f'{network}.2', f'{network6}::2'):
            router.ip(f'neigh replace {address} lladdr {mac}2 dev {link} nud permanent')
        host.ip(f'route add default via {network}.1')
        host.ip(f'-6 route add default via {network6}::1')
        host.family = socket.AF_INET if self.version == 4 else socket.AF_INET6
        host.address = f'{network}.2' if self.version == 4 else f'{network6}::2'

    def close(self) -> None:
        """Lets go of the three namespaces."""
        for host in (self.client, self.router, self.server):
            for made in host.sockets:
                made.close()
            os.close(host.namespace)


def turn_off_offloads(host: Host, interface: str) -> None:
    """What `ethtool -K INTERFACE tx off tso off gso off gro off` does."""
    with host.entered(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for command in OFFLOADS.values():
            value = ctypes.create_string_buffer(struct.pack('II', command, 0))
            request = struct.pack('16sP', interface.encode(), ctypes.addressof(value))
            fcntl.ioctl(control, SIOCETHTOOL, request.ljust(40, b'\0'))


def die_with_parent() -> None:
    """Asks the kernel to end the calling process when its parent ends."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def check(result: int) -> None:
    """Raises the C library's error if a call failed."""
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
