"""A client connects to an address that no machine of the server's network has: after three ARP questions without an
answer the router says ICMP "host unreachable" (type 3, code 1) for each SYN that has waited."""

from recording import Lab, Truth, record

NOBODY = '198.51.100.99'
SYNS_THAT_WAITED = 3


def act(lab: Lab) -> None:
    client = lab.client.client_socket()
    try:
        client.connect((NOBODY, 80))
    except OSError:
        for _ in range(SYNS_THAT_WAITED):
            lab.wait_for('192.0.2.1', 'icmp 3/1')


record(act, [Truth(50001, 80, 'host-unreachable', by='middlebox', how='icmp', server_address=NOBODY)])
