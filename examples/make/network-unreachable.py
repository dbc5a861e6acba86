"""A client connects to a network to which its router has no route: ICMP "network unreachable" (type 3, code 0)."""

from recording import Lab, Truth, record

NOWHERE = '203.0.113.10'


def act(lab: Lab) -> None:
    client = lab.client.client_socket()
    try:
        client.connect((NOWHERE, 80))
    except OSError:
        lab.wait_for('192.0.2.1', 'icmp 3/0')


record(act, [Truth(50001, 80, 'network-unreachable', by='middlebox', how='icmp', server_address=NOWHERE)],
       delay_ms=10)
