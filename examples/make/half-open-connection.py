"""A server loses a connection without a word to the client, as by a power cut. It answers the client's next request
with a reset, for it knows nothing of the connection."""

import socket
import struct
import time

from messages import REQUEST, RESPONSE, SECOND_REQUEST
from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    listener = lab.server.listen(8080)
    client = lab.client.connect(lab.server, 8080)
    server = lab.server.accept(listener)
    client.sendall(REQUEST)
    server.recv(4096)
    server.sendall(RESPONSE)
    client.recv(4096)
    lab.wait_for(lab.server, '.', payload=RESPONSE)
    lab.wait_for(lab.client, '.')
    lose_silently(lab, server)
    time.sleep(2)
    client.sendall(SECOND_REQUEST)
    lab.wait_for(lab.server, 'R')


def lose_silently(lab: Lab, connection: socket.socket) -> None:
    """Ends the connection in the server's kernel; the reset that this makes does not leave the server."""
    lab.server.firewall('output', 'tcp flags rst drop')
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    connection.close()
    lab.server.open_firewall()


record(act, [Truth(50001, 8080, 'half-open-connection', by='server', how='reset')], at=('client', 'server'),
       versions=(4, 6))
