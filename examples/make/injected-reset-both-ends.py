"""A device beside the path resets both ends in each other's name, and to be sure sends each three resets: with the
right sequence number and with two that would be right after more data. Neither end had sent one."""

import forge
from recording import Lab, Truth, record

GUESSES = (0, 1460, 4380)


def act(lab: Lab) -> None:
    listener = lab.server.listen(80)
    client = lab.client.connect(lab.server, 80)
    server = lab.server.accept(listener)
    request = b'GET / HTTP/1.1\r\nHost: forbidden.example\r\n\r\n'
    client.sendall(request)
    server.recv(4096)
    lab.wait_for(lab.client, '.', payload=request)
    acknowledged = lab.wait_for(lab.server, '.')
    server_end, client_end = (lab.server.address, 80), (lab.client.address, 50001)
    for number, guess in enumerate(GUESSES):
        forge.send_segment(lab.router, server_end, client_end, forge.RST, seq=acknowledged.seq + guess, ttl=119,
                           ip_id=0x7000 + number)
        forge.send_segment(lab.router, client_end, server_end, forge.RST, seq=acknowledged.ack + guess, ttl=119,
                           ip_id=0x7100 + number)
    for _ in GUESSES:
        lab.wait_for(lab.server, 'R', at=['client'])
        lab.wait_for(lab.client, 'R', at=['server'])


record(act, [Truth(50001, 80, 'injected-reset', by='middlebox', how='reset')], at=('client', 'server'))
