// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { LinkType } from './_link-type.ts';
import { linkType as arcnetLinkType } from './arcnet.ts';
import { linkType as ciscoHdlcLinkType } from './cisco-hdlc.ts';
import { linkType as encLinkType } from './enc.ts';
import { linkType as ethernetLinkType } from './ethernet.ts';
import { linkType as ethernetMpacketLinkType } from './ethernet-mpacket.ts';
import { linkType as fddiLinkType } from './fddi.ts';
import { linkType as frameRelayLinkType } from './frame-relay.ts';
import { linkType as ipOverInfinibandLinkType } from './ip-over-infiniband.ts';
import { linkType as juniperEthernetLinkType } from './juniper-ethernet.ts';
import { linkType as linuxSllLinkType } from './linux-sll.ts';
import { linkType as linuxSll2LinkType } from './linux-sll2.ts';
import { linkType as llcLinkType } from './llc.ts';
import { linkType as nflogLinkType } from './nflog.ts';
import { linkType as nullLinkType } from './null.ts';
import { linkType as pflogLinkType } from './pflog.ts';
import { linkType as pktapLinkType } from './pktap.ts';
import { linkType as ppiLinkType } from './ppi.ts';
import { linkType as pppLinkType } from './ppp.ts';
import { linkType as pppWithDirectionLinkType } from './ppp-with-direction.ts';
import { linkType as pppoeLinkType } from './pppoe.ts';
import { linkType as rawIpLinkType } from './raw-ip.ts';
import { linkType as slipLinkType } from './slip.ts';
import { linkType as switchTagLinkType } from './switch-tag.ts';
import { linkType as switchTagPrependedLinkType } from './switch-tag-prepended.ts';
import { linkType as switchTagWithTypeLinkType } from './switch-tag-with-type.ts';
import { linkType as tokenRingLinkType } from './token-ring.ts';
import { linkType as wifiLinkType } from './wifi.ts';
import { linkType as wifiPrismLinkType } from './wifi-prism.ts';
import { linkType as wifiRadiotapLinkType } from './wifi-radiotap.ts';

/** Every linkType of this folder, in order of file name. */
export const linkTypes: readonly LinkType[] = [
  arcnetLinkType,
  ciscoHdlcLinkType,
  encLinkType,
  ethernetLinkType,
  ethernetMpacketLinkType,
  fddiLinkType,
  frameRelayLinkType,
  ipOverInfinibandLinkType,
  juniperEthernetLinkType,
  linuxSllLinkType,
  linuxSll2LinkType,
  llcLinkType,
  nflogLinkType,
  nullLinkType,
  pflogLinkType,
  pktapLinkType,
  ppiLinkType,
  pppLinkType,
  pppWithDirectionLinkType,
  pppoeLinkType,
  rawIpLinkType,
  slipLinkType,
  switchTagLinkType,
  switchTagPrependedLinkType,
  switchTagWithTypeLinkType,
  tokenRingLinkType,
  wifiLinkType,
  wifiPrismLinkType,
  wifiRadiotapLinkType,
];
