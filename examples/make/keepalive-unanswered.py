"""The path breaks while a connection is idle. Three keep-alive probes of the client stay unanswered, and its kernel
resets the connection. (Keep-alive after one second of idleness, a probe a second.)"""

import socket

from messages import REQUEST, RESPONSE
from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    listener = lab.server.listen(8080)
    client = lab.client.connect(lab.server, 8080)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)
    server = lab.server.accept(listener)
    client.sendall(REQUEST)
    server.recv(4096)
    server.sendall(RESPONSE)
    client.recv(4096)
    lab.router.firewall('forward', 'drop')
    try:
        client.recv(4096)
    except TimeoutError:
        lab.wait_for(lab.client, 'R.')


record(act, [Truth(50001, 8080, 'keepalive-unanswered', by='client', how='reset')])
