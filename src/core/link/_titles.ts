/**
 * Names of link types nobody reads here, for the message that says so. Source: https://www.tcpdump.org/linktypes.html;
 * those that captures of IP networks meet most.
 */
import { linkTypes } from './index.ts';

const TITLES_OF_OTHERS: Readonly<Record<number, string>> = {
  7: 'ARCNET, BSD',
  122: 'IP over Fibre Channel',
  123: 'SunATM',
  138: 'IP over IEEE 1394',
  143: 'DOCSIS',
  144: 'Linux IrDA',
  165: 'BACnet MS/TP',
  187: 'Bluetooth HCI H4',
  189: 'USB, Linux',
  195: 'IEEE 802.15.4',
  201: 'Bluetooth HCI H4 with direction',
  203: 'LAPD',
  220: 'USB, Linux, padded',
  224: 'Fibre Channel FC-2',
  226: 'Solaris ipnet',
  227: 'CAN',
  230: 'IEEE 802.15.4 without FCS',
  231: 'D-Bus',
  240: 'netANALYZER',
  247: 'InfiniBand',
  249: 'USB, Windows',
  251: 'Bluetooth Low Energy',
  253: 'Netlink',
  254: 'Bluetooth, Linux monitor',
  265: 'NFC LLCP',
  272: 'nRF sniffer',
  283: 'IEEE 802.15.4 TAP',
};

/** The name of a link type, read here or not; undefined where it is in neither list. */
export function linkTypeTitle(number: number): string | undefined {
  const read = linkTypes.find(({ numbers }) => numbers.includes(number));
  return read?.title ?? TITLES_OF_OTHERS[number];
}
