"""A client speaks TLS (`curl https://…`) to a port that speaks plain HTTP: 400 and a close for its ClientHello."""

import socket

from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    listener = lab.server.listen(8080)
    client = lab.client.curl('--insecure', lab.url(8080, 'https'))
    server = lab.server.accept(listener)
    server.recv(4096)
    # The answer and the FIN in one segment, or the client would sometimes close first.
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
    server.sendall(b'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    server.close()
    client.wait()
    lab.wait_for(lab.server, 'F.')


record(act, [Truth(50001, 8080, 'tls-on-plain-port', by='server', how='fin')])
