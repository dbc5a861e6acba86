/** Safari, and the URL loading of Apple's systems. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'safari',
  title: 'Safari (NSURLSession)',
  level: 4,
  source: 'developer.apple.com/documentation/foundation/urlerror/code',
  marks: ['Safari can', 'NSURLErrorDomain', 'kCFErrorDomainCFNetwork'],
  phrases: [
    { says: 'because the server unexpectedly dropped the connection', symptom: 'closed-unexpectedly' },
    {
      says: 'the network connection was lost',
      code: 'NSURLErrorNetworkConnectionLost',
      symptom: 'closed-unexpectedly',
    },
    {
      says: ['could not connect to the server', "can't connect to the server"],
      sentence: true,
      near: /Safari|NSURL|Failed to load resource|^[Cc]ould not connect to the server\.?$/m,
      code: 'NSURLErrorCannotConnectToHost',
      symptom: 'connect-failed',
    },
    {
      says: 'a server with the specified hostname could not be found',
      code: 'NSURLErrorCannotFindHost',
      symptom: 'name-not-found',
    },
    { says: "can't find the server", near: /Safari/, symptom: 'name-not-found' },
    { says: "because the server isn't responding", near: /Safari/, symptom: 'timed-out' },
    { says: "can't establish a secure connection to the server", near: /Safari/, symptom: 'tls-failed' },
    {
      says: 'the request timed out',
      near: /NSURL|kCF|Failed to load|^The request timed out\.?$/m,
      code: 'NSURLErrorTimedOut',
      symptom: 'timed-out',
    },
    {
      says: 'the internet connection appears to be offline',
      code: 'NSURLErrorNotConnectedToInternet',
      symptom: 'network-unreachable',
    },
    {
      says: ['an ssl error has occurred and a secure connection to the server cannot be made'],
      code: 'NSURLErrorSecureConnectionFailed',
      symptom: 'tls-failed',
    },
    { says: ['the certificate for this server is invalid'], symptom: 'certificate-not-trusted' },
  ],
};
