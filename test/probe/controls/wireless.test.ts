import { describe, expect, test } from 'vitest';
import {
  lookAtWireless,
  parseAirportNetwork,
  parseGetSummary,
  parseIwLink,
  parseNetsh,
} from '../../../src/probe/controls/wireless.ts';
import { type FakeMachine, fakeSystem } from '../local/fake-system.ts';

const { signal } = new AbortController();

/** As the documentation of iw has it (wireless.docs.kernel.org, "Determining link status"), with another name. */
const IW = `Connected to 04:21:b0:e8:c8:8b (on wlan0)
	SSID: Guests of Caf\\xc3\\xa9\\x20
	freq: 2437
	RX: 2272 bytes (18 packets)
	TX: 232 bytes (3 packets)
	signal: -57 dBm
	tx bitrate: 36.0 MBit/s
`;

/** As macOS prints it; the order and the fields are those of several published outputs. */
const SUMMARY = `<dictionary> {
  BSSID : <redacted>
  ConnectionID : 16
  IPv4 : <array> {
    0 : <dictionary> {
      Addresses : <array> {
        0 : 192.0.2.164
      }
    }
  }
  InterfaceType : WiFi
  LinkStatusActive : TRUE
  NetworkID : <redacted>
  SSID : Agora : Public
  Security : WPA2_PSK
}`;

/** As Windows prints it; the second interface has joined none. */
const NETSH = `
There are 2 interfaces on the system:

    Name                   : Wi-Fi
    Description            : Intel(R) Wi-Fi 6 AX201 160MHz
    GUID                   : dae9b794-6711-4b4f-bb99-bb4cc90bac39
    Physical address       : 02:00:5e:10:00:01
    Interface type         : Primary
    State                  : connected
    SSID                   : Home: 5 GHz
    AP BSSID               : 02:00:5e:10:00:02
    Band                   : 5 GHz
    Channel                : 149
    Network type           : Infrastructure
    Radio type             : 802.11ax
    Authentication         : WPA3-Personal
    Receive rate (Mbps)    : 1201
    Signal                 : 86%
    Rssi                   : -50
    Profile                : Home: 5 GHz

    Name                   : Wi-Fi 2
    Description            : Another adapter
    GUID                   : dae9b794-6711-4b4f-bb99-bb4cc90bac38
    Physical address       : 02:00:5e:10:00:03
    State                  : disconnected
    Radio status           : Hardware On
                             Software On

    Hosted network status  : Not available
`.replaceAll('\n', '\r\n');

const GERMAN = `
Es ist 1 Schnittstelle auf dem System vorhanden:

    Name                   : WLAN
    Beschreibung           : Adapter
    GUID                   : dae9b794-6711-4b4f-bb99-bb4cc90bac39
    Status                 : Verbunden
    SSID                   : Zuhause
    BSSID                  : 02:00:5e:10:00:02
    Signal                 : 71%
`;

describe('iw', () => {
  test('tells the network and the signal', () => {
    expect(parseIwLink(IW)).toEqual({ joined: true, network: 'Guests of Café ', signal: '-57 dBm' });
    expect(parseIwLink(IW.replace(/SSID: .*/, 'SSID: a\\x5cx41'))?.network).toBe('a\\x41');
    expect(parseIwLink(IW.replace(/SSID: .*/, 'SSID: \\xff\\x1b[2J'))?.network).toBe('\ufffd\u001b[2J');
    expect(parseIwLink(IW.replace(/SSID: .*/, 'SSID: '))).toEqual({ joined: true, signal: '-57 dBm' });
  });

  test('tells that there is none, or nothing', () => {
    expect(parseIwLink('Not connected.\n')).toEqual({ joined: false });
    for (const other of [
      '',
      'command failed: No such device (-19)\n',
      'Authenticated with 04:21:b0:e8:c8:8b (on wlan0)\n',
    ])
      expect(parseIwLink(other)).toBeUndefined();
  });
});

describe('macOS', () => {
  test('tells the network', () => {
    expect(parseGetSummary(SUMMARY)).toEqual({ joined: true, network: 'Agora : Public' });
  });

  test('keeps the name to itself', () => {
    expect(parseGetSummary(SUMMARY.replace('Agora : Public', '<redacted>'))).toEqual({ joined: true });
  });

  test('tells that there is none, or that it is no Wi-Fi', () => {
    expect(parseGetSummary('<dictionary> {\n  InterfaceType : WiFi\n  LinkStatusActive : FALSE\n}')).toEqual({
      joined: false,
    });
    expect(parseGetSummary(SUMMARY.replace('WiFi', 'Ethernet'))).toBeUndefined();
    expect(parseGetSummary('')).toBeUndefined();
  });

  test('told it otherwise before', () => {
    expect(parseAirportNetwork('Current Wi-Fi Network: Office\n')).toBe('Office');
    expect(parseAirportNetwork('You are not associated with an AirPort network.\n')).toBeUndefined();
    expect(parseAirportNetwork('en5 is not a Wi-Fi interface.\n** Error: Error obtaining wireless information.')).toBe(
      undefined,
    );
  });
});

