// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { Cause } from '../model/cause.ts';
import { cause as abortiveCloseCause } from './abortive-close.ts';
import { cause as acceptQueueOverflowCause } from './accept-queue-overflow.ts';
import { cause as addressFamilyMismatchCause } from './address-family-mismatch.ts';
import { cause as asymmetricRouteCause } from './asymmetric-route.ts';
import { cause as backscatterCause } from './backscatter.ts';
import { cause as captureStartedLateCause } from './capture-started-late.ts';
import { cause as clientAbortCause } from './client-abort.ts';
import { cause as clientConnectTimeoutCause } from './client-connect-timeout.ts';
import { cause as clientTimeoutCause } from './client-timeout.ts';
import { cause as closedPortCause } from './closed-port.ts';
import { cause as closedWithoutResponseCause } from './closed-without-response.ts';
import { cause as conntrackInvalidCause } from './conntrack-invalid.ts';
import { cause as conntrackTableFullCause } from './conntrack-table-full.ts';
import { cause as duplicateAddressCause } from './duplicate-address.ts';
import { cause as endpointRemovalCause } from './endpoint-removal.ts';
import { cause as ephemeralPortExhaustionCause } from './ephemeral-port-exhaustion.ts';
import { cause as fatalTlsAlertCause } from './fatal-tls-alert.ts';
import { cause as firewallAdminProhibitedCause } from './firewall-admin-prohibited.ts';
import { cause as firewallPortUnreachableCause } from './firewall-port-unreachable.ts';
import { cause as firewallResetAtConnectCause } from './firewall-reset-at-connect.ts';
import { cause as firewallStateLossCause } from './firewall-state-loss.ts';
import { cause as hairpinNatCause } from './hairpin-nat.ts';
import { cause as halfCloseCause } from './half-close.ts';
import { cause as halfOpenConnectionCause } from './half-open-connection.ts';
import { cause as healthCheckCause } from './health-check.ts';
import { cause as hostUnreachableCause } from './host-unreachable.ts';
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
import { cause as pathMtuBlackHoleCause } from './path-mtu-black-hole.ts';
import { cause as pawsAtConnectCause } from './paws-at-connect.ts';
import { cause as plainOnTlsPortCause } from './plain-on-tls-port.ts';
import { cause as portScanCause } from './port-scan.ts';
import { cause as resetAfterCloseCause } from './reset-after-close.ts';
import { cause as retransmissionTimeoutCause } from './retransmission-timeout.ts';
import { cause as reversePathFilterCause } from './reverse-path-filter.ts';
import { cause as sequenceRewritingCause } from './sequence-rewriting.ts';
import { cause as serverIdleTimeoutCause } from './server-idle-timeout.ts';
import { cause as snatPortExhaustionCause } from './snat-port-exhaustion.ts';
import { cause as stalePooledConnectionCause } from './stale-pooled-connection.ts';
import { cause as stalePortChallengeCause } from './stale-port-challenge.ts';
import { cause as stillOpenCause } from './still-open.ts';
import { cause as synCookiesCause } from './syn-cookies.ts';
import { cause as synProxyCause } from './syn-proxy.ts';
import { cause as tcpAuthenticationMismatchCause } from './tcp-authentication-mismatch.ts';
import { cause as tcpMemoryPressureCause } from './tcp-memory-pressure.ts';
import { cause as tlsOnPlainPortCause } from './tls-on-plain-port.ts';
import { cause as transparentProxyCause } from './transparent-proxy.ts';
import { cause as truncatedResponseCause } from './truncated-response.ts';
import { cause as unansweredArpCause } from './unanswered-arp.ts';
import { cause as unansweredSynCause } from './unanswered-syn.ts';
import { cause as unreadDataAtCloseCause } from './unread-data-at-close.ts';
import { cause as unreadRequestBodyCause } from './unread-request-body.ts';
import { cause as wrongAddressResolvedCause } from './wrong-address-resolved.ts';
import { cause as zeroWindowStallCause } from './zero-window-stall.ts';

/** Every cause of this folder, in order of file name. */
export const causes: readonly Cause[] = [
  abortiveCloseCause,
  acceptQueueOverflowCause,
  addressFamilyMismatchCause,
  asymmetricRouteCause,
  backscatterCause,
  captureStartedLateCause,
  clientAbortCause,
  clientConnectTimeoutCause,
  clientTimeoutCause,
  closedPortCause,
  closedWithoutResponseCause,
  conntrackInvalidCause,
  conntrackTableFullCause,
  duplicateAddressCause,
  endpointRemovalCause,
  ephemeralPortExhaustionCause,
  fatalTlsAlertCause,
  firewallAdminProhibitedCause,
  firewallPortUnreachableCause,
  firewallResetAtConnectCause,
  firewallStateLossCause,
  hairpinNatCause,
  halfCloseCause,
  halfOpenConnectionCause,
  healthCheckCause,
  hostUnreachableCause,
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
  pathMtuBlackHoleCause,
  pawsAtConnectCause,
  plainOnTlsPortCause,
  portScanCause,
  resetAfterCloseCause,
  retransmissionTimeoutCause,
  reversePathFilterCause,
  sequenceRewritingCause,
  serverIdleTimeoutCause,
  snatPortExhaustionCause,
  stalePooledConnectionCause,
  stalePortChallengeCause,
  stillOpenCause,
  synCookiesCause,
  synProxyCause,
  tcpAuthenticationMismatchCause,
  tcpMemoryPressureCause,
  tlsOnPlainPortCause,
  transparentProxyCause,
  truncatedResponseCause,
  unansweredArpCause,
  unansweredSynCause,
  unreadDataAtCloseCause,
  unreadRequestBodyCause,
  wrongAddressResolvedCause,
  zeroWindowStallCause,
];
