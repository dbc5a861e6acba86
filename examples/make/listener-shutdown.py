"""A server stops while two connections wait to be accepted, one of them with a request sent: its kernel resets both.
A connection accepted earlier had been served."""

from messages import LAST_RESPONSE, REQUEST
from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    listener = lab.server.listen(8080)
    served = lab.client.connect(lab.server, 8080)
    server = lab.server.accept(listener)
    served.sendall(REQUEST)
    server.recv(4096)
    server.sendall(LAST_RESPONSE)
    served.recv(4096)
    server.close()
    lab.wait_for(lab.server, 'F.')
    served.close()
    lab.wait_for(lab.client, 'F.')
    lab.wait_for(lab.server, '.')
    waiting = [lab.client.connect(lab.server, 8080), lab.client.connect(lab.server, 8080)]
    waiting[0].sendall(REQUEST)
    lab.wait_for(lab.client, '.', payload=REQUEST)
    lab.wait_for(lab.server, '.')
    listener.close()
    for _ in waiting:
        lab.wait_for(lab.server, 'R.')


record(act, at=('client', 'server'), truths=[
    Truth(50001, 8080, 'normal-close', by='server', how='fin'),
    Truth(50002, 8080, 'listener-shutdown', by='server', how='reset', accept={
        'client': ['unread-data-at-close', 'abortive-close'], 'server': ['unread-data-at-close', 'abortive-close'],
    }),
    Truth(50003, 8080, 'listener-shutdown', by='server', how='reset', accept={
        'client': ['abortive-close'], 'server': ['abortive-close'],
    }),
])
