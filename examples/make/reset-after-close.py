"""A server answers in full and closes. The client, in the way of browsers, answers the FIN with a reset instead of a
FIN of its own. Nothing is lost."""

import socket
import struct

from messages import LAST_RESPONSE, REQUEST
from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    listener = lab.server.listen(8080)
    client = lab.client.connect(lab.server, 8080)
    server = lab.server.accept(listener)
    client.sendall(REQUEST)
    server.recv(4096)
    server.sendall(LAST_RESPONSE)
    server.close()
    while client.recv(4096):
        pass
    lab.wait_for(lab.server, 'F.')
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    client.close()
    lab.wait_for(lab.client, 'R.')


record(act, [Truth(50001, 8080, 'reset-after-close', by='server', how='fin')])
