"""tcpdump on an interface, and what it has seen so far.

tcpdump writes into a pipe and we keep what comes out. So a script can wait for the very packet it has just caused,
and a recording ends when its last packet is in it, not after some time. `--immediate-mode -U` matters: without it
the kernel hands packets over in blocks, and the last ones, often the reset, would be lost. The snapshot length
matters too: in immediate mode every packet takes a slot of that length in the kernel's ring of 2 MiB, and of the
usual 262,144 bytes only eight fit.
"""

import ipaddress
import os
import select
import signal
import socket
import struct
import subprocess
import time
from dataclasses import dataclass

from topology import Host

# TCP and ICMP, without ICMPv6's neighbour discovery (types 133 to 137), which tells nothing about a connection.
FILTER = 'tcp or icmp or (icmp6 and ip6[40] < 128)'
SNAPSHOT_BYTES = '2000'  # more than any packet here has
LINK_HEADER_BYTES = {1: 14, 276: 20}  # Ethernet, LINUX_SLL2
PCAP_HEADER_BYTES = 24
RECORD_HEADER_BYTES = 16
FLAG_LETTERS = ((0x01, 'F'), (0x02, 'S'), (0x04, 'R'), (0x10, '.'))


@dataclass(frozen=True)
class Packet:
    """A recorded packet. `flags` as tcpdump prints them without P, or 'icmp TYPE/CODE'."""

    seconds: int
    fraction: int
    wire_length: int
    data: bytes
    source: str
    source_port: int
    destination_port: int
    flags: str
    seq: int
    ack: int
    payload: bytes


class Tap:
    """A running tcpdump."""

    def __init__(self, host: Host, interface: str, nanoseconds: bool):
        self.host = host
        self.interface = interface
        self.bytes = b''
        self.packets: list[Packet] = []
        self.parsed = PCAP_HEADER_BYTES
        self.waited = 0
        precision = 'nano' if nanoseconds else 'micro'
        self.process = host.start(
            'tcpdump', '-i', interface, '--immediate-mode', '-U', '-n', '-s', SNAPSHOT_BYTES, '-w', '-',
            f'--time-stamp-precision={precision}', FILTER, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.await_listening()

    def await_listening(self) -> None:
        """tcpdump says "listening on" when the kernel has begun to hand it packets."""
        for line in self.process.stderr:
            if b'listening on' in line:
                return
        raise RuntimeError(f'Cannot record on {self.host.name}: tcpdump ended at once')

    def wait_for(self, source: str, flags: str, timeout: float, payload: bytes = b'') -> Packet:
        """The next packet of the source, after the last waited for, with exactly these flags and this in its data."""
        deadline = time.monotonic() + timeout
        while True:
            while self.waited < len(self.packets):
                packet = self.packets[self.waited]
                self.waited += 1
                if packet.source == source and packet.flags == flags and payload in packet.payload:
                    return packet
            if not self.read_more(deadline):
                seen = [f'{packet.source} {packet.flags}' for packet in self.packets]
                raise TimeoutError(f'No {flags} of {source} at the {self.host.name}, only {seen}')

    def last(self, source: str) -> Packet:
        """The newest packet of the source that a wait has passed."""
        return next(packet for packet in reversed(self.packets[:self.waited]) if packet.source == source)

    def read_more(self, deadline: float) -> bool:
        """Takes what tcpdump has written; false when nothing came before the deadline."""
        output = self.process.stdout.fileno()
        ready, _, _ = select.select([output], [], [], max(0, deadline - time.monotonic()))
        chunk = os.read(output, 65536) if ready else b''
        self.bytes += chunk
        self.parse()
        return chunk != b''

    def parse(self) -> None:
        """Turns complete records into packets."""
        while self.parsed + RECORD_HEADER_BYTES <= len(self.bytes):
            seconds, fraction, length, wire_length = struct.unpack_from('=IIII', self.bytes, self.parsed)
            start = self.parsed + RECORD_HEADER_BYTES
            if start + length > len(self.bytes):
                return
            link_type, = struct.unpack_from('=I', self.bytes, 20)
            data = self.bytes[start:start + length]
            fields = decode(data[LINK_HEADER_BYTES[link_type]:])
            self.packets.append(Packet(seconds, fraction, wire_length, data, *fields))
            self.parsed = start + length

    def stop(self) -> bytes:
        """Ends the recording and returns it: a pcap file."""
        self.process.send_signal(signal.SIGINT)
        while self.read_more(time.monotonic() + 10):
            pass
        self.process.wait()
        farewell = self.process.stderr.read()
        if b'\n0 packets dropped by kernel' not in farewell:
            raise RuntimeError(f'The recording on {self.host.name} has gaps: {farewell.decode()}')
        return self.bytes

    def kill(self) -> None:
        """Ends tcpdump when the recording is of no use."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def decode(data: bytes) -> tuple[str, int, int, str, int, int, bytes]:
    """Just enough of IPv4, IPv6, TCP and ICMP to know what a script waits for."""
    if data[0] >> 4 == 4:
        protocol, source, end = data[9], socket.inet_ntop(socket.AF_INET, data[12:16]), int.from_bytes(data[2:4], 'big')
        inner = data[(data[0] & 15) * 4:end]
    else:
        protocol, source = data[6], str(ipaddress.ip_address(data[8:24]))
        inner = data[40:40 + int.from_bytes(data[4:6], 'big')]
    if protocol != socket.IPPROTO_TCP:
        return source, 0, 0, f'icmp {inner[0]}/{inner[1]}', 0, 0, b''
    source_port, destination_port, seq, ack, offset, flags = struct.unpack_from('!HHIIBB', inner)
    letters = ''.join(letter for bit, letter in FLAG_LETTERS if flags & bit)
    return source, source_port, destination_port, letters, seq, ack, inner[(offset >> 4) * 4:]
