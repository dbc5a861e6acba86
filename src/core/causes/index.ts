// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { Cause } from '../model/cause.ts';
import { cause as abortiveCloseCause } from './abortive-close.ts';
import { cause as acceptQueueOverflowCause } from './accept-queue-overflow.ts';
import { cause as accessListAfterAcceptCause } from './access-list-after-accept.ts';
import { cause as addressFamilyMismatchCause } from './address-family-mismatch.ts';
import { cause as administrativeTerminationCause } from './administrative-termination.ts';
import { cause as alpnMismatchCause } from './alpn-mismatch.ts';
import { cause as asymmetricRouteCause } from './asymmetric-route.ts';
import { cause as backscatterCause } from './backscatter.ts';
import { cause as captureStartedLateCause } from './capture-started-late.ts';
import { cause as clientAbortCause } from './client-abort.ts';
import { cause as clientCertificateRejectionCause } from './client-certificate-rejection.ts';
import { cause as clientConnectTimeoutCause } from './client-connect-timeout.ts';
import { cause as clientTimeoutCause } from './client-timeout.ts';
import { cause as closedPortCause } from './closed-port.ts';
import { cause as closedWithoutResponseCause } from './closed-without-response.ts';
import { cause as connectionAgeLimitCause } from './connection-age-limit.ts';
import { cause as connectionLimitCause } from './connection-limit.ts';
import { cause as connectionRequestLimitCause } from './connection-request-limit.ts';
import { cause as conntrackInvalidCause } from './conntrack-invalid.ts';
import { cause as conntrackTableFullCause } from './conntrack-table-full.ts';
import { cause as duplicateAddressCause } from './duplicate-address.ts';
import { cause as endpointRemovalCause } from './endpoint-removal.ts';
import { cause as ephemeralPortExhaustionCause } from './ephemeral-port-exhaustion.ts';
import { cause as fatalTlsAlertCause } from './fatal-tls-alert.ts';
import { cause as fileDescriptorExhaustionCause } from './file-descriptor-exhaustion.ts';
import { cause as firewallAdminProhibitedCause } from './firewall-admin-prohibited.ts';
import { cause as firewallPortUnreachableCause } from './firewall-port-unreachable.ts';
import { cause as firewallResetAtConnectCause } from './firewall-reset-at-connect.ts';
import { cause as firewallResetBothEndsCause } from './firewall-reset-both-ends.ts';
import { cause as firewallStateLossCause } from './firewall-state-loss.ts';
import { cause as forwarderWithoutBackendCause } from './forwarder-without-backend.ts';
import { cause as gracefulShutdownCause } from './graceful-shutdown.ts';
import { cause as hairpinNatCause } from './hairpin-nat.ts';
import { cause as halfCloseCause } from './half-close.ts';
import { cause as halfOpenConnectionCause } from './half-open-connection.ts';
import { cause as healthCheckCause } from './health-check.ts';
import { cause as hostUnreachableCause } from './host-unreachable.ts';
import { cause as http2FloodCause } from './http2-flood.ts';
import { cause as http2GoawayCause } from './http2-goaway.ts';
import { cause as http2PingTimeoutCause } from './http2-ping-timeout.ts';
import { cause as ignoredResetCause } from './ignored-reset.ts';
import { cause as injectedDataCause } from './injected-data.ts';
import { cause as injectedResetCause } from './injected-reset.ts';
import { cause as inlineFirewallResetCause } from './inline-firewall-reset.ts';
import { cause as insufficientEvidenceCause } from './insufficient-evidence.ts';
import { cause as keepaliveRaceCause } from './keepalive-race.ts';
import { cause as keepaliveUnansweredCause } from './keepalive-unanswered.ts';
import { cause as listenerOnAnotherAddressCause } from './listener-on-another-address.ts';
import { cause as listenerShutdownCause } from './listener-shutdown.ts';
import { cause as middleboxIdleTimeoutCause } from './middlebox-idle-timeout.ts';
import { cause as nameResolutionFailureCause } from './name-resolution-failure.ts';
import { cause as natMappingLossCause } from './nat-mapping-loss.ts';
import { cause as networkUnreachableCause } from './network-unreachable.ts';
import { cause as normalCloseCause } from './normal-close.ts';
import { cause as outOfMemoryKillCause } from './out-of-memory-kill.ts';
import { cause as pathMtuBlackHoleCause } from './path-mtu-black-hole.ts';
import { cause as pawsAtConnectCause } from './paws-at-connect.ts';
import { cause as plainOnTlsPortCause } from './plain-on-tls-port.ts';
import { cause as portScanCause } from './port-scan.ts';
import { cause as processCrashCause } from './process-crash.ts';
import { cause as protocolErrorCause } from './protocol-error.ts';
import { cause as proxyProtocolMismatchCause } from './proxy-protocol-mismatch.ts';
import { cause as requestTimeoutCause } from './request-timeout.ts';
import { cause as requestTooLargeCause } from './request-too-large.ts';
import { cause as resetAfterCloseCause } from './reset-after-close.ts';
import { cause as resetAfterCloseNotifyCause } from './reset-after-close-notify.ts';
import { cause as retransmissionTimeoutCause } from './retransmission-timeout.ts';
import { cause as reversePathFilterCause } from './reverse-path-filter.ts';
import { cause as sequenceRewritingCause } from './sequence-rewriting.ts';
import { cause as serverCertificateRejectionCause } from './server-certificate-rejection.ts';
import { cause as serverIdleTimeoutCause } from './server-idle-timeout.ts';
import { cause as serverNameBlockingCause } from './server-name-blocking.ts';
import { cause as snatPortExhaustionCause } from './snat-port-exhaustion.ts';
import { cause as socketDestructionCause } from './socket-destruction.ts';
import { cause as sshStartupLimitCause } from './ssh-startup-limit.ts';
import { cause as stalePooledConnectionCause } from './stale-pooled-connection.ts';
import { cause as stalePortChallengeCause } from './stale-port-challenge.ts';
import { cause as statedErrorCause } from './stated-error.ts';
import { cause as stillOpenCause } from './still-open.ts';
import { cause as synCookiesCause } from './syn-cookies.ts';
import { cause as synProxyCause } from './syn-proxy.ts';
import { cause as tcpAuthenticationMismatchCause } from './tcp-authentication-mismatch.ts';
import { cause as tcpMemoryPressureCause } from './tcp-memory-pressure.ts';
import { cause as tlsCipherMismatchCause } from './tls-cipher-mismatch.ts';
import { cause as tlsOnPlainPortCause } from './tls-on-plain-port.ts';
import { cause as tlsVersionMismatchCause } from './tls-version-mismatch.ts';
import { cause as tooManyPingsCause } from './too-many-pings.ts';
import { cause as transparentProxyCause } from './transparent-proxy.ts';
import { cause as truncatedResponseCause } from './truncated-response.ts';
import { cause as unansweredArpCause } from './unanswered-arp.ts';
import { cause as unansweredSynCause } from './unanswered-syn.ts';
import { cause as unreadDataAtCloseCause } from './unread-data-at-close.ts';
import { cause as unreadRequestBodyCause } from './unread-request-body.ts';
import { cause as unrecognizedServerNameCause } from './unrecognized-server-name.ts';
import { cause as upstreamRefusalCause } from './upstream-refusal.ts';
import { cause as upstreamRemovalCause } from './upstream-removal.ts';
import { cause as upstreamTimeoutCause } from './upstream-timeout.ts';
import { cause as workerRecyclingCause } from './worker-recycling.ts';
import { cause as workerTimeoutCause } from './worker-timeout.ts';
import { cause as wrongAddressResolvedCause } from './wrong-address-resolved.ts';
import { cause as zeroWindowStallCause } from './zero-window-stall.ts';

