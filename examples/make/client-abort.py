"""A client is interrupted (Ctrl-C) in the middle of a download. Its FIN comes while the server still sends, and what
the server sends after it is answered with a reset."""

import signal

from recording import Lab, Truth, record

HEAD = b'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n'
HALF = 200


def act(lab: Lab) -> None:
    listener = lab.server.listen(8080)
    client = lab.client.curl(lab.url(8080))
    server = lab.server.accept(listener)
    server.recv(4096)
    server.sendall(HEAD + b'x' * HALF)
    client.stdout.read(HALF)
    client.send_signal(signal.SIGINT)
    client.wait()
    lab.wait_for(lab.client, 'F.')
    server.sendall(b'x' * HALF)
    lab.wait_for(lab.client, 'R')


record(act, [Truth(50001, 8080, 'client-abort', by='client', how='fin')], at=('client', 'server'))
