"""A firewall on the path drops the SYN without a word. The client repeats it five times and gives up. (Since Linux
6.5 the first repeats come a second apart; net.ipv4.tcp_syn_retries is 2 here, not 6.)"""

from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    lab.router.firewall('forward', 'tcp dport 3306 drop')
    lab.client.sysctl('ipv4/tcp_syn_retries', 2)
    client = lab.client.client_socket()
    client.settimeout(None)
    try:
        client.connect((lab.server.address, 3306))
    except TimeoutError:
        for _ in range(6):
            lab.wait_for(lab.client, 'S')


record(act, [Truth(50001, 3306, 'unanswered-syn', by='nobody', how='timeout')])
