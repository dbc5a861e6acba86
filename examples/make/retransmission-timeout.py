"""The path breaks before the second request. The client repeats it, each time after twice the wait, and gives up in
silence. (net.ipv4.tcp_retries2 is 4 here, not 15, to be done in seconds.)"""

from messages import REQUEST, RESPONSE, SECOND_REQUEST
from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    lab.client.sysctl('ipv4/tcp_retries2', 4)
    listener = lab.server.listen(8080)
    client = lab.client.connect(lab.server, 8080)
    server = lab.server.accept(listener)
    client.sendall(REQUEST)
    server.recv(4096)
    server.sendall(RESPONSE)
    client.recv(4096)
    lab.router.firewall('forward', 'drop')
    client.sendall(SECOND_REQUEST)
    client.settimeout(None)
    try:
        client.recv(4096)
    except TimeoutError:
        for _ in range(5):
            lab.wait_for(lab.client, '.', payload=SECOND_REQUEST)


record(act, [Truth(50001, 8080, 'retransmission-timeout', by='nobody', how='timeout')])
