/** What the environment says of proxies, and what became of asking one: plain data, as model.ts has it. */
import type { ConnectOutcome, SystemError } from './model.ts';

/** A setting of the environment that sends the requests of other programs through a proxy. */
export interface ProxySetting {
  /** The variable: `HTTPS_PROXY`. */
  readonly name: string;
  /** Without user and password. */
  readonly value: string;
  /** `no_proxy` has an entry for the target, so that programs that heed it connect directly. */
  readonly exempt: boolean;
}

/**
 * What became of asking a proxy. `not-asked`: `why` says why. `granted`: a tunnel to the target. `answered`: a request for the
 * target, by the server or by the proxy itself. `denied`: a refusal of the proxy’s own. `odd`: what came is no HTTP. `closed`,
 * `silent`: before an answer. `no-connection`: to the proxy. `unresolved`: its name.
 */
export type ProxyOutcome =
  | 'not-asked'
  | 'granted'
  | 'answered'
  | 'denied'
  | 'odd'
  | 'closed'
  | 'silent'
  | 'no-connection'
  | 'unresolved';

/** The proxy that the environment names for the target, asked once whether it lets a program through. */
export interface ProxyTrial {
  /** The variable: `https_proxy`. */
  readonly name: string;
  /** Host and port, without user and password. */
  readonly place: string;
  readonly outcome: ProxyOutcome;
  /** What was asked, in words: `CONNECT server.example:443`. */
  readonly asked?: string;
  /** The first line of its answer. */
  readonly answer?: string;
  /** HTTP status. */
  readonly status?: string;
  /** The variable has a user or a password, which were sent (Basic). */
  readonly credentials: boolean;
  /** Why it was not asked. */
  readonly why?: string;
  /** What became of the connection to it, where there was none. */
  readonly connect?: ConnectOutcome;
  readonly error?: SystemError;
  readonly seconds: number;
}
