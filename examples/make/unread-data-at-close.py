"""A server reads the first eight bytes of what the client sent and closes. Its kernel resets the connection, because
bytes that it had acknowledged were never read (RFC 1122 section 4.2.2.13)."""

from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    listener = lab.server.listen(7000)
    client = lab.client.connect(lab.server, 7000)
    server = lab.server.accept(listener)
    client.sendall(b'LOGIN alice\r\nSELECT inbox\r\n')
    lab.wait_for(lab.server, '.')
    server.recv(8)
    server.close()
    lab.wait_for(lab.server, 'R.')


record(act, [Truth(50001, 7000, 'unread-data-at-close', by='server', how='reset', accept={
    'client': ['abortive-close'], 'server': ['abortive-close'],
})], at=('client', 'server'),
       versions=(4, 6))
