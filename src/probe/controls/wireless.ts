/**
 * The Wi-Fi that a connection leaves by: its network and its signal, as the programs of each system tell them. A name is what
 * the network says of itself. Signals are told as they are read: how much is enough depends on the room.
 */
import { attempt, type System } from '../local/system.ts';
import type { Control } from '../model.ts';

/** What a wireless interface says of itself. */
export interface Wireless {
  /** It has joined a network; `undefined` where that is not told. */
  readonly joined: boolean | undefined;
  /** The name of the network (SSID); absent where it has none, or the system keeps it to itself. */
  readonly network?: string;
  /** `-57 dBm`, `81 %`. */
  readonly signal?: string;
}

/** A name has 32 bytes at most (IEEE 802.11-2020 §9.4.2.2); what is longer was not read right. */
const NAME_MAX = 64;

/**
 * Reads `iw dev IF link` (iw, link.c). Of names, iw writes `\xNN` for bytes that do not print, for a backslash, and for blanks
 * at the ends (scan.c, `print_ssid_escaped`). `undefined` for another text.
 */
export function parseIwLink(text: string): Wireless | undefined {
  if (/^Not connected\.\s*$/.test(text)) return { joined: false };
  if (!/^(?:Connected to|Joined IBSS) [\da-f:]{17} \(on /.test(text)) return undefined;
  const escaped = /^\s+SSID: ([^\r\n]*)$/m.exec(text)?.[1];
  const signal = /^\s+signal: (-?\d+(?:\.\d+)? dBm)/m.exec(text)?.[1];
  return { joined: true, ...nameOf(escaped === undefined ? undefined : unescapeIw(escaped)), ...signalOf(signal) };
}

function unescapeIw(text: string): string {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const raw = bytes.replace(/\\x([\da-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(raw, 'latin1').toString('utf8');
}

/**
 * Reads `ipconfig getsummary IF` of macOS: `InterfaceType : WiFi`, `LinkStatusActive : TRUE`, `SSID : name`, where the name is
 * `<redacted>` for programs that may not know the place (newer macOS). `undefined` for an interface that is no Wi-Fi.
 */
export function parseGetSummary(text: string): Wireless | undefined {
  const field = (name: string): string | undefined =>
    new RegExp(`^\\s*${name} : (.*)$`, 'm').exec(text)?.[1]?.trimEnd();
  if (field('InterfaceType') !== 'WiFi') return undefined;
  const active = field('LinkStatusActive');
  const name = field('SSID');
  const joined = active === 'FALSE' ? false : active === 'TRUE' || name !== undefined ? true : undefined;
  return { joined, ...nameOf(name === '<redacted>' ? undefined : name) };
}

/** Reads `networksetup -getairportnetwork IF` of older macOS. `undefined` where it tells no name. */
export function parseAirportNetwork(text: string): string | undefined {
  return /^Current Wi-Fi Network: (.+)$/m.exec(text)?.[1];
}

/**
 * Reads `netsh wlan show interfaces` of Windows: a block of `name : value` for each interface. Names but `SSID` are in the
 * language of the system, so that the interface is the first of its block, and the signal the value in per cent.
 */
export function parseNetsh(text: string): readonly (Wireless & { readonly device: string })[] {
  const blocks = text.split(/\r?\n[ \t]*\r?\n/);
  return blocks.flatMap((block) => {
    const fields = [...block.matchAll(/^[ \t]+([^:\r\n]*?)[ \t]*: ?([^\r\n]*?)[ \t]*$/gm)];
    const value = (isIt: (name: string, said: string) => boolean): string | undefined =>
      fields.find(([, name, said]) => isIt(name!, said!))?.[2];
    const device = fields[0]?.[2];
    // Only a block of an interface has its GUID.
    const isInterface =
      value((_, said) => /^\{?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}?$/i.test(said)) !== undefined;
    if (device === undefined || !isInterface) return [];
    const name = value((each) => each === 'SSID');
    const per = /^(\d{1,3})%$/.exec(value((_, said) => /^\d{1,3}%$/.test(said)) ?? '')?.[1];
    return [
      { device, joined: name !== undefined, ...nameOf(name), ...signalOf(per === undefined ? undefined : `${per} %`) },
    ];
  });
}

function nameOf(name: string | undefined): Pick<Wireless, 'network'> {
  return name === undefined || name === '' ? {} : { network: name.slice(0, NAME_MAX) };
}

function signalOf(signal: string | undefined): Pick<Wireless, 'signal'> {
  return signal === undefined ? {} : { signal };
}

/** Of the devices that routes leave by, those that are wireless; where the routes are not known, by what the system tells. */
export async function lookAtWireless(
  devices: readonly string[],
  to: string | undefined,
  system: System,
  signal: AbortSignal,
): Promise<readonly Control[]> {
  if (system.platform === 'win32') return await lookOnWindows(system, signal);
  if (system.platform === 'darwin') {
    const device = await findMacDevice(to, system, signal);
    return device === undefined ? [] : await lookOnMac(device, system, signal);
  }
  const found = await Promise.all(devices.map((device) => lookOnLinux(device, system, signal)));
  return found.filter((control) => control !== undefined);
}

async function lookOnLinux(device: string, system: System, signal: AbortSignal): Promise<Control | undefined> {
  // The name is part of a path, and an argument.
  if (!/^\w[\w.@:-]{0,14}$/.test(device) || device.includes('..')) return undefined;
  const folder = `/sys/class/net/${device}`;
  const [extensions, phy] = await Promise.all([
    attempt(system.readFolder(`${folder}/wireless`)),
    attempt(system.readLink(`${folder}/phy80211`)),
  ]);
  if (extensions === undefined && phy === undefined) return undefined;
  const text = await attempt(system.run('iw', ['dev', device, 'link'], signal));
  return tell(device, text === undefined ? undefined : parseIwLink(text));
}

/** `route -n get` of macOS says `interface: en0`. */
async function findMacDevice(to: string | undefined, system: System, signal: AbortSignal): Promise<string | undefined> {
  const family = to?.includes(':') === true ? ['-inet6'] : [];
  const text = await attempt(system.run('route', ['-n', 'get', ...family, to ?? 'default'], signal));
  return /^\s*interface: (\w[\w.-]{0,14})\s*$/m.exec(text ?? '')?.[1];
}

async function lookOnMac(device: string, system: System, signal: AbortSignal): Promise<readonly Control[]> {
  const summary = await attempt(system.run('ipconfig', ['getsummary', device], signal));
  const known = summary === undefined ? undefined : parseGetSummary(summary);
  if (known?.network !== undefined || known?.joined === false) return [tell(device, known)];
  const text = await attempt(system.run('networksetup', ['-getairportnetwork', device], signal));
  const network = text === undefined ? undefined : parseAirportNetwork(text);
  if (network !== undefined) return [tell(device, { joined: true, ...nameOf(network) })];
  return known === undefined ? [] : [tell(device, known)];
}

/** By which interface a connection leaves is not asked of Windows. */
async function lookOnWindows(system: System, signal: AbortSignal): Promise<readonly Control[]> {
  const text = await attempt(system.run('netsh', ['wlan', 'show', 'interfaces'], signal));
  return parseNetsh(text ?? '').map(({ device, ...wireless }) => {
    const control = tell(device, wireless);
    return { ...control, outcome: `${control.outcome}; whether the connection leaves by it was not looked at` };
  });
}

/** A line. It tells where one is, and blames nobody: a link that is down, the interface itself says. */
function tell(device: string, wireless: Wireless | undefined): Control {
  const { joined, network, signal } = wireless ?? { joined: undefined };
  const name = network === undefined ? 'a network whose name is not told' : `network “${network}”`;
  const strength = signal === undefined ? '' : `, signal ${signal}`;
  const outcome =
    joined === false ? 'has joined no network' : joined === true ? `${name}${strength}` : 'which network, is not known';
  return { what: `the Wi-Fi interface ${device}`, outcome, seconds: 0, says: 'nothing' };
}
