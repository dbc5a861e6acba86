"""A firewall on the path answers the SYN with ICMP "administratively prohibited": type 3, code 13, or type 1, code 1
of ICMPv6."""

from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    lab.router.firewall('forward', 'iifname slow tcp dport 5432 reject with icmpx type admin-prohibited')
    try:
        lab.client.connect(lab.server, 5432)
    except OSError:
        old = lab.topology.version == 4
        lab.wait_for('192.0.2.1' if old else '2001:db8:1::1', 'icmp 3/13' if old else 'icmp 1/1')


record(act, [Truth(50001, 5432, 'firewall-admin-prohibited', by='middlebox', how='icmp')], versions=(4, 6),
       delay_ms=10)
