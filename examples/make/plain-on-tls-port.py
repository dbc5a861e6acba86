"""A client speaks plain HTTP (`curl http://…`) to a port that speaks TLS. The server notices and says so in plain
HTTP, in the way of nginx, and closes."""

from recording import Lab, Truth, record

PAGE = b'The plain HTTP request was sent to HTTPS port\n'


def act(lab: Lab) -> None:
    listener = lab.server.listen(443)
    client = lab.client.curl(lab.url(443))
    server = lab.server.accept(listener)
    server.recv(4096)
    server.sendall(b'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n' + PAGE)
    server.close()
    client.wait()
    lab.wait_for(lab.server, 'F.')
    lab.wait_for(lab.client, 'F.')
    lab.wait_for(lab.server, '.')


record(act, [Truth(50001, 443, 'plain-on-tls-port', by='server', how='fin')])