describe('Windows', () => {
  test('tells the network and the signal of each interface', () => {
    expect(parseNetsh(NETSH)).toEqual([
      { device: 'Wi-Fi', joined: true, network: 'Home: 5 GHz', signal: '86 %' },
      { device: 'Wi-Fi 2', joined: false },
    ]);
  });

  test('in its own language', () => {
    expect(parseNetsh(GERMAN)).toEqual([{ device: 'WLAN', joined: true, network: 'Zuhause', signal: '71 %' }]);
  });

  test.each([
    '',
    'There is no wireless interface on the system.\r\n',
    'The Wireless AutoConfig Service (wlansvc) is not running.\r\n',
    '    Name : x\r\n    SSID : y\r\n',
  ])('tells nothing: %j', (text) => {
    expect(parseNetsh(text)).toEqual([]);
  });
});

describe('the Wi-Fi that a connection leaves by', () => {
  const look = async (fake: FakeMachine, to?: string): Promise<readonly string[]> => {
    const controls = await lookAtWireless(['wlan0'], to, fakeSystem(fake), signal);
    return controls.map(({ what, outcome, says }) => `${what}: ${outcome} (${says})`);
  };
  const programs = { 'iw dev wlan0 link': IW };

  test.each([
    ['phy80211', { links: { '/sys/class/net/wlan0/phy80211': '../../ieee80211/phy0' } }],
    ['wireless', { folders: { '/sys/class/net/wlan0/wireless': [] } }],
  ])('is told of by the kernel: %s', async (_, fake) => {
    expect(await look({ ...fake, programs })).toEqual([
      'the Wi-Fi interface wlan0: network “Guests of Café ”, signal -57 dBm (nothing)',
    ]);
    expect(await look(fake)).toEqual(['the Wi-Fi interface wlan0: which network, is not known (nothing)']);
    expect(await look({ ...fake, programs: { 'iw dev wlan0 link': 'Not connected.\n' } })).toEqual([
      // An access point of its own says so as well.
      'the Wi-Fi interface wlan0: has joined no network (nothing)',
    ]);
  });

  test('is none where the kernel does not say that it is wireless', async () => {
    expect(await look({ programs })).toEqual([]);
  });

  test('is not looked for under a name that is none of an interface', async () => {
    const odd = ['../../etc', '-h', 'a b', ''].map((name) => lookAtWireless([name], undefined, fakeSystem({}), signal));
    expect((await Promise.all(odd)).flat()).toEqual([]);
  });

  test('on macOS is that of the route', async () => {
    const route = '   route to: 192.0.2.1\n  interface: en1\n      flags: <UP,GATEWAY>\n';
    const mac = {
      platform: 'darwin',
      programs: { 'route -n get 192.0.2.1': route, 'ipconfig getsummary en1': SUMMARY },
    };
    expect(await look(mac, '192.0.2.1')).toEqual(['the Wi-Fi interface en1: network “Agora : Public” (nothing)']);
    const wired = { ...mac.programs, 'ipconfig getsummary en1': SUMMARY.replace('WiFi', 'Ethernet') };
    expect(await look({ ...mac, programs: wired }, '192.0.2.1')).toEqual([]);
    const redacted = { ...mac.programs, 'ipconfig getsummary en1': SUMMARY.replace('Agora : Public', '<redacted>') };
    expect(await look({ ...mac, programs: redacted }, '192.0.2.1')).toEqual([
      'the Wi-Fi interface en1: a network whose name is not told (nothing)',
    ]);
    const old = {
      'route -n get default': route,
      'networksetup -getairportnetwork en1': 'Current Wi-Fi Network: Office\n',
    };
    expect(await look({ platform: 'darwin', programs: old })).toEqual([
      'the Wi-Fi interface en1: network “Office” (nothing)',
    ]);
    expect(await look({ platform: 'darwin' }, '2001:db8::1')).toEqual([]);
  });

  test('on Windows is not tied to the connection', async () => {
    expect(await look({ platform: 'win32', programs: { 'netsh wlan show interfaces': GERMAN } })).toEqual([
      'the Wi-Fi interface WLAN: network “Zuhause”, signal 71 %; whether the connection leaves by it was not looked at (nothing)',
    ]);
    expect(await look({ platform: 'win32' })).toEqual([]);
  });
});
