"""A server takes too long: the client (`curl --max-time 2`) closes after exactly two seconds. The answer that comes a
second later meets a reset."""

import time

from messages import RESPONSE
from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    listener = lab.server.listen(8080)
    client = lab.client.curl('--max-time', '2', lab.url(8080))
    server = lab.server.accept(listener)
    server.recv(4096)
    client.wait()
    lab.wait_for(lab.client, 'F.')
    time.sleep(1)
    server.sendall(RESPONSE)
    lab.wait_for(lab.client, 'R')


record(act, [Truth(50001, 8080, 'client-timeout', by='client', how='fin', accept={
    'client': ['client-abort'], 'server': ['client-abort'],
})], at=('client', 'server'))
