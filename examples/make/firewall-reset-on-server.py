"""The server's own firewall answers the SYN with a reset although a program listens. Over IPv4 nothing tells it from
a closed port; over IPv6 the flow label of the reset is zero."""

from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    lab.server.firewall('input', 'tcp dport 8443 reject with tcp reset')
    lab.server.listen(8443)
    try:
        lab.client.connect(lab.server, 8443)
    except ConnectionRefusedError:
        lab.wait_for(lab.server, 'R.')


record(act, versions=(4, 6), truths=[
    Truth(50001, 8443, 'firewall-reset-at-connect', by='server', how='refused', accept={'client': ['closed-port']}),
])
