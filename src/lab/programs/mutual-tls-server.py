"""A TLS server that demands a certificate of its clients, and closes where there is none.

    mutual-tls-server.py ADDRESS PORT KEY CERTIFICATE

Prints what it thinks of each client.
"""

import socket
import ssl
import sys

address, port, key, certificate = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
context.load_verify_locations(certificate)
context.verify_mode = ssl.CERT_REQUIRED
family = socket.AF_INET6 if ':' in address else socket.AF_INET
with socket.create_server((address, port), family=family) as listener:
    while True:
        connection, _ = listener.accept()
        try:
            with context.wrap_socket(connection, server_side=True) as session:
                session.recv(65536)
                session.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n')
        except ssl.SSLError as error:
            print(error, flush=True)
        finally:
            connection.close()
