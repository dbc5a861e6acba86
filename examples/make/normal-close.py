"""A client gets its answer and closes, and so does the server. Nothing is wrong."""

from messages import RESPONSE
from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    listener = lab.server.listen(8080)
    client = lab.client.curl(lab.url(8080))
    server = lab.server.accept(listener)
    server.recv(4096)
    server.sendall(RESPONSE)
    client.wait()
    server.recv(4096)
    server.close()
    lab.wait_for(lab.client, 'F.')
    lab.wait_for(lab.server, 'F.')
    lab.wait_for(lab.client, '.')


record(act, [Truth(50001, 8080, 'normal-close', by='client', how='fin')], at=('client', 'router'), versions=(4, 6))
