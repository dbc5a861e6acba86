"""A client closes in the middle of a download without having read what had already come: its kernel resets the
connection at once."""

from messages import REQUEST
from recording import Lab, Truth, record

HEAD = b'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n'


def act(lab: Lab) -> None:
    listener = lab.server.listen(8080)
    client = lab.client.connect(lab.server, 8080)
    server = lab.server.accept(listener)
    client.sendall(REQUEST)
    server.recv(4096)
    server.sendall(HEAD + b'x' * 200)
    lab.wait_for(lab.server, '.', payload=HEAD)
    lab.wait_for(lab.client, '.')
    client.close()
    lab.wait_for(lab.client, 'R.')


record(act, [Truth(50001, 8080, 'client-abort', by='client', how='reset', accept={
    'client': ['unread-data-at-close', 'abortive-close'], 'server': ['unread-data-at-close', 'abortive-close'],
})],
       at=('client', 'server'))
