"""A path with delay, loss, disorder and damage, where the kernel's own tool for that (netem) is not built in.

    relay.py SETTINGS    SETTINGS is a JSON object, all of it optional:
      delay        milliseconds that every packet is held
      loss         drop every N-th packet with payload
      disorder     hold every N-th packet with payload for some milliseconds more: [N, milliseconds]
      damage       flip a bit in the payload of every N-th packet with payload, the checksum stays as it was
      largest      drop packets longer than this many bytes

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


class Path:
    """Decides what becomes of each packet."""

    def __init__(self, settings: dict):
        self.settings = settings
        self.count = 0

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

    def damage(self, packet: bytes) -> bytes:
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
                heapq.heappush(held, (time.monotonic() + seconds, number, path.damage(packet)))
        while held and held[0][0] <= time.monotonic():
            os.write(device, heapq.heappop(held)[2])


tunnel = open_device()
print('carrying', flush=True)
carry(tunnel, Path(json.loads(sys.argv[1])))
