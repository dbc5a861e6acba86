"""A firewall close to the client answers the SYN to port 8443 with a reset in the server's name. The server, 20 ms
further away, cannot have answered so soon: on port 80 its answers take 40 ms."""

from messages import LAST_RESPONSE, REQUEST
from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    lab.router.firewall('forward', 'iifname to-client tcp dport 8443 reject with tcp reset')
    listener = lab.server.listen(80)
    lab.server.listen(8443)
    client = lab.client.connect(lab.server, 80)
    server = lab.server.accept(listener)
    client.sendall(REQUEST)
    server.recv(4096)
    server.sendall(LAST_RESPONSE)
    server.close()
    while client.recv(4096):
        pass
    client.close()
    lab.wait_for(lab.server, 'F.')
    lab.wait_for(lab.client, 'F.')
    lab.wait_for(lab.server, '.')
    try:
        lab.client.connect(lab.server, 8443)
    except ConnectionRefusedError:
        lab.wait_for(lab.server, 'R.')


record(act, delay_ms=20, truths=[
    Truth(50001, 80, 'normal-close', by='server', how='fin'),
    Truth(50002, 8443, 'firewall-reset-at-connect', by='middlebox', how='refused'),
])
