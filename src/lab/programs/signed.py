"""TCP with signed segments (TCP_MD5SIG, RFC 2385), as BGP routers use it.

    signed.py listen ADDRESS PORT PEER KEY            accepts connections from PEER whose segments bear the key's signature
    signed.py connect ADDRESS PORT FROM FROM_PORT KEY connects, and signs with the key

Prints what became of it.
"""

import socket
import struct
import sys

TCP_MD5SIG = 14
KEY_MAX = 80
PATIENCE_SECONDS = 2.5


def sockaddr(address: str) -> bytes:
    """A struct sockaddr_storage, without a port."""
    if ':' in address:
        made = struct.pack('=HHI16sI', socket.AF_INET6, 0, 0, socket.inet_pton(socket.AF_INET6, address), 0)
    else:
        made = struct.pack('=HH4s', socket.AF_INET, 0, socket.inet_pton(socket.AF_INET, address))
    return made.ljust(128, b'\0')


def sign(made: socket.socket, peer: str, key: str) -> None:
    """From now on segments to and from the peer are signed (struct tcp_md5sig in linux/tcp.h)."""
    setting = struct.pack('=128sBBHi80s', sockaddr(peer), 0, 0, len(key), 0, key.encode())
    made.setsockopt(socket.IPPROTO_TCP, TCP_MD5SIG, setting)


mode, address, port, *rest = sys.argv[1:]
made = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET, socket.SOCK_STREAM)
made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
if mode == 'listen':
    peer, key = rest
    made.bind((address, int(port)))
    sign(made, peer, key)
    made.listen(16)
    while True:
        print('accepted', made.accept()[1][:2])
else:
    own, own_port, key = rest
    made.bind((own, int(own_port)))
    sign(made, address, key)
    made.settimeout(PATIENCE_SECONDS)
    try:
        made.connect((address, int(port)))
        print('connected')
    except OSError as error:
        print(error)
