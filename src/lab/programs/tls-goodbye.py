"""Both ends of a TLS connection that end it as TLS wants it: each says close_notify and waits for the other's.

    tls-goodbye.py server ADDRESS PORT KEY CERTIFICATE              answers one request
    tls-goodbye.py client ADDRESS PORT CERTIFICATE LOCAL LOCAL_PORT

Prints "closed" when the other end has said close_notify, too.
"""

import socket
import ssl
import sys


def serve(address: str, port: str, key: str, certificate: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    family = socket.AF_INET6 if ':' in address else socket.AF_INET
    with socket.create_server((address, int(port)), family=family) as listener:
        connection, _ = listener.accept()
        session = context.wrap_socket(connection, server_side=True)
        session.recv(65536)
        session.sendall(b'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nok\n')
        session.unwrap().close()


def ask(address: str, port: str, certificate: str, local: str, local_port: str) -> None:
    context = ssl.create_default_context(cafile=certificate)
    connection = socket.create_connection((address, int(port)), source_address=(local, int(local_port)))
    session = context.wrap_socket(connection, server_hostname='server.example')
    session.sendall(b'GET / HTTP/1.1\r\nHost: server.example\r\n\r\n')
    while session.recv(65536):
        pass
    plain = session.unwrap()
    plain.recv(1)
    plain.close()


{'server': serve, 'client': ask}[sys.argv[1]](*sys.argv[2:])
print('closed')
