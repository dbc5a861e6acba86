"""A device beside the path has seen a forbidden name in the request and sends the client a reset in the server's
name, with the right sequence number but a TTL and an IP ID of its own. The server knows nothing of it and answers the
request; its data comes after "its" reset."""

import forge
from messages import RESPONSE
from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    listener = lab.server.listen(80)
    client = lab.client.connect(lab.server, 80)
    server = lab.server.accept(listener)
    request = b'GET / HTTP/1.1\r\nHost: forbidden.example\r\n\r\n'
    client.sendall(request)
    server.recv(4096)
    seen = lab.wait_for(lab.client, '.', payload=request)
    forge.send_segment(lab.router, (lab.server.address, 80), (lab.client.address, 50001), forge.RST, seq=seen.ack,
                       ttl=50, ip_id=43981)
    lab.wait_for(lab.server, 'R', at=['client'])
    server.sendall(RESPONSE)
    lab.wait_for(lab.client, 'R')


record(act, [Truth(50001, 80, 'injected-reset', by='middlebox', how='reset', accept={
    'server': ['half-open-connection'],
})], at=('client', 'server'), form='pcapng')
