// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { Scenario } from './_scenario.ts';
import { scenario as abortiveCloseScenario } from './abortive-close.ts';
import { scenario as acceptQueueOverflowScenario } from './accept-queue-overflow.ts';
import { scenario as acceptQueueOverflowAbortScenario } from './accept-queue-overflow-abort.ts';
import { scenario as acceptQueueOverflowCookiesScenario } from './accept-queue-overflow-cookies.ts';
import { scenario as acceptQueueOverflowLostAckScenario } from './accept-queue-overflow-lost-ack.ts';
import { scenario as acceptQueueOverflowNodeScenario } from './accept-queue-overflow-node.ts';
import { scenario as accessListAfterAcceptScenario } from './access-list-after-accept.ts';
import { scenario as accessListAfterAcceptHaproxyScenario } from './access-list-after-accept-haproxy.ts';
import { scenario as accessListAfterAcceptMysqlScenario } from './access-list-after-accept-mysql.ts';
import { scenario as accessListAfterAcceptPostgresScenario } from './access-list-after-accept-postgres.ts';
import { scenario as accessListAfterAcceptRedisScenario } from './access-list-after-accept-redis.ts';
import { scenario as addressFamilyMismatchScenario } from './address-family-mismatch.ts';
import { scenario as administrativeTerminationMysqlScenario } from './administrative-termination-mysql.ts';
import { scenario as administrativeTerminationPostgresScenario } from './administrative-termination-postgres.ts';
import { scenario as alpnMismatchScenario } from './alpn-mismatch.ts';
import { scenario as asymmetricRouteScenario } from './asymmetric-route.ts';
import { scenario as captureStartedLateScenario } from './capture-started-late.ts';
import { scenario as clientAbortScenario } from './client-abort.ts';
import { scenario as clientAbortCurlScenario } from './client-abort-curl.ts';
import { scenario as clientAbortDuplicateResetScenario } from './client-abort-duplicate-reset.ts';
import { scenario as clientAbortNodeResetScenario } from './client-abort-node-reset.ts';
import { scenario as clientAbortUnreadScenario } from './client-abort-unread.ts';
import { scenario as clientAbortUnreadCurlScenario } from './client-abort-unread-curl.ts';
import { scenario as clientCertificateRejectionScenario } from './client-certificate-rejection.ts';
import { scenario as clientCertificateRejectionEncryptedScenario } from './client-certificate-rejection-encrypted.ts';
import { scenario as clientCertificateRejectionHaproxyScenario } from './client-certificate-rejection-haproxy.ts';
import { scenario as clientCertificateRejectionNginxScenario } from './client-certificate-rejection-nginx.ts';
import { scenario as clientCertificateRejectionUnreadScenario } from './client-certificate-rejection-unread.ts';
import { scenario as clientConnectTimeoutScenario } from './client-connect-timeout.ts';
import { scenario as clientConnectTimeoutSoonScenario } from './client-connect-timeout-soon.ts';
import { scenario as clientTimeoutScenario } from './client-timeout.ts';
import { scenario as clientTimeoutNginxScenario } from './client-timeout-nginx.ts';
import { scenario as closedPortScenario } from './closed-port.ts';
import { scenario as closedPortNginxStoppedScenario } from './closed-port-nginx-stopped.ts';
import { scenario as closedPortWrongAddressScenario } from './closed-port-wrong-address.ts';
import { scenario as closedWithoutResponseScenario } from './closed-without-response.ts';
import { scenario as closedWithoutResponseNginxScenario } from './closed-without-response-nginx.ts';
import { scenario as connectionAgeLimitScenario } from './connection-age-limit.ts';
import { scenario as connectionLimitHaproxyScenario } from './connection-limit-haproxy.ts';
import { scenario as connectionLimitHaproxyFrontendScenario } from './connection-limit-haproxy-frontend.ts';
import { scenario as connectionLimitMysqlScenario } from './connection-limit-mysql.ts';
import { scenario as connectionLimitNginxScenario } from './connection-limit-nginx.ts';
import { scenario as connectionLimitNginxRateScenario } from './connection-limit-nginx-rate.ts';
import { scenario as connectionLimitNginxWorkersScenario } from './connection-limit-nginx-workers.ts';
import { scenario as connectionLimitPostgresScenario } from './connection-limit-postgres.ts';
import { scenario as connectionLimitRedisScenario } from './connection-limit-redis.ts';
import { scenario as connectionRequestLimitScenario } from './connection-request-limit.ts';
import { scenario as connectionRequestLimitHttp2Scenario } from './connection-request-limit-http2.ts';
import { scenario as conntrackInvalidScenario } from './conntrack-invalid.ts';
import { scenario as duplicateAddressScenario } from './duplicate-address.ts';
import { scenario as endpointRemovalScenario } from './endpoint-removal.ts';
import { scenario as fileDescriptorExhaustionScenario } from './file-descriptor-exhaustion.ts';
import { scenario as fileDescriptorExhaustionNodeScenario } from './file-descriptor-exhaustion-node.ts';
import { scenario as firewallAdminProhibitedScenario } from './firewall-admin-prohibited.ts';
import { scenario as firewallPortUnreachableScenario } from './firewall-port-unreachable.ts';
import { scenario as firewallResetAtConnectScenario } from './firewall-reset-at-connect.ts';
import { scenario as firewallResetAtConnectCountScenario } from './firewall-reset-at-connect-count.ts';
import { scenario as firewallResetAtConnectRateScenario } from './firewall-reset-at-connect-rate.ts';
import { scenario as firewallResetBothEndsScenario } from './firewall-reset-both-ends.ts';
import { scenario as firewallResetClientAddressScenario } from './firewall-reset-client-address.ts';
import { scenario as firewallResetNearbyScenario } from './firewall-reset-nearby.ts';
import { scenario as firewallResetOnServerScenario } from './firewall-reset-on-server.ts';
import { scenario as firewallStateLossScenario } from './firewall-state-loss.ts';
import { scenario as firewallStateLossSilentScenario } from './firewall-state-loss-silent.ts';
import { scenario as forwarderWithoutBackendScenario } from './forwarder-without-backend.ts';
import { scenario as forwarderWithoutBackendHaproxyScenario } from './forwarder-without-backend-haproxy.ts';
import { scenario as forwarderWithoutBackendLateScenario } from './forwarder-without-backend-late.ts';
import { scenario as gracefulShutdownHaproxyScenario } from './graceful-shutdown-haproxy.ts';
import { scenario as gracefulShutdownNginxScenario } from './graceful-shutdown-nginx.ts';
import { scenario as gracefulShutdownUnhandledScenario } from './graceful-shutdown-unhandled.ts';
import { scenario as hairpinNatScenario } from './hairpin-nat.ts';
import { scenario as halfCloseScenario } from './half-close.ts';
import { scenario as halfCloseSocatScenario } from './half-close-socat.ts';
import { scenario as halfOpenConnectionScenario } from './half-open-connection.ts';
import { scenario as halfOpenConnectionBurstScenario } from './half-open-connection-burst.ts';
import { scenario as halfOpenConnectionFailoverScenario } from './half-open-connection-failover.ts';
import { scenario as halfOpenConnectionKeepaliveScenario } from './half-open-connection-keepalive.ts';
import { scenario as halfOpenConnectionNewMachineScenario } from './half-open-connection-new-machine.ts';
import { scenario as halfOpenConnectionOutageScenario } from './half-open-connection-outage.ts';
import { scenario as headerTooLargeNodeScenario } from './header-too-large-node.ts';
import { scenario as healthCheckScenario } from './health-check.ts';
import { scenario as healthCheckHaproxyScenario } from './health-check-haproxy.ts';
import { scenario as hostUnreachableScenario } from './host-unreachable.ts';
import { scenario as http2GoawayScenario } from './http2-goaway.ts';
import { scenario as ignoredResetScenario } from './ignored-reset.ts';
import { scenario as ignoredResetOutOfWindowScenario } from './ignored-reset-out-of-window.ts';
import { scenario as injectedDataBlockPageScenario } from './injected-data-block-page.ts';
import { scenario as injectedDataRedirectScenario } from './injected-data-redirect.ts';
import { scenario as injectedResetScenario } from './injected-reset.ts';
import { scenario as injectedResetAfterChallengeScenario } from './injected-reset-after-challenge.ts';
import { scenario as injectedResetBothEndsScenario } from './injected-reset-both-ends.ts';
import { scenario as injectedResetFlowLabelScenario } from './injected-reset-flow-label.ts';
import { scenario as injectedResetPayloadScenario } from './injected-reset-payload.ts';
import { scenario as injectedResetSandvineScenario } from './injected-reset-sandvine.ts';
import { scenario as inlineFirewallResetScenario } from './inline-firewall-reset.ts';
import { scenario as keepaliveRaceScenario } from './keepalive-race.ts';
import { scenario as keepaliveRaceHaproxyScenario } from './keepalive-race-haproxy.ts';
import { scenario as keepaliveRaceNodeScenario } from './keepalive-race-node.ts';
import { scenario as keepaliveUnansweredScenario } from './keepalive-unanswered.ts';
import { scenario as keepaliveUnansweredServerScenario } from './keepalive-unanswered-server.ts';
import { scenario as listenerOnAnotherAddressScenario } from './listener-on-another-address.ts';
import { scenario as listenerShutdownScenario } from './listener-shutdown.ts';
import { scenario as listenerShutdownCrashScenario } from './listener-shutdown-crash.ts';
import { scenario as middleboxIdleTimeoutLateResetScenario } from './middlebox-idle-timeout-late-reset.ts';
import { scenario as middleboxIdleTimeoutPushScenario } from './middlebox-idle-timeout-push.ts';
import { scenario as middleboxIdleTimeoutResetScenario } from './middlebox-idle-timeout-reset.ts';
import { scenario as middleboxIdleTimeoutSilentScenario } from './middlebox-idle-timeout-silent.ts';
import { scenario as natMappingLossScenario } from './nat-mapping-loss.ts';
import { scenario as natMappingLossRebindingScenario } from './nat-mapping-loss-rebinding.ts';
import { scenario as networkUnreachableScenario } from './network-unreachable.ts';
import { scenario as normalCloseScenario } from './normal-close.ts';
import { scenario as normalCloseDamagedSegmentsScenario } from './normal-close-damaged-segments.ts';
import { scenario as normalCloseDisorderedPathScenario } from './normal-close-disordered-path.ts';
import { scenario as normalCloseLinkFlapScenario } from './normal-close-link-flap.ts';
import { scenario as normalCloseLossyPathScenario } from './normal-close-lossy-path.ts';
import { scenario as normalClosePartitionHealedScenario } from './normal-close-partition-healed.ts';
import { scenario as normalClosePathMtuScenario } from './normal-close-path-mtu.ts';
import { scenario as normalClosePortReuseScenario } from './normal-close-port-reuse.ts';
import { scenario as normalCloseSackRewritingScenario } from './normal-close-sack-rewriting.ts';
import { scenario as normalCloseSequenceRewritingScenario } from './normal-close-sequence-rewriting.ts';
import { scenario as normalCloseTlsScenario } from './normal-close-tls.ts';
import { scenario as normalCloseTlsNginxScenario } from './normal-close-tls-nginx.ts';
import { scenario as outOfMemoryKillScenario } from './out-of-memory-kill.ts';
import { scenario as pathMtuBlackHoleScenario } from './path-mtu-black-hole.ts';
import { scenario as plainOnTlsPortScenario } from './plain-on-tls-port.ts';
import { scenario as plainOnTlsPortApacheScenario } from './plain-on-tls-port-apache.ts';
import { scenario as plainOnTlsPortNginxScenario } from './plain-on-tls-port-nginx.ts';
import { scenario as plainOnTlsPortSilentScenario } from './plain-on-tls-port-silent.ts';
import { scenario as portScanScenario } from './port-scan.ts';
import { scenario as processCrashExceptionScenario } from './process-crash-exception.ts';
import { scenario as processCrashSegfaultScenario } from './process-crash-segfault.ts';
import { scenario as processCrashUnreadScenario } from './process-crash-unread.ts';
import { scenario as protocolErrorMessageSizeScenario } from './protocol-error-message-size.ts';
import { scenario as protocolErrorMessageSizeResetScenario } from './protocol-error-message-size-reset.ts';
import { scenario as protocolErrorNginxScenario } from './protocol-error-nginx.ts';
import { scenario as protocolErrorRedisScenario } from './protocol-error-redis.ts';
import { scenario as proxyProtocolMismatchScenario } from './proxy-protocol-mismatch.ts';
import { scenario as proxyProtocolMismatchMissingScenario } from './proxy-protocol-mismatch-missing.ts';
import { scenario as requestTimeoutApacheScenario } from './request-timeout-apache.ts';
import { scenario as requestTimeoutHaproxyScenario } from './request-timeout-haproxy.ts';
import { scenario as requestTimeoutNginxScenario } from './request-timeout-nginx.ts';
import { scenario as requestTooLargeScenario } from './request-too-large.ts';
import { scenario as requestTooLargeUriScenario } from './request-too-large-uri.ts';
import { scenario as resetAfterCloseScenario } from './reset-after-close.ts';
import { scenario as resetAfterCloseBurstScenario } from './reset-after-close-burst.ts';
import { scenario as resetAfterCloseNotifyScenario } from './reset-after-close-notify.ts';
import { scenario as resetAfterCloseNotifyNodeScenario } from './reset-after-close-notify-node.ts';
import { scenario as retransmissionTimeoutScenario } from './retransmission-timeout.ts';
import { scenario as retransmissionTimeoutAddressLossScenario } from './retransmission-timeout-address-loss.ts';
import { scenario as retransmissionTimeoutRuleReloadScenario } from './retransmission-timeout-rule-reload.ts';
import { scenario as retransmissionTimeoutUserTimeoutScenario } from './retransmission-timeout-user-timeout.ts';
import { scenario as reversePathFilterScenario } from './reverse-path-filter.ts';
import { scenario as sequenceRewritingResetScenario } from './sequence-rewriting-reset.ts';
import { scenario as serverCertificateRejectionScenario } from './server-certificate-rejection.ts';
import { scenario as serverCertificateRejectionNodeScenario } from './server-certificate-rejection-node.ts';
import { scenario as serverCertificateRejectionTls13Scenario } from './server-certificate-rejection-tls13.ts';
import { scenario as serverIdleTimeoutScenario } from './server-idle-timeout.ts';
import { scenario as serverIdleTimeoutApacheScenario } from './server-idle-timeout-apache.ts';
import { scenario as serverIdleTimeoutHaproxyScenario } from './server-idle-timeout-haproxy.ts';
import { scenario as serverIdleTimeoutLoadBalancerScenario } from './server-idle-timeout-load-balancer.ts';
import { scenario as serverIdleTimeoutMysqlScenario } from './server-idle-timeout-mysql.ts';
import { scenario as serverIdleTimeoutNginxScenario } from './server-idle-timeout-nginx.ts';
import { scenario as serverIdleTimeoutRedisScenario } from './server-idle-timeout-redis.ts';
import { scenario as serverNameBlockingScenario } from './server-name-blocking.ts';
import { scenario as snatPortExhaustionScenario } from './snat-port-exhaustion.ts';
import { scenario as socketDestructionScenario } from './socket-destruction.ts';
import { scenario as socketDestructionServerScenario } from './socket-destruction-server.ts';
import { scenario as sshStartupLimitScenario } from './ssh-startup-limit.ts';
import { scenario as sshStartupLimitUnreadScenario } from './ssh-startup-limit-unread.ts';
import { scenario as stalePooledConnectionScenario } from './stale-pooled-connection.ts';
import { scenario as stalePooledConnectionHaproxyRestartScenario } from './stale-pooled-connection-haproxy-restart.ts';
import { scenario as stalePortChallengeAnsweredScenario } from './stale-port-challenge-answered.ts';
import { scenario as stillOpenScenario } from './still-open.ts';
import { scenario as synCookiesScenario } from './syn-cookies.ts';
import { scenario as synCookiesFloodScenario } from './syn-cookies-flood.ts';
import { scenario as synProxyScenario } from './syn-proxy.ts';
import { scenario as tcpAuthenticationMismatchScenario } from './tcp-authentication-mismatch.ts';
import { scenario as tcpAuthenticationMismatchKeyScenario } from './tcp-authentication-mismatch-key.ts';
import { scenario as tlsCipherMismatchScenario } from './tls-cipher-mismatch.ts';
import { scenario as tlsOnPlainPortScenario } from './tls-on-plain-port.ts';
import { scenario as tlsOnPlainPortNginxScenario } from './tls-on-plain-port-nginx.ts';
import { scenario as tlsOnPlainPortProxyScenario } from './tls-on-plain-port-proxy.ts';
import { scenario as tlsVersionMismatchScenario } from './tls-version-mismatch.ts';
import { scenario as tooManyPingsScenario } from './too-many-pings.ts';
import { scenario as transparentProxyScenario } from './transparent-proxy.ts';
import { scenario as truncatedResponseScenario } from './truncated-response.ts';
import { scenario as truncatedResponseChunkedScenario } from './truncated-response-chunked.ts';
import { scenario as truncatedResponseHaproxyScenario } from './truncated-response-haproxy.ts';
import { scenario as truncatedResponseNginxScenario } from './truncated-response-nginx.ts';
import { scenario as truncatedResponseUpstreamResetScenario } from './truncated-response-upstream-reset.ts';
import { scenario as unansweredArpScenario } from './unanswered-arp.ts';
import { scenario as unansweredSynScenario } from './unanswered-syn.ts';
import { scenario as unansweredSynClientAddressScenario } from './unanswered-syn-client-address.ts';
import { scenario as unansweredSynRateScenario } from './unanswered-syn-rate.ts';
import { scenario as unreadDataAtCloseScenario } from './unread-data-at-close.ts';
import { scenario as unreadRequestBodyScenario } from './unread-request-body.ts';
import { scenario as unreadRequestBodyNginxScenario } from './unread-request-body-nginx.ts';
import { scenario as unrecognizedServerNameScenario } from './unrecognized-server-name.ts';
import { scenario as upstreamRefusalHaproxyScenario } from './upstream-refusal-haproxy.ts';
import { scenario as upstreamRefusalNginxScenario } from './upstream-refusal-nginx.ts';
import { scenario as upstreamRefusalSquidScenario } from './upstream-refusal-squid.ts';
import { scenario as upstreamRefusalStunnelScenario } from './upstream-refusal-stunnel.ts';
import { scenario as upstreamRemovalHaproxyScenario } from './upstream-removal-haproxy.ts';
import { scenario as upstreamRemovalHealthCheckScenario } from './upstream-removal-health-check.ts';
import { scenario as upstreamTimeoutHaproxyScenario } from './upstream-timeout-haproxy.ts';
import { scenario as upstreamTimeoutNginxScenario } from './upstream-timeout-nginx.ts';
import { scenario as workerRecyclingScenario } from './worker-recycling.ts';
import { scenario as workerTimeoutScenario } from './worker-timeout.ts';
import { scenario as zeroWindowStallScenario } from './zero-window-stall.ts';
import { scenario as zeroWindowStallNginxScenario } from './zero-window-stall-nginx.ts';

