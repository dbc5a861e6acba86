"""A server reads the request and closes without a byte of answer; curl calls it "Empty reply from server"."""

from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    listener = lab.server.listen(8080)
    client = lab.client.curl(lab.url(8080))
    server = lab.server.accept(listener)
    server.recv(4096)
    server.close()
    client.wait()
    lab.wait_for(lab.server, 'F.')
    lab.wait_for(lab.client, 'F.')
    lab.wait_for(lab.server, '.')


record(act, [Truth(50001, 8080, 'closed-without-response', by='server', how='fin')], at=('client', 'server'))
