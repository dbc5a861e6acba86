/** What a probe is pointed at: a URL, host:port or a bare port, as a person types it. */
import { isIP } from 'node:net';

/** Names of the schemes. `tls` and `tcp` speak nothing of their own. */
export type Scheme =
  | 'http'
  | 'https'
  | 'postgres'
  | 'mysql'
  | 'redis'
  | 'rediss'
  | 'ssh'
  | 'amqp'
  | 'amqps'
  | 'mqtt'
  | 'mqtts'
  | 'smtp'
  | 'smtps'
  | 'tls'
  | 'tcp';

/** What a scheme says of a connection. */
export interface SchemeInfo {
  /** Where none is given; absent where there is no usual one. */
  readonly port?: number;
  /** Whether the connection begins with a TLS handshake. */
  readonly tls: boolean;
}

/** Schemes a probe speaks. */
export const schemes: Readonly<Record<Scheme, SchemeInfo>> = {
  http: { port: 80, tls: false },
  https: { port: 443, tls: true },
  postgres: { port: 5432, tls: false },
  mysql: { port: 3306, tls: false },
  redis: { port: 6379, tls: false },
  rediss: { port: 6379, tls: true },
  ssh: { port: 22, tls: false },
  amqp: { port: 5672, tls: false },
  amqps: { port: 5671, tls: true },
  mqtt: { port: 1883, tls: false },
  mqtts: { port: 8883, tls: true },
  smtp: { port: 25, tls: false },
  smtps: { port: 465, tls: true },
  tls: { port: 443, tls: true },
  tcp: { tls: false },
};

/** Other names of schemes, as connection strings write them. */
const ALIASES: Readonly<Record<string, Scheme>> = {
  postgresql: 'postgres',
  mariadb: 'mysql',
  ws: 'http',
  wss: 'https',
};

/** Where to connect and what to speak there. */
export interface Target {
  /** As it was given, without a password. */
  readonly text: string;
  /** `tcp` where only host and port were given. */
  readonly scheme: Scheme;
  /** Name or address, IPv6 without brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  /** Path and query of an HTTP request; "/" where none was given. */
  readonly path: string;
}

/**
 * Reads a target: `https://host/path`, `postgres://user@host/db`, `host:port`, `[2001:db8::1]:443`, `:8080` or `8080` (this
 * machine, as "localhost"). `undefined` where the text is none of these: no host, no port where the scheme has none, a port
 * outside 1–65535, a scheme that is not spoken.
 */
export function parseTarget(text: string): Target | undefined {
  const url = /^([a-z][a-z0-9+.-]*):\/\/([^/?#\s]*)([^\s#]*)/i.exec(text);
  if (url === null) return parseHostAndPort(text);
  const name = url[1]!.toLowerCase();
  const scheme = ALIASES[name] ?? (Object.hasOwn(schemes, name) ? (name as Scheme) : undefined);
  if (scheme === undefined) return undefined;
  const authority = url[2]!;
  const where = splitAuthority(authority.slice(authority.lastIndexOf('@') + 1));
  const port = where?.port ?? schemes[scheme].port;
  if (where === undefined || port === undefined) return undefined;
  const path = url[3]!.startsWith('/') ? url[3]! : `/${url[3]!}`;
  return { text: hidePassword(text), scheme, host: where.host, port, path };
}

function parseHostAndPort(text: string): Target | undefined {
  const where = splitAuthority(/^\d+$/.test(text) ? `:${text}` : text, 'localhost');
  if (where?.port === undefined) return undefined;
  return { text, scheme: 'tcp', host: where.host, port: where.port, path: '/' };
}

function splitAuthority(text: string, noHost?: string): { host: string; port: number | undefined } | undefined {
  const parts = /^(?:\[([^[\]]+)\]|([^:\s[\]/]*))(?::(\d{1,5}))?$/.exec(text);
  if (parts === null) return undefined;
  const bracketed = parts[1];
  if (bracketed !== undefined && isIP(bracketed.split('%')[0]!) !== 6) return undefined;
  const host = bracketed ?? (parts[2] === '' ? noHost : parts[2]);
  if (host === undefined || (bracketed === undefined && !/^[\w.-]+$/u.test(host))) return undefined;
  const port = parts[3] === undefined ? undefined : Number(parts[3]);
  return port === undefined || (port >= 1 && port <= 65535) ? { host, port } : undefined;
}

function hidePassword(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/[^:/?#@\s]*):[^/?#\s]*@/i, '$1:…@');
}
