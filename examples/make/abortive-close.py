"""A server that has read everything and answered closes with SO_LINGER set to zero: a reset instead of a FIN."""

import socket
import struct

from messages import REQUEST, RESPONSE
from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    listener = lab.server.listen(8080)
    client = lab.client.connect(lab.server, 8080)
    server = lab.server.accept(listener)
    client.sendall(REQUEST)
    server.recv(4096)
    server.sendall(RESPONSE)
    client.recv(4096)
    lab.wait_for(lab.client, '.', payload=REQUEST)
    lab.wait_for(lab.client, '.')
    server.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    server.close()
    lab.wait_for(lab.server, 'R.')


record(act, [Truth(50001, 8080, 'abortive-close', by='server', how='reset')], at=('client', 'server'))
