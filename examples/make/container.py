"""The same recording as pcapng: https://ietf-opsawg-wg.github.io/draft-ietf-opsawg-pcap/draft-ietf-opsawg-pcapng.html

Written here because the tools that write pcapng name the machine, its system and themselves in it.
"""

import gzip
import struct

from tap import Packet

SECTION_HEADER, INTERFACE_DESCRIPTION, ENHANCED_PACKET = 0x0A0D0D0A, 1, 6
IF_NAME, IF_TSRESOL, END_OF_OPTIONS = 2, 9, 0
NANOSECONDS = 9
WHOLE_FILE_LENGTH_UNKNOWN = 0xFFFFFFFFFFFFFFFF


def write_pcapng(packets: list[Packet], link_type: int, interface: str) -> bytes:
    """One section, one interface, times in nanoseconds."""
    section = struct.pack('<IHHQ', 0x1A2B3C4D, 1, 0, WHOLE_FILE_LENGTH_UNKNOWN)
    description = struct.pack('<HHI', link_type, 0, 0) + option(IF_NAME, interface.encode()) + \
        option(IF_TSRESOL, bytes([NANOSECONDS])) + option(END_OF_OPTIONS, b'')
    blocks = [block(SECTION_HEADER, section), block(INTERFACE_DESCRIPTION, description)]
    for packet in packets:
        time = packet.seconds * 10**9 + packet.fraction
        header = struct.pack('<IIIII', 0, time >> 32, time & 0xFFFFFFFF, len(packet.data), packet.wire_length)
        blocks.append(block(ENHANCED_PACKET, header + pad(packet.data)))
    return b''.join(blocks)


def compress(data: bytes) -> bytes:
    """gzip without a file name or a time in it."""
    return gzip.compress(data, mtime=0)


def block(kind: int, body: bytes) -> bytes:
    """A block: type, total length, body, total length again."""
    length = struct.pack('<I', 12 + len(body))
    return struct.pack('<I', kind) + length + body + length


def option(code: int, value: bytes) -> bytes:
    """An option, padded to 32 bits."""
    return struct.pack('<HH', code, len(value)) + pad(value)


def pad(data: bytes) -> bytes:
    """Zeros up to the next multiple of four bytes."""
    return data + bytes(-len(data) % 4)
