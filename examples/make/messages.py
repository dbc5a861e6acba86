"""What the two ends say to each other: the smallest HTTP/1.1 (RFC 9112) that is still HTTP."""

REQUEST = b'GET / HTTP/1.1\r\nHost: server.example\r\n\r\n'
SECOND_REQUEST = b'GET /second HTTP/1.1\r\nHost: server.example\r\n\r\n'
RESPONSE = b'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n'
LAST_RESPONSE = b'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nok\n'


def upload(length: int) -> bytes:
    """A request with a body of LENGTH bytes."""
    return b'POST /upload HTTP/1.1\r\nHost: server.example\r\nContent-Length: %d\r\n\r\n' % length + b'x' * length
