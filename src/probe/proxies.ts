/** Proxy variables of the environment: they send the requests of other programs elsewhere; a probe goes directly. */
import { BlockList, isIP } from 'node:net';
import type { ProxySetting } from './proxy-trial.ts';
import { schemes, type Target } from './target.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The settings that concern a target. Upper and lower case are both used; `http_proxy` is read in lower case alone by curl. */
export function proxiesFor(target: Target, env: Environment): readonly ProxySetting[] {
  const exempt = isExempt(target, env.no_proxy || env.NO_PROXY || '');
  return settingsFor(target, env).map(({ name, value }) => ({ name, value: withoutCredentials(value), exempt }));
}

/** The proxy that a program would use: of the scheme’s variable rather than `all_proxy`, of lower case rather than upper. */
export function chooseProxy(target: Target, env: Environment): { name: string; value: string } | undefined {
  const isDirect = isExempt(target, env.no_proxy || env.NO_PROXY || '');
  return isDirect ? undefined : settingsFor(target, env)[0];
}

function settingsFor({ scheme }: Target, env: Environment): readonly { name: string; value: string }[] {
  const names = scheme === 'http' || scheme === 'https' ? [`${scheme}_proxy`, 'all_proxy'] : ['all_proxy'];
  return names
    .flatMap((name) => [name, name.toUpperCase()])
    .flatMap((name) => {
      const value = env[name];
      return value === undefined || value === '' ? [] : [{ name, value }];
    });
}

/** What a variable says of a proxy. */
export interface ProxyAddress {
  /** `http` where none is given. */
  readonly scheme: string;
  readonly host: string;
  /** Absent where it names none: programs take different ones. */
  readonly port?: number;
  /** User and password as `user:password`, decoded. */
  readonly credentials?: string;
}

/** Reads `[scheme://][user[:password]@]host[:port][/]`; `undefined` where it is not that. */
export function parseProxy(value: string): ProxyAddress | undefined {
  const parts =
    /^(?:([a-z][a-z\d+.-]*):\/\/)?(?:([^/?#\s]*)@)?(?:\[([\da-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?(?:[/?#]\S*)?$/i.exec(
      value,
    );
  if (parts === null) return undefined;
  const [, scheme = 'http', user, six, name, digits] = parts;
  const port = digits === undefined ? undefined : Number(digits);
  if (port !== undefined && (port < 1 || port > 65535)) return undefined;
  return {
    scheme: scheme.toLowerCase(),
    host: (six ?? name)!,
    ...(port === undefined ? {} : { port }),
    ...(user === undefined || user === '' ? {} : { credentials: decode(user.includes(':') ? user : `${user}:`) }),
  };
}

/** A "%" that begins no byte is meant as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * As curl reads `no_proxy`: an entry is a name that also stands for names below it, an address, or a net such as 192.0.2.0/24;
 * "*" is everything. Where programs differ the proxy is not asked: an entry may name a port, stand in brackets or be a net of
 * IPv6, and "*" may stand among others, which curl 7.88.1 does not take.
 */
function isExempt({ host, port, scheme }: Target, list: string): boolean {
  const name = host.toLowerCase().replace(/%.*$/, '').replace(/\.$/, '');
  return list.split(/[\s,]+/).some((entry) => {
    const whole = entry.toLowerCase();
    if (whole === '*') return true;
    if (isIP(name) !== 0 && covers(whole.replace(/^\[(.*)\]$/, '$1'), name)) return true;
    const [, bracketed, named, only] = /^(?:\[(.*)\]|\.?([^:]*?)\.?)(?::(\d+))?$/.exec(whole) ?? [];
    const bare = bracketed ?? named ?? '';
    if (bare === '' || (only !== undefined && Number(only) !== (port ?? schemes[scheme].port))) return false;
    if (bare === '*') return true;
    return isIP(name) === 0 ? name === bare || name.endsWith(`.${bare}`) : covers(bare, name);
  });
}

/** The entry is this address, or a net with it. */
function covers(entry: string, address: string): boolean {
  const [net = '', bits, ...more] = entry.split('/');
  const family = isIP(net);
  if (family === 0 || family !== isIP(address) || more.length > 0) return false;
  const widest = family === 4 ? 32 : 128;
  if (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= widest)) return false;
  const list = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(net, bits === undefined ? widest : Number(bits), type);
  return list.check(address, type);
}

/** Whatever stands before the last "@" may be secret. */
function withoutCredentials(value: string): string {
  return value.replace(/^([a-z][\w+.-]*:\/\/)?[\s\S]*@/i, '$1…@');
}
