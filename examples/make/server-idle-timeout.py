"""A server closes a keep-alive connection that has been idle for five seconds, and the client closes too. Nothing
lost."""

from messages import REQUEST, RESPONSE
from recording import Lab, Truth, record

IDLE_LIMIT = 5.0


def act(lab: Lab) -> None:
    listener = lab.server.listen(8080)
    client = lab.client.connect(lab.server, 8080)
    server = lab.server.accept(listener)
    server.settimeout(IDLE_LIMIT)
    client.sendall(REQUEST)
    server.recv(4096)
    server.sendall(RESPONSE)
    client.recv(4096)
    try:
        server.recv(4096)
    except TimeoutError:
        server.close()
    client.recv(4096)
    client.close()
    lab.wait_for(lab.server, 'F.')
    lab.wait_for(lab.client, 'F.')
    lab.wait_for(lab.server, '.')


record(act, [Truth(50001, 8080, 'server-idle-timeout', by='server', how='fin')])
