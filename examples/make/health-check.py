"""A load balancer asks every second whether the port is open: SYN, SYN-ACK, and a reset instead of the third packet
of the handshake. HAProxy does it in this way: no quick ACK, and SO_LINGER zero."""

import socket
import struct
import time

from recording import Lab, Truth, record

PORTS = (50001, 50002, 50003)


def act(lab: Lab) -> None:
    lab.server.listen(8080)
    for _ in PORTS:
        client = lab.client.client_socket()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 0)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        client.connect((lab.server.address, 8080))
        client.close()
        lab.wait_for(lab.client, 'R.')
        time.sleep(1)


record(act, [Truth(port, 8080, 'health-check', by='client', how='reset') for port in PORTS])
