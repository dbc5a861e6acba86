"""A server promises 1000 bytes, sends 200 and closes."""

from messages import REQUEST
from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    listener = lab.server.listen(8080)
    client = lab.client.connect(lab.server, 8080)
    server = lab.server.accept(listener)
    client.sendall(REQUEST)
    server.recv(4096)
    server.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n' + b'x' * 200)
    server.close()
    while client.recv(4096):
        pass
    client.close()
    lab.wait_for(lab.server, 'F.')
    lab.wait_for(lab.client, 'F.')
    lab.wait_for(lab.server, '.')


record(act, [Truth(50001, 8080, 'truncated-response', by='server', how='fin')])
