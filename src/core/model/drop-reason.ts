/** Why a kernel drops a packet: `enum skb_drop_reason` without its prefix (include/net/dropreason-core.h), as far as it tells of connections. */

/** A packet filter, or an XDP or tc program in its place. */
export const FILTER_DROPS = ['NETFILTER_DROP', 'XDP', 'TC_INGRESS'] as const;

/** Signatures that are missing, not wanted, or wrong (RFC 2385, RFC 5925). */
export const SIGNATURE_DROPS = [
  'TCP_MD5NOTFOUND',
  'TCP_MD5UNEXPECTED',
  'TCP_MD5FAILURE',
  'TCP_AONOTFOUND',
  'TCP_AOUNEXPECTED',
  'TCP_AOKEYNOTFOUND',
  'TCP_AOFAILURE',
] as const;

/** One of the reasons that are read; besides the above the reverse-path filter, and a full queue of connections to accept. */
export type DropReason =
  | (typeof FILTER_DROPS)[number]
  | (typeof SIGNATURE_DROPS)[number]
  | 'IP_RPFILTER'
  | 'TCP_LISTEN_OVERFLOW';

/** All of them. */
export const DROP_REASONS: readonly DropReason[] = [
  ...FILTER_DROPS,
  ...SIGNATURE_DROPS,
  'IP_RPFILTER',
  'TCP_LISTEN_OVERFLOW',
];
