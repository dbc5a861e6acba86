"""A client connects to a port where nobody listens; the server's kernel answers the SYN with a reset."""

from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    try:
        lab.client.connect(lab.server, 7001)
    except ConnectionRefusedError:
        lab.wait_for(lab.server, 'R.')


record(act, [Truth(50001, 7001, 'closed-port', by='server', how='refused')], versions=(4, 6))
