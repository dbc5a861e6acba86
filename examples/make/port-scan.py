"""Somebody sends a SYN to ten ports of the server. One is open: its SYN-ACK is answered by the scanner's kernel with
a reset, for it knows of no connection. The closed ports answer with resets themselves."""

import forge
from recording import Lab, Truth, record

OPEN = 80
PORTS = (21, 22, 23, 25, OPEN, 110, 143, 443, 3306, 8080)
MSS_1460 = b'\x02\x04\x05\xb4'


def act(lab: Lab) -> None:
    lab.server.listen(OPEN)
    for port in PORTS:
        forge.send_segment(lab.client, (lab.client.address, 50001), (lab.server.address, port), forge.SYN,
                           seq=0x1000 + port, window=1024, ttl=52, ip_id=0x4000 + port, options=MSS_1460)
        lab.wait_for(lab.server, 'S.' if port == OPEN else 'R.')
        if port == OPEN:
            lab.wait_for(lab.client, 'R')


record(act, at=('server',), truths=[
    Truth(50001, port, 'port-scan', by='client', how='reset', accept={'server': ['health-check']}) if port == OPEN else
    Truth(50001, port, 'port-scan', by='server', how='refused', accept={'server': ['closed-port']})
    for port in PORTS
])
