"""A client speaks plain HTTP (`curl http://…`) to a port that speaks TLS (`openssl s_server`), which closes without a
word: OpenSSL sends no alert to what it takes for HTTP. Only the port number gives the reason away."""

from recording import Lab, Truth, record
from tls_server import serve_tls


def act(lab: Lab) -> None:
    with serve_tls(lab.server, 8443):
        lab.client.curl(lab.url(8443)).wait()
        lab.wait_for(lab.server, 'F.')
        lab.wait_for(lab.client, 'F.')
        lab.wait_for(lab.server, '.')


record(act, [Truth(50001, 8443, 'plain-on-tls-port', by='server', how='fin',
                    accept={'client': ['closed-without-response']})])
