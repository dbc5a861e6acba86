"""A client says that it has sent all (a FIN) and goes on reading; the server sends for a while and then closes too.
Nothing is wrong."""

import socket
import time

from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    listener = lab.server.listen(7000)
    client = lab.client.connect(lab.server, 7000)
    server = lab.server.accept(listener)
    client.sendall(b'three lines, please\n')
    client.shutdown(socket.SHUT_WR)
    while server.recv(4096):
        pass
    for text in (b'one\n', b'two\n', b'three\n'):
        time.sleep(0.3)
        server.sendall(text)
    server.close()
    while client.recv(4096):
        pass
    client.close()
    lab.wait_for(lab.server, 'F.')
    lab.wait_for(lab.client, '.')


record(act, [Truth(50001, 7000, 'half-close', by='client', how='fin')])
