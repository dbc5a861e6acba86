"""A delay between the client and the server, which have none in namespaces.

The router hands every packet it forwards to a TUN device; a thread holds it for some milliseconds and hands it back.
The packet is forwarded twice, so it arrives with a TTL of 62. (The kernel's own tool for this, netem, is not built
into every kernel.)

Scripts in which an ICMP error answers a SYN need it: without a delay the error comes back while connect() still holds
the socket, and Linux only takes note of it and repeats the SYN.
"""

import collections
import fcntl
import os
import select
import struct
import threading
import time

from topology import Host

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000


class SlowPath:
    """Delays what the router forwards, by the same time in both directions, while open."""

    def __init__(self, router: Host, delay_ms: float):
        self.delay = delay_ms / 1000
        self.closing, self.close_signal = os.pipe()
        with router.entered():
            self.device = os.open('/dev/net/tun', os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(self.device, TUNSETIFF, struct.pack('16sH22x', b'slow', IFF_TUN | IFF_NO_PI))
        router.sysctl('ipv4/conf/all/rp_filter', 0)
        router.sysctl('ipv4/conf/slow/rp_filter', 0)
        router.ip('link set slow up')
        for family in ('-4', '-6'):
            router.ip(f'{family} route add default dev slow table 100')
            for link in ('to-client', 'to-server'):
                router.ip(f'{family} rule add iif {link} lookup 100')
        self.thread = threading.Thread(target=self.carry, daemon=True)
        self.thread.start()

    def carry(self) -> None:
        """Reads packets, holds each for the delay, writes them back in order."""
        held: collections.deque[tuple[float, bytes]] = collections.deque()
        while True:
            timeout = max(0, held[0][0] - time.monotonic()) if held else None
            ready, _, _ = select.select([self.device, self.closing], [], [], timeout)
            if self.closing in ready:
                return
            if self.device in ready:
                held.append((time.monotonic() + self.delay, os.read(self.device, 65536)))
            while held and held[0][0] <= time.monotonic():
                os.write(self.device, held.popleft()[1])

    def close(self) -> None:
        """Ends the thread; the device goes with its file."""
        os.write(self.close_signal, b'x')
        self.thread.join()
        for descriptor in (self.device, self.closing, self.close_signal):
            os.close(descriptor)
