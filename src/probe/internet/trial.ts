/** What was seen of the way to the Internet, beside the target: as plain data. */
import type { ConnectOutcome, Route, SystemError } from '../model.ts';

/** What to ask. */
export interface InternetPlan {
  /** Addresses that are connected, and closed at once. */
  readonly places: readonly InternetPlace[];
  /** Pages that are fetched. */
  readonly pages: readonly InternetPage[];
}

/** An address of somebody who is always there. */
export interface InternetPlace {
  readonly address: string;
  readonly port: number;
}

/** A page in plain HTTP whose answer is known. */
export interface InternetPage {
  readonly url: string;
  /** All of its text, where it has one; without it, its answer is 204 with none. */
  readonly text?: string;
}

/** One address that was connected. */
export interface PlaceTrial extends InternetPlace {
  readonly outcome: ConnectOutcome;
  readonly error?: SystemError;
  readonly seconds: number;
}

/**
 * What became of a page. `expected`: its own answer. `other`: another one of HTTP. `odd`: no HTTP. `none`: no answer.
 */
export type PageOutcome = 'expected' | 'other' | 'odd' | 'none' | 'aborted';

/** One page that was fetched. */
export interface PageTrial {
  readonly url: string;
  readonly outcome: PageOutcome;
  /** The first line of the answer. */
  readonly answer?: string;
  /** HTTP status. */
  readonly status?: string;
  /** Where a redirect leads; at most 200 characters. */
  readonly location?: string;
  /** Why there is no answer, in words. */
  readonly why?: string;
  readonly code?: string;
  /** The address that was connected. */
  readonly address?: string;
  readonly seconds: number;
}

/**
 * What it comes to. `works`: something answered as it should. `portal`: pages that do not belong together are answered by
 * something else, as sign-in portals do. `intercepted`: the same, with errors, as proxies and filters do. `nothing`: nothing at
 * all was reached, of two or more. `unclear`: anything else.
 */
export type InternetOutcome = 'works' | 'portal' | 'intercepted' | 'nothing' | 'unclear';

/** All that was seen. */
export interface InternetTrial {
  readonly places: readonly PlaceTrial[];
  readonly pages: readonly PageTrial[];
  readonly outcome: InternetOutcome;
  /** Ways to what was reached, where the system told. */
  readonly routes: readonly Route[];
  readonly seconds: number;
}
