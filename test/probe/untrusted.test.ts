/** A certificate that is not trusted: what is wrong with it, and nothing that is not. */
import type { Socket } from 'node:net';
import { createServer, type DetailedPeerCertificate } from 'node:tls';
import { expect, test } from 'vitest';
import { untrustedOf } from '../../src/probe/certificate.ts';
import { thisMachine } from '../../src/probe/machine.ts';
import type { ProbeResult } from '../../src/probe/model.ts';
import { probe } from '../../src/probe/probe.ts';
import { brief, OK, QUICK } from './brief.ts';
import { certificate, privateKey } from './certificate.ts';
import * as pem from './certificates.ts';
import { listen } from './servers.ts';

/** Probes a server that sends these, from a machine that trusts those. */
async function meet(
  sent: readonly string[],
  trustedRoots: readonly string[] = [pem.root],
  host = 'server.example',
): Promise<ProbeResult> {
  const sockets = new Set<Socket>();
  const server = createServer({ key: privateKey, cert: sent.join('') }, (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(OK));
  });
  server.on('tlsClientError', () => {});
  server.on('connection', (socket: Socket) => sockets.add(socket));
  const port = await listen(server, sockets);
  const resolve = (_: string, family: number): Promise<{ addresses: readonly string[] }> =>
    Promise.resolve({ addresses: family === 4 ? ['127.0.0.1'] : [] });
  const machine = { ...thisMachine, env: {}, trustedRoots, resolve };
  return await probe(`https://${host}:${port}/`, { ...QUICK, machine });
}

test('with nothing wrong is trusted', async () => {
  expect(brief(await meet([pem.good, pem.intermediate]))).toMatch(/^benign: normal-close/);
});

const ROOT_UNKNOWN: readonly string[] = [certificate];

test.each([
  [
    'expired',
    [pem.expired, pem.intermediate],
    undefined,
    'CERT_HAS_EXPIRED',
    'it has expired, on 2021-02-03 04:05 UTC',
    /^Renew the certificate/,
  ],
  [
    'not valid yet',
    [pem.future, pem.intermediate],
    undefined,
    'CERT_NOT_YET_VALID',
    'it is not valid before 2119-06-07 08:09 UTC',
    /^Look at the clock of this machine: it says \d{4}-\d\d-\d\d \d\d:\d\d UTC$/,
  ],
  [
    'in date, by an intermediate that has expired',
    [pem.ofOldIntermediate, pem.oldIntermediate],
    undefined,
    'CERT_HAS_EXPIRED',
    'the certificate of Test Intermediate of Old in its chain has expired, on 2021-01-01 00:00 UTC',
    /^Give the server the chain of today/,
  ],
  [
    'for other names',
    [pem.other, pem.intermediate],
    undefined,
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'it is for other.example, *.third.example, not for server.example',
    /^Get a certificate that bears server\.example/,
  ],
  [
    'self-signed',
    [certificate],
    undefined,
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'it is self-signed',
    /or give the client this one/,
  ],
  [
    'by a root that is not known, all sent',
    [pem.good, pem.intermediate, pem.root],
    ROOT_UNKNOWN,
    'SELF_SIGNED_CERT_IN_CHAIN',
    'its chain ends in the root “Test Root”, which is not trusted here',
    /^If the root is your own/,
  ],
  [
    'by a root that is not known, nor sent',
    [pem.good, pem.intermediate],
    ROOT_UNKNOWN,
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'its chain leads to “Test Root”, which is not known here',
    /^Let the server send its whole chain, if/,
  ],
  [
    'sent without its intermediate, of a root that is trusted',
    [pem.good],
    undefined,
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'the server sent no certificate of its issuer “Test Intermediate”, and none is known here',
    /^Let the server send its chain: the certificate of Test Intermediate/,
  ],
  [
    'sent with an intermediate that is not its own',
    [pem.good, pem.oldIntermediate],
    undefined,
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'the server sent no certificate of its issuer “Test Intermediate”, and none is known here',
    /^Let the server send its chain/,
  ],
  [
    'expired and for other names: both',
    [pem.expiredOther, pem.intermediate],
    undefined,
    'CERT_HAS_EXPIRED',
    'it has expired, on 2021-02-03 04:05 UTC; it is for other.example, *.third.example, not for server.example',
    /^Renew the certificate/,
  ],
  [
    'for other names and without its intermediate: both',
    [pem.other],
    undefined,
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'it is for other.example, *.third.example, not for server.example; the server sent no certificate of its issuer “Test Intermediate”, and none is known here',
    /^Get a certificate that bears/,
  ],
  [
    'expired and without its intermediate: of the issuer OpenSSL says nothing, nor is anything claimed',
    [pem.expired],
    undefined,
    'CERT_HAS_EXPIRED',
    'it has expired, on 2021-02-03 04:05 UTC',
    /^Renew/,
  ],
  [
    'self-signed, expired and for other names: that it is self-signed OpenSSL does not say then',
    [pem.selfExpiredOther],
    undefined,
    'CERT_HAS_EXPIRED',
    'it has expired, on 2021-02-03 04:05 UTC; it is for other.example, *.third.example, not for server.example',
    /^Renew/,
  ],
])('%s', async (_, sent, roots, code, text, advice) => {
  const result = await meet(sent, roots);
  expect(brief(result)).toBe('failure: server-certificate-rejection, likely, client application, fin');
  expect(result.observation.tls?.untrusted).toMatchObject({ code, text });
  expect(result.verdict.summary).toBe(`The server’s certificate is not trusted here: ${text}`);
  expect(result.verdict.advice[0]).toMatch(advice);
  expect(result.stages.find(({ name }) => name === 'tls')?.text).toContain(`not trusted, ${text}`);
  const isOfDate = /^CERT_/.test(code);
  expect(result.verdict.evidence.some(({ text: said }) => said.includes('whether the issuer is trusted'))).toBe(
    isOfDate,
  );
});

test.each([
  ['other.example', /^benign/],
  ['one.third.example', /^benign/],
  ['third.example', /^failure/],
  ['two.one.third.example', /^failure/],
])('for other.example and *.third.example, asked for %s', async (host, expected) => {
  expect(brief(await meet([pem.other, pem.intermediate], undefined, host))).toMatch(expected);
});

test('for a name, asked for an address', async () => {
  const { verdict } = await meet([pem.good, pem.intermediate], undefined, '127.0.0.1');
  expect(verdict.summary).toMatch(/: it is for server\.example, not for 127\.0\.0\.1$/);
});

test.each([
  ['CERT_REVOKED', 'it was revoked'],
  ['A_NEW_REASON', 'A_NEW_REASON'],
])('for a reason of its own (%s) is said so', (code, text) => {
  const none = {} as DetailedPeerCertificate;
  expect(untrustedOf(code, none, 'server.example', Date.now())).toEqual({
    code,
    text,
    faults: [{ kind: 'other', text }],
  });
});

test('with dates that cannot be read is not said to be out of date', () => {
  const name = { C: '', ST: '', L: '', O: '', OU: '', CN: 'server.example' };
  const odd = {
    subject: name,
    issuer: name,
    subjectaltname: 'DNS:server.example',
    valid_from: 'one day',
    valid_to: '',
  };
  const { text } = untrustedOf('CERT_REVOKED', odd as DetailedPeerCertificate, 'server.example', Date.now());
  expect(text).toBe('it was revoked');
});
