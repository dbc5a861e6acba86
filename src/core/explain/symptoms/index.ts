// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { Symptom } from './_symptom.ts';
import { symptom as abortedLocallySymptom } from './aborted-locally.ts';
import { symptom as accessDeniedSymptom } from './access-denied.ts';
import { symptom as addressInUseSymptom } from './address-in-use.ts';
import { symptom as addressNotLocalSymptom } from './address-not-local.ts';
import { symptom as addressNotValidSymptom } from './address-not-valid.ts';
import { symptom as brokenPipeSymptom } from './broken-pipe.ts';
import { symptom as certificateAlertSymptom } from './certificate-alert.ts';
import { symptom as certificateNotTrustedSymptom } from './certificate-not-trusted.ts';
import { symptom as clientCertificateSymptom } from './client-certificate.ts';
import { symptom as clientGoneSymptom } from './client-gone.ts';
import { symptom as clientSilentSymptom } from './client-silent.ts';
import { symptom as closedBeforeBannerSymptom } from './closed-before-banner.ts';
import { symptom as closedInHandshakeSymptom } from './closed-in-handshake.ts';
import { symptom as closedLocallySymptom } from './closed-locally.ts';
import { symptom as closedMidResponseSymptom } from './closed-mid-response.ts';
import { symptom as closedUnexpectedlySymptom } from './closed-unexpectedly.ts';
import { symptom as closedWhileIdleSymptom } from './closed-while-idle.ts';
import { symptom as closedWithoutResponseSymptom } from './closed-without-response.ts';
import { symptom as connectFailedSymptom } from './connect-failed.ts';
import { symptom as connectForbiddenSymptom } from './connect-forbidden.ts';
import { symptom as connectTimeoutSymptom } from './connect-timeout.ts';
import { symptom as connectionLostSymptom } from './connection-lost.ts';
import { symptom as connectionTableFullSymptom } from './connection-table-full.ts';
import { symptom as endedWithoutResponseSymptom } from './ended-without-response.ts';
import { symptom as gatewayBadAnswerSymptom } from './gateway-bad-answer.ts';
import { symptom as gatewayClosedSymptom } from './gateway-closed.ts';
import { symptom as gatewayConnectFailedSymptom } from './gateway-connect-failed.ts';
import { symptom as gatewayDecidedSymptom } from './gateway-decided.ts';
import { symptom as gatewayTimeoutSymptom } from './gateway-timeout.ts';
import { symptom as gatewayTlsFailedSymptom } from './gateway-tls-failed.ts';
import { symptom as handshakeTimeoutSymptom } from './handshake-timeout.ts';
import { symptom as healthCheckFailedSymptom } from './health-check-failed.ts';
import { symptom as hostUnreachableSymptom } from './host-unreachable.ts';
import { symptom as http2FailedSymptom } from './http2-failed.ts';
import { symptom as http2GoawaySymptom } from './http2-goaway.ts';
import { symptom as http2StreamResetSymptom } from './http2-stream-reset.ts';
import { symptom as idleTimeoutStatedSymptom } from './idle-timeout-stated.ts';
import { symptom as listenQueueFullSymptom } from './listen-queue-full.ts';
import { symptom as nameLookupFailedSymptom } from './name-lookup-failed.ts';
import { symptom as nameNotFoundSymptom } from './name-not-found.ts';
import { symptom as nameUnresolvedSymptom } from './name-unresolved.ts';
import { symptom as networkUnreachableSymptom } from './network-unreachable.ts';
import { symptom as noBackendSymptom } from './no-backend.ts';
import { symptom as noLocalPortSymptom } from './no-local-port.ts';
import { symptom as noLocalServerSymptom } from './no-local-server.ts';
import { symptom as notConnectedSymptom } from './not-connected.ts';
import { symptom as notReadyInTimeSymptom } from './not-ready-in-time.ts';
import { symptom as notTheConnectionSymptom } from './not-the-connection.ts';
import { symptom as outOfResourcesSymptom } from './out-of-resources.ts';
import { symptom as plainOnTlsPortSymptom } from './plain-on-tls-port.ts';
import { symptom as poolExhaustedSymptom } from './pool-exhausted.ts';
import { symptom as portForbiddenSymptom } from './port-forbidden.ts';
import { symptom as protocolMismatchSymptom } from './protocol-mismatch.ts';
import { symptom as readTimeoutSymptom } from './read-timeout.ts';
import { symptom as refusedSymptom } from './refused.ts';
import { symptom as requestTimeoutSymptom } from './request-timeout.ts';
import { symptom as resetSymptom } from './reset.ts';
import { symptom as serverNotReadySymptom } from './server-not-ready.ts';
import { symptom as serverShuttingDownSymptom } from './server-shutting-down.ts';
import { symptom as timedOutSymptom } from './timed-out.ts';
import { symptom as tlsFailedSymptom } from './tls-failed.ts';
import { symptom as tlsNoAgreementSymptom } from './tls-no-agreement.ts';
import { symptom as tlsOnPlainPortSymptom } from './tls-on-plain-port.ts';
import { symptom as tlsVersionSymptom } from './tls-version.ts';
import { symptom as tooManyConnectionsSymptom } from './too-many-connections.ts';
import { symptom as tooManyFilesSymptom } from './too-many-files.ts';
import { symptom as tooManyPingsSymptom } from './too-many-pings.ts';
import { symptom as unavailableSymptom } from './unavailable.ts';
import { symptom as unrecognizedNameSymptom } from './unrecognized-name.ts';
import { symptom as unspecifiedSymptom } from './unspecified.ts';
import { symptom as workerGoneSymptom } from './worker-gone.ts';

