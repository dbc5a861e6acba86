"""`openssl s_server`: a port that speaks TLS, with a certificate made for the occasion."""

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator

from topology import Host


@contextlib.contextmanager
def serve_tls(host: Host, port: int) -> Iterator[None]:
    """Within, the port of the host speaks TLS."""
    with tempfile.TemporaryDirectory() as folder:
        key, certificate = f'{folder}/key.pem', f'{folder}/certificate.pem'
        host.run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
                 '-subj', '/CN=server.example', '-days', '1', '-keyout', key, '-out', certificate)
        # It would take the end of its standard input for the wish to close, so it gets one that stays open.
        server = host.start('openssl', 's_server', '-accept', str(port), '-key', key, '-cert', certificate,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        next(line for line in server.stdout if 'ACCEPT' in line)
        try:
            yield
        finally:
            server.kill()
            server.wait()
