"""A server closes an idle connection. The client's pool does not notice the FIN, and three seconds later sends a
request on the dead connection; the server answers it with a reset."""

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
    time.sleep(1)
    server.close()
    lab.wait_for(lab.server, 'F.')
    time.sleep(3)
    client.sendall(SECOND_REQUEST)
    lab.wait_for(lab.server, 'R')


record(act, [Truth(50001, 8080, 'stale-pooled-connection', by='server', how='fin')], at=('client', 'server'))