/** Every symptom of this folder, in order of file name. */
export const symptoms: readonly Symptom[] = [
  abortedLocallySymptom,
  accessDeniedSymptom,
  addressInUseSymptom,
  addressNotLocalSymptom,
  addressNotValidSymptom,
  brokenPipeSymptom,
  certificateAlertSymptom,
  certificateNotTrustedSymptom,
  clientCertificateSymptom,
  clientGoneSymptom,
  clientSilentSymptom,
  closedBeforeBannerSymptom,
  closedInHandshakeSymptom,
  closedLocallySymptom,
  closedMidResponseSymptom,
  closedUnexpectedlySymptom,
  closedWhileIdleSymptom,
  closedWithoutResponseSymptom,
  connectFailedSymptom,
  connectForbiddenSymptom,
  connectTimeoutSymptom,
  connectionLostSymptom,
  connectionTableFullSymptom,
  endedWithoutResponseSymptom,
  gatewayBadAnswerSymptom,
  gatewayClosedSymptom,
  gatewayConnectFailedSymptom,
  gatewayDecidedSymptom,
  gatewayTimeoutSymptom,
  gatewayTlsFailedSymptom,
  handshakeTimeoutSymptom,
  healthCheckFailedSymptom,
  hostUnreachableSymptom,
  http2FailedSymptom,
  http2GoawaySymptom,
  http2StreamResetSymptom,
  idleTimeoutStatedSymptom,
  listenQueueFullSymptom,
  nameLookupFailedSymptom,
  nameNotFoundSymptom,
  nameUnresolvedSymptom,
  networkUnreachableSymptom,
  noBackendSymptom,
  noLocalPortSymptom,
  noLocalServerSymptom,
  notConnectedSymptom,
  notReadyInTimeSymptom,
  notTheConnectionSymptom,
  outOfResourcesSymptom,
  plainOnTlsPortSymptom,
  poolExhaustedSymptom,
  portForbiddenSymptom,
  protocolMismatchSymptom,
  readTimeoutSymptom,
  refusedSymptom,
  requestTimeoutSymptom,
  resetSymptom,
  serverNotReadySymptom,
  serverShuttingDownSymptom,
  timedOutSymptom,
  tlsFailedSymptom,
  tlsNoAgreementSymptom,
  tlsOnPlainPortSymptom,
  tlsVersionSymptom,
  tooManyConnectionsSymptom,
  tooManyFilesSymptom,
  tooManyPingsSymptom,
  unavailableSymptom,
  unrecognizedNameSymptom,
  unspecifiedSymptom,
  workerGoneSymptom,
];