/** Every cause of this folder, in order of file name. */
export const causes: readonly Cause[] = [
  abortiveCloseCause,
  acceptQueueOverflowCause,
  accessListAfterAcceptCause,
  addressFamilyMismatchCause,
  administrativeTerminationCause,
  alpnMismatchCause,
  asymmetricRouteCause,
  backscatterCause,
  captureStartedLateCause,
  clientAbortCause,
  clientCertificateRejectionCause,
  clientConnectTimeoutCause,
  clientTimeoutCause,
  closedPortCause,
  closedWithoutResponseCause,
  connectionAgeLimitCause,
  connectionLimitCause,
  connectionRequestLimitCause,
  conntrackInvalidCause,
  conntrackTableFullCause,
  duplicateAddressCause,
  endpointRemovalCause,
  ephemeralPortExhaustionCause,
  fatalTlsAlertCause,
  fileDescriptorExhaustionCause,
  firewallAdminProhibitedCause,
  firewallPortUnreachableCause,
  firewallResetAtConnectCause,
  firewallResetBothEndsCause,
  firewallStateLossCause,
  forwarderWithoutBackendCause,
  gracefulShutdownCause,
  hairpinNatCause,
  halfCloseCause,
  halfOpenConnectionCause,
  healthCheckCause,
  hostUnreachableCause,
  http2FloodCause,
  http2GoawayCause,
  http2PingTimeoutCause,
  ignoredResetCause,
  injectedDataCause,
  injectedResetCause,
  inlineFirewallResetCause,
  insufficientEvidenceCause,
  keepaliveRaceCause,
  keepaliveUnansweredCause,
  listenerOnAnotherAddressCause,
  listenerShutdownCause,
  middleboxIdleTimeoutCause,
  nameResolutionFailureCause,
  natMappingLossCause,
  networkUnreachableCause,
  normalCloseCause,
  outOfMemoryKillCause,
  pathMtuBlackHoleCause,
  pawsAtConnectCause,
  plainOnTlsPortCause,
  portScanCause,
  processCrashCause,
  protocolErrorCause,
  proxyProtocolMismatchCause,
  requestTimeoutCause,
  requestTooLargeCause,
  resetAfterCloseCause,
  resetAfterCloseNotifyCause,
  retransmissionTimeoutCause,
  reversePathFilterCause,
  sequenceRewritingCause,
  serverCertificateRejectionCause,
  serverIdleTimeoutCause,
  serverNameBlockingCause,
  snatPortExhaustionCause,
  socketDestructionCause,
  sshStartupLimitCause,
  stalePooledConnectionCause,
  stalePortChallengeCause,
  statedErrorCause,
  stillOpenCause,
  synCookiesCause,
  synProxyCause,
  tcpAuthenticationMismatchCause,
  tcpMemoryPressureCause,
  tlsCipherMismatchCause,
  tlsOnPlainPortCause,
  tlsVersionMismatchCause,
  tooManyPingsCause,
  transparentProxyCause,
  truncatedResponseCause,
  unansweredArpCause,
  unansweredSynCause,
  unreadDataAtCloseCause,
  unreadRequestBodyCause,
  unrecognizedServerNameCause,
  upstreamRefusalCause,
  upstreamRemovalCause,
  upstreamTimeoutCause,
  workerRecyclingCause,
  workerTimeoutCause,
  wrongAddressResolvedCause,
  zeroWindowStallCause,
];
