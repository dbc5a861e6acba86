"""A path with delay, loss, disorder and damage, where the kernel's own tool for that (netem) is not built in.

    relay.py SETTINGS    SETTINGS is a JSON object, all of it optional:
      delay        milliseconds that every packet is held
      loss         drop every N-th packet with payload
      disorder     hold every N-th packet with payload for some milliseconds more: [N, milliseconds]
      damage       flip a bit in the payload of every N-th packet with payload, the checksum stays as it was
      largest      drop packets longer than this many bytes
      shift        randomise sequence numbers as some firewalls do: the server's are so much higher at the client
      unshifted    what such a firewall forgets to rewrite: ["resets"], ["sacks"] or both

The router hands every packet it forwards to a TUN device; this program holds it and hands it back. It is forwarded
twice, so it arrives with a TTL that is less by two. Prints "carrying" when it does.
"""

import fcntl
import heapq
import json
import os
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
SYN, RST, ACK = 0x02, 0x04, 0x10
LINKS = ('to-client', 'to-server')


def open_device() -> int:
    """A TUN device through which everything that the router forwards goes."""
    device = os.open('/dev/net/tun', os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack('16sH22x', b'relay', IFF_TUN | IFF_NO_PI))
    for name in ('all', 'relay'):
        with open(f'/proc/sys/net/ipv4/conf/{name}/rp_filter', 'w', encoding='ascii') as file:
            file.write('0')
    commands = ['link set relay up']
    for family in ('-4', '-6'):
        commands.append(f'{family} route add default dev relay table 100')
        commands += [f'{family} rule add iif {link} lookup 100' for link in LINKS]
    for command in commands:
        subprocess.run(['ip', *command.split()], check=True)
    return device


def payload_length(packet: bytes) -> int:
    """Bytes of TCP payload."""
    start = (packet[0] & 15) * 4 if packet[0] >> 4 == 4 else 40
    protocol = packet[9] if packet[0] >> 4 == 4 else packet[6]
    return len(packet) - start - (packet[start + 12] >> 4) * 4 if protocol == 6 and len(packet) >= start + 20 else 0


def add(packet: bytearray, at: int, number: int) -> None:
    """Adds a number to the 32 bits there."""
    old, = struct.unpack_from('!I', packet, at)
    struct.pack_into('!I', packet, at, (old + number) & 0xFFFFFFFF)


def shift_sacks(packet: bytearray, start: int, number: int) -> None:
    """Adds a number to the edges of all blocks that are acknowledged selectively (RFC 2018)."""
    at, end = start + 20, start + (packet[start + 12] >> 4) * 4
    while at + 1 < end and packet[at] != 0:
        length = 1 if packet[at] == 1 else packet[at + 1]
        if packet[at] == 5:
            for edge in range(at + 2, at + length, 4):
                add(packet, edge, number)
        at += max(1, length)


def set_checksum(packet: bytearray, start: int) -> None:
    """TCP's checksum (RFC 9293 §3.1) as it has to be."""
    struct.pack_into('!H', packet, start + 16, 0)
    addresses = packet[12:20] if packet[0] >> 4 == 4 else packet[8:40]
    segment = packet[start:]
    words = addresses + struct.pack('!II', len(segment), 6) + segment + bytes(len(segment) % 2)
    total = sum(struct.unpack(f'!{len(words) // 2}H', words))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    struct.pack_into('!H', packet, start + 16, ~total & 0xFFFF)


class Shift:
    """A firewall that gives the server other sequence numbers: who sends the first SYN is the client."""

    def __init__(self, number: int, unshifted: list):
        self.number = number
        self.unshifted = unshifted
        self.clients: set[bytes] = set()

    def rewrite(self, packet: bytes) -> bytes:
        version = packet[0] >> 4
        start = (packet[0] & 15) * 4 if version == 4 else 40
        if (packet[9] if version == 4 else packet[6]) != 6:
            return packet
        changed = bytearray(packet)
        source = packet[12:16] if version == 4 else packet[8:24]
        flags = packet[start + 13]
        if flags & (SYN | ACK) == SYN:
            self.clients.add(source)
        if flags & RST and 'resets' in self.unshifted:
            return packet
        if source not in self.clients:
            add(changed, start + 4, self.number)
        elif flags & ACK:
            add(changed, start + 8, -self.number)
            if 'sacks' not in self.unshifted:
                shift_sacks(changed, start, -self.number)
        set_checksum(changed, start)
        return bytes(changed)


class Path:
    """Decides what becomes of each packet."""

    def __init__(self, settings: dict):
        self.settings = settings
        self.count = 0
        self.shift = Shift(settings.get('shift', 0), settings.get('unshifted', []))

    def is_nth(self, every: int) -> bool:
        return every > 0 and self.count % every == 0

    def hold(self, packet: bytes) -> float | None:
        """Seconds to hold it; none: drop it."""
        settings = self.settings
        if len(packet) > settings.get('largest', 65536):
            return None
        delay = settings.get('delay', 0) / 1000
        if payload_length(packet) == 0:
            return delay
        self.count += 1
        every, more = settings.get('disorder', (0, 0))
        if self.is_nth(settings.get('loss', 0)):
            return None
        return delay + more / 1000 if self.is_nth(every) else delay

    def change(self, packet: bytes) -> bytes:
        if self.shift.number != 0:
            packet = self.shift.rewrite(packet)
        if payload_length(packet) == 0 or not self.is_nth(self.settings.get('damage', 0)):
            return packet
        return packet[:-1] + bytes([packet[-1] ^ 0x20])


def carry(device: int, path: Path) -> None:
    """Reads packets, holds each as long as the path says, writes them back."""
    held: list[tuple[float, int, bytes]] = []
    number = 0
    while True:
        timeout = max(0, held[0][0] - time.monotonic()) if held else None
        ready, _, _ = select.select([device], [], [], timeout)
        if ready:
            packet = os.read(device, 65536)
            number += 1
            seconds = path.hold(packet)
            if seconds is not None:
                heapq.heappush(held, (time.monotonic() + seconds, number, path.change(packet)))
        while held and held[0][0] <= time.monotonic():
            os.write(device, heapq.heappop(held)[2])


tunnel = open_device()
print('carrying', flush=True)
carry(tunnel, Path(json.loads(sys.argv[1])))
