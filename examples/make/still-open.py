"""A connection that works; the recording ends before it does."""

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
    lab.wait_for(lab.server, '.', payload=RESPONSE)
    lab.wait_for(lab.client, '.')


record(act, [Truth(50001, 8080, 'still-open', by='nobody', how='open')])
