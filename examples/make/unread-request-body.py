"""A server reads the headers of an upload, answers 413 and closes without reading the body. The reset that follows
the answer may cost the client the answer."""

from messages import upload
from recording import Lab, Truth, record

ANSWER = b'HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'


def act(lab: Lab) -> None:
    listener = lab.server.listen(8080)
    client = lab.client.connect(lab.server, 8080)
    server = lab.server.accept(listener)
    request = upload(2000)
    client.sendall(request)
    lab.wait_for(lab.client, '.', payload=b'xxx')
    lab.wait_for(lab.server, '.')
    server.recv(request.index(b'x' * 100))
    server.sendall(ANSWER)
    server.close()
    lab.wait_for(lab.server, 'R.')


record(act, [Truth(50001, 8080, 'unread-request-body', by='server', how='reset')], form='pcap.gz')
