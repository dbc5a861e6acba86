"""Behind the router packets may be no longer than 1400 bytes, and its "fragmentation needed" never reaches the
client. The handshake works and so does the short last segment of the upload; the full segments are repeated until the
client gives up in silence (net.ipv4.tcp_retries2 is 4)."""

from messages import upload
from recording import Lab, Truth, record

LONGER_THAN_TWO_SEGMENTS = 3000


def act(lab: Lab) -> None:
    lab.router.ip('link set to-server mtu 1400')
    lab.router.firewall('output', 'icmp type destination-unreachable drop')
    lab.client.sysctl('ipv4/tcp_mtu_probing', 0)
    lab.client.sysctl('ipv4/tcp_retries2', 4)
    listener = lab.server.listen(8080)
    client = lab.client.connect(lab.server, 8080)
    lab.server.accept(listener)
    client.sendall(upload(LONGER_THAN_TWO_SEGMENTS))
    client.settimeout(None)
    try:
        client.recv(4096)
    except TimeoutError:
        for _ in range(5):
            lab.wait_for(lab.client, '.', at=['client'], payload=b'POST')


record(act, at=('client', 'server'), form='pcap.gz', truths=[
    Truth(50001, 8080, 'path-mtu-black-hole', by='nobody', how='timeout', how_at={'server': 'open'},
          accept={'server': ['still-open']}),
])