/** Every scenario of this folder, in order of file name. */
export const scenarios: readonly Scenario[] = [
  abortiveCloseScenario,
  acceptQueueOverflowScenario,
  acceptQueueOverflowAbortScenario,
  acceptQueueOverflowCookiesScenario,
  acceptQueueOverflowLostAckScenario,
  acceptQueueOverflowNodeScenario,
  accessListAfterAcceptScenario,
  accessListAfterAcceptHaproxyScenario,
  accessListAfterAcceptMysqlScenario,
  accessListAfterAcceptPostgresScenario,
  accessListAfterAcceptRedisScenario,
  addressFamilyMismatchScenario,
  administrativeTerminationMysqlScenario,
  administrativeTerminationPostgresScenario,
  alpnMismatchScenario,
  asymmetricRouteScenario,
  captureStartedLateScenario,
  clientAbortScenario,
  clientAbortCurlScenario,
  clientAbortDuplicateResetScenario,
  clientAbortNodeResetScenario,
  clientAbortUnreadScenario,
  clientAbortUnreadCurlScenario,
  clientCertificateRejectionScenario,
  clientCertificateRejectionEncryptedScenario,
  clientCertificateRejectionHaproxyScenario,
  clientCertificateRejectionNginxScenario,
  clientCertificateRejectionUnreadScenario,
  clientConnectTimeoutScenario,
  clientConnectTimeoutSoonScenario,
  clientTimeoutScenario,
  clientTimeoutNginxScenario,
  closedPortScenario,
  closedPortNginxStoppedScenario,
  closedPortWrongAddressScenario,
  closedWithoutResponseScenario,
  closedWithoutResponseNginxScenario,
  connectionAgeLimitScenario,
  connectionLimitHaproxyScenario,
  connectionLimitHaproxyFrontendScenario,
  connectionLimitMysqlScenario,
  connectionLimitNginxScenario,
  connectionLimitNginxRateScenario,
  connectionLimitNginxWorkersScenario,
  connectionLimitPostgresScenario,
  connectionLimitRedisScenario,
  connectionRequestLimitScenario,
  connectionRequestLimitHttp2Scenario,
  conntrackInvalidScenario,
  duplicateAddressScenario,
  endpointRemovalScenario,
  fileDescriptorExhaustionScenario,
  fileDescriptorExhaustionNodeScenario,
  firewallAdminProhibitedScenario,
  firewallPortUnreachableScenario,
  firewallResetAtConnectScenario,
  firewallResetAtConnectCountScenario,
  firewallResetAtConnectRateScenario,
  firewallResetBothEndsScenario,
  firewallResetClientAddressScenario,
  firewallResetNearbyScenario,
  firewallResetOnServerScenario,
  firewallStateLossScenario,
  firewallStateLossSilentScenario,
  forwarderWithoutBackendScenario,
  forwarderWithoutBackendHaproxyScenario,
  forwarderWithoutBackendLateScenario,
  gracefulShutdownHaproxyScenario,
  gracefulShutdownNginxScenario,
  gracefulShutdownUnhandledScenario,
  hairpinNatScenario,
  halfCloseScenario,
  halfCloseSocatScenario,
  halfOpenConnectionScenario,
  halfOpenConnectionBurstScenario,
  halfOpenConnectionFailoverScenario,
  halfOpenConnectionKeepaliveScenario,
  halfOpenConnectionNewMachineScenario,
  halfOpenConnectionOutageScenario,
  headerTooLargeNodeScenario,
  healthCheckScenario,
  healthCheckHaproxyScenario,
  hostUnreachableScenario,
  http2GoawayScenario,
  ignoredResetScenario,
  ignoredResetOutOfWindowScenario,
  injectedDataBlockPageScenario,
  injectedDataRedirectScenario,
  injectedResetScenario,
  injectedResetAfterChallengeScenario,
  injectedResetBothEndsScenario,
  injectedResetFlowLabelScenario,
  injectedResetPayloadScenario,
  injectedResetSandvineScenario,
  inlineFirewallResetScenario,
  keepaliveRaceScenario,
  keepaliveRaceHaproxyScenario,
  keepaliveRaceNodeScenario,
  keepaliveUnansweredScenario,
  keepaliveUnansweredServerScenario,
  listenerOnAnotherAddressScenario,
  listenerShutdownScenario,
  listenerShutdownCrashScenario,
  middleboxIdleTimeoutLateResetScenario,
  middleboxIdleTimeoutPushScenario,
  middleboxIdleTimeoutResetScenario,
  middleboxIdleTimeoutSilentScenario,
  natMappingLossScenario,
  natMappingLossRebindingScenario,
  networkUnreachableScenario,
  normalCloseScenario,
  normalCloseDamagedSegmentsScenario,
  normalCloseDisorderedPathScenario,
  normalCloseLinkFlapScenario,
  normalCloseLossyPathScenario,
  normalClosePartitionHealedScenario,
  normalClosePathMtuScenario,
  normalClosePortReuseScenario,
  normalCloseSackRewritingScenario,
  normalCloseSequenceRewritingScenario,
  normalCloseTlsScenario,
  normalCloseTlsNginxScenario,
  outOfMemoryKillScenario,
  pathMtuBlackHoleScenario,
  plainOnTlsPortScenario,
  plainOnTlsPortApacheScenario,
  plainOnTlsPortNginxScenario,
  plainOnTlsPortSilentScenario,
  portScanScenario,
  processCrashExceptionScenario,
  processCrashSegfaultScenario,
  processCrashUnreadScenario,
  protocolErrorMessageSizeScenario,
  protocolErrorMessageSizeResetScenario,
  protocolErrorNginxScenario,
  protocolErrorRedisScenario,
  proxyProtocolMismatchScenario,
  proxyProtocolMismatchMissingScenario,
  requestTimeoutApacheScenario,
  requestTimeoutHaproxyScenario,
  requestTimeoutNginxScenario,
  requestTooLargeScenario,
  requestTooLargeUriScenario,
  resetAfterCloseScenario,
  resetAfterCloseBurstScenario,
  resetAfterCloseNotifyScenario,
  resetAfterCloseNotifyNodeScenario,
  retransmissionTimeoutScenario,
  retransmissionTimeoutAddressLossScenario,
  retransmissionTimeoutRuleReloadScenario,
  retransmissionTimeoutUserTimeoutScenario,
  reversePathFilterScenario,
  sequenceRewritingResetScenario,
  serverCertificateRejectionScenario,
  serverCertificateRejectionNodeScenario,
  serverCertificateRejectionTls13Scenario,
  serverIdleTimeoutScenario,
  serverIdleTimeoutApacheScenario,
  serverIdleTimeoutHaproxyScenario,
  serverIdleTimeoutLoadBalancerScenario,
  serverIdleTimeoutMysqlScenario,
  serverIdleTimeoutNginxScenario,
  serverIdleTimeoutRedisScenario,
  serverNameBlockingScenario,
  snatPortExhaustionScenario,
  socketDestructionScenario,
  socketDestructionServerScenario,
  sshStartupLimitScenario,
  sshStartupLimitUnreadScenario,
  stalePooledConnectionScenario,
  stalePooledConnectionHaproxyRestartScenario,
  stalePortChallengeAnsweredScenario,
  stillOpenScenario,
  synCookiesScenario,
  synCookiesFloodScenario,
  synProxyScenario,
  tcpAuthenticationMismatchScenario,
  tcpAuthenticationMismatchKeyScenario,
  tlsCipherMismatchScenario,
  tlsOnPlainPortScenario,
  tlsOnPlainPortNginxScenario,
  tlsOnPlainPortProxyScenario,
  tlsVersionMismatchScenario,
  tooManyPingsScenario,
  transparentProxyScenario,
  truncatedResponseScenario,
  truncatedResponseChunkedScenario,
  truncatedResponseHaproxyScenario,
  truncatedResponseNginxScenario,
  truncatedResponseUpstreamResetScenario,
  unansweredArpScenario,
  unansweredSynScenario,
  unansweredSynClientAddressScenario,
  unansweredSynRateScenario,
  unreadDataAtCloseScenario,
  unreadRequestBodyScenario,
  unreadRequestBodyNginxScenario,
  unrecognizedServerNameScenario,
  upstreamRefusalHaproxyScenario,
  upstreamRefusalNginxScenario,
  upstreamRefusalSquidScenario,
  upstreamRefusalStunnelScenario,
  upstreamRemovalHaproxyScenario,
  upstreamRemovalHealthCheckScenario,
  upstreamTimeoutHaproxyScenario,
  upstreamTimeoutNginxScenario,
  workerRecyclingScenario,
  workerTimeoutScenario,
  zeroWindowStallScenario,
  zeroWindowStallNginxScenario,
];
