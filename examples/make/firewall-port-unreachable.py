"""A firewall on the path answers the SYN with ICMP "port unreachable" (type 3, code 3), iptables' usual REJECT."""

from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    lab.router.firewall('forward', 'iifname slow tcp dport 5432 reject with icmpx type port-unreachable')
    try:
        lab.client.connect(lab.server, 5432)
    except ConnectionRefusedError:
        lab.wait_for('192.0.2.1', 'icmp 3/3')


record(act, [Truth(50001, 5432, 'firewall-port-unreachable', by='middlebox', how='icmp')], delay_ms=10)
