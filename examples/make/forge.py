"""TCP segments that no TCP made: what a scanner, a censor or an intrusion prevention system sends.

The form of a segment: RFC 9293 section 3.1.
"""

import socket
import struct

from topology import Host

SYN, RST, ACK = 0x02, 0x04, 0x10


def send_segment(host: Host, source: tuple[str, int], destination: tuple[str, int], flags: int, seq: int, ack: int = 0,
                 window: int = 0, ttl: int = 64, ip_id: int = 0, options: bytes = b'') -> None:
    """Sends one IPv4 segment from the host, whoever the source says it is from."""
    addresses = socket.inet_aton(source[0]) + socket.inet_aton(destination[0])
    length = 20 + len(options)
    segment = struct.pack('!HHIIBBHHH', source[1], destination[1], seq, ack, length << 2, flags, window, 0, 0) + options
    pseudo_header = addresses + struct.pack('!HH', socket.IPPROTO_TCP, length)
    segment = segment[:16] + struct.pack('!H', checksum(pseudo_header + segment)) + segment[18:]
    header = struct.pack('!BBHHHBBH', 0x45, 0, 20 + length, ip_id, 0, ttl, socket.IPPROTO_TCP, 0) + addresses
    with host.entered(), socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
        raw.sendto(header + segment, (destination[0], 0))


def checksum(data: bytes) -> int:
    """The Internet checksum (RFC 1071)."""
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
