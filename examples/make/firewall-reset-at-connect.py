"""A firewall on the path answers the SYN to port 8443 with a reset in the server's name. A connection to port 80 of
the same server works: its packets arrive with TTL 63, the firewall's reset with TTL 64."""

from messages import LAST_RESPONSE, REQUEST
from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    lab.router.firewall('forward', 'tcp dport 8443 reject with tcp reset')
    listener = lab.server.listen(80)
    lab.server.listen(8443)
    client = lab.client.connect(lab.server, 80)
    server = lab.server.accept(listener)
    client.sendall(REQUEST)
    server.recv(4096)
    server.sendall(LAST_RESPONSE)
    client.recv(4096)
    client.close()
    lab.wait_for(lab.client, 'F.')
    server.close()
    lab.wait_for(lab.server, 'F.')
    try:
        lab.client.connect(lab.server, 8443)
    except ConnectionRefusedError:
        lab.wait_for(lab.server, 'R.')


record(act, versions=(4, 6), truths=[
    Truth(50001, 80, 'normal-close', by='client', how='fin'),
    Truth(50002, 8443, 'firewall-reset-at-connect', by='middlebox', how='refused'),
])
