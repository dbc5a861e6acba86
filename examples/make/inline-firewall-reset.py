"""A firewall on the path lets the connection begin, but answers the client's POST with a reset in the server's name,
and the server never sees the POST. When the server sends something later, the client resets that."""

from messages import REQUEST, RESPONSE, upload
from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    lab.router.firewall('forward', 'tcp dport 8080 @ih,0,32 0x504f5354 reject with tcp reset')  # "POST"
    listener = lab.server.listen(8080)
    client = lab.client.connect(lab.server, 8080)
    server = lab.server.accept(listener)
    client.sendall(REQUEST)
    server.recv(4096)
    server.sendall(RESPONSE)
    client.recv(4096)
    client.sendall(upload(10))
    client_side = [vantage for vantage in lab.vantages if vantage != 'server']
    lab.wait_for(lab.server, 'R', at=client_side)
    server.sendall(b'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
    lab.wait_for(lab.client, 'R')


record(act, [Truth(50001, 8080, 'inline-firewall-reset', by='middlebox', how='reset', accept={
    'server': ['half-open-connection'],
})],
       at=('client', 'server', 'router'), versions=(4, 6))
