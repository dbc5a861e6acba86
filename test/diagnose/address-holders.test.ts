/** Who holds an address, as ARP and frames show it; and who only sends or answers for others. */
import { describe, expect, it } from 'vitest';
import { AddressHolders } from '../../src/core/diagnose/address-holders.ts';

const HOST = 0x0264_33c6;
const OTHER = 0x0364_33c6;
const SERVER = 0x0200_0000_0002;
const TWIN = 0x0200_0000_000e;
const ROUTER = 0x0200_0000_0001;

const summary = (holders: AddressHolders): string[] =>
  holders.of(HOST).map(({ hardware, since, until, claimed, isAnnounced }) => {
    const marks = [claimed === undefined ? '' : ` claimed ${claimed}`, isAnnounced ? ' announced' : ''];
    return `${hardware.slice(-2)} ${since}-${until}${marks.join('')}`;
  });

describe('AddressHolders', () => {
  it('keeps one after the other, from the frames before the first claim on', () => {
    const holders = new AddressHolders();
    holders.noteFrame(HOST, SERVER, 1, 1);
    holders.noteFrame(HOST, SERVER, 2, 2);
    holders.noteClaim(HOST, TWIN, 3, 3, true);
    holders.noteClaim(HOST, TWIN, 4, 4, true);
    holders.noteFrame(HOST, TWIN, 5, 5);
    holders.noteClaim(HOST, SERVER, 6, 6, false);
    expect(summary(holders)).toEqual(['02 1-2', '0e 3-5 claimed 3 announced', '02 6-6 claimed 6']);
  });

  it('knows no holder of an address that nobody has claimed', () => {
    const holders = new AddressHolders();
    holders.noteFrame(HOST, SERVER, 1, 1);
    holders.noteFrame(HOST, TWIN, 2, 2);
    expect(summary(holders)).toEqual([]);
  });

  it('a router that passes on what the host sends holds nothing, even where it was heard first', () => {
    const holders = new AddressHolders();
    holders.noteFrame(HOST, ROUTER, 1, 1);
    holders.noteFrame(OTHER, ROUTER, 2, 2);
    holders.noteClaim(HOST, SERVER, 3, 3, false);
    holders.noteFrame(HOST, ROUTER, 4, 4);
    holders.noteClaim(HOST, SERVER, 5, 5, false);
    expect(summary(holders)).toEqual(['02 3-5 claimed 3']);
  });

  it('a proxy that answers for many holds nothing', () => {
    const holders = new AddressHolders();
    holders.noteClaim(HOST, SERVER, 1, 1, false);
    for (let host = 1; host < 10; host += 1) holders.noteClaim(host, ROUTER, 2, 2, false);
    holders.noteClaim(HOST, ROUTER, 3, 3, false);
    expect(summary(holders)).toEqual(['02 1-1 claimed 1']);
  });

  it.each([
    ['VRRP and CARP', 0x0000_5e00_0142],
    ['VRRP on IPv6', 0x0000_5e00_0242],
    ['HSRP', 0x0000_0c07_ac42],
    ['HSRP version 2', 0x0000_0c9f_f042],
    ['GLBP', 0x0007_b400_0102],
    ['Network Load Balancing', 0x02bf_0a00_0001],
  ])('the address of %s is no machine’s own', (_, hardware) => {
    const holders = new AddressHolders();
    holders.noteClaim(HOST, SERVER, 1, 1, false);
    holders.noteClaim(HOST, hardware, 2, 2, true);
    expect(summary(holders)).toEqual(['02 1-1 claimed 1']);
  });

  it('forgets the oldest of many changes', () => {
    const holders = new AddressHolders();
    for (let time = 0; time < 20; time += 1) holders.noteClaim(HOST, time % 2 === 0 ? SERVER : TWIN, time, time, false);
    expect(summary(holders)).toHaveLength(8);
    expect(summary(holders).at(-1)).toBe('0e 19-19 claimed 19');
  });
});
