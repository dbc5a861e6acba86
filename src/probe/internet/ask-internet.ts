/** Whether the way to the Internet works from here: only on request, as third parties are asked. */

import { isIP } from 'node:net';
import { formatHostPort } from '../../core/model/endpoint.ts';
import type { Checklist } from '../checklist.ts';
import { connectToOne } from '../connect.ts';
import type { Family, Observation } from '../model.ts';
import { findRoute } from '../route.ts';
import type { Wording } from '../words.ts';
import { type FetchPlan, fetchPage } from './fetch-page.ts';
import { judgeInternet, outcomeOf, reachedAddresses, tellAnswer } from './judge-internet.ts';
import type { InternetPage, InternetPlace, InternetPlan, InternetTrial, PageTrial, PlaceTrial } from './trial.ts';

/** Addresses and pages that are asked at most, of each. */
export const internetPlacesMax = 4;

/** Asks all at once, and shows each. Never rejects. */
export async function askInternet(
  { places, pages }: InternetPlan,
  plan: FetchPlan & { readonly checklist: Checklist },
  seen: Pick<Observation, 'attempts' | 'routes'>,
): Promise<InternetTrial> {
  const { clock, machine, signal, checklist } = plan;
  const at = clock();
  const [connected, fetched] = await Promise.all([
    Promise.all(places.slice(0, internetPlacesMax).map((place) => tryPlace(place, plan))),
    Promise.all(pages.slice(0, internetPlacesMax).map((page) => tryPage(page, plan))),
  ]);
  const outcome = outcomeOf(connected, fetched);
  const reached = reachedAddresses({ places: connected, pages: fetched });
  const found = await Promise.all(reached.map((address) => findRoute(address, machine, signal)));
  const routes = found.filter((route) => route !== undefined);
  const trial = { places: connected, pages: fetched, outcome, routes, seconds: clock() - at };
  if (!signal.aborted && outcome !== 'works') {
    const { what, outcome: words } = judgeInternet(trial, seen);
    checklist.finish('internet', 'internet', outcome === 'unclear' ? 'note' : 'failed', `${what}: ${words}`);
  }
  return trial;
}

async function tryPlace(
  place: InternetPlace,
  { checklist, ...plan }: FetchPlan & { readonly checklist: Checklist },
): Promise<PlaceTrial> {
  const { address, port } = place;
  const id = `internet ${formatHostPort(address, port)}`;
  checklist.begin(id, 'internet', formatHostPort(address, port));
  const addresses = [{ address, family: isIP(address) as Family }];
  const { socket, attempts } = await connectToOne({ ...plan, addresses, port });
  socket?.destroy();
  const { outcome, error, seconds } = attempts[0]!;
  const trial = { ...place, outcome, seconds, ...(error === undefined ? {} : { error }) };
  const code = error?.code;
  const { status, text } = describePlace(trial);
  checklist.finish(id, 'internet', status, text, { seconds, ...(code === undefined ? {} : { code }) });
  return trial;
}

async function tryPage(
  page: InternetPage,
  { checklist, ...plan }: FetchPlan & { readonly checklist: Checklist },
): Promise<PageTrial> {
  const id = `internet ${page.url}`;
  checklist.begin(id, 'internet', page.url);
  const trial = await fetchPage(page, plan);
  const { status, text } = describePage(trial);
  const { code, seconds } = trial;
  checklist.finish(id, 'internet', status, text, { seconds, ...(code === undefined ? {} : { code }) });
  return trial;
}

function describePlace({ address, port, outcome, error }: PlaceTrial): Wording {
  const place = formatHostPort(address, port);
  if (outcome === 'connected') return { status: 'ok', text: `${place} connected` };
  if (outcome === 'aborted') return { status: 'skipped', text: `${place} interrupted` };
  return { status: 'note', text: `${place} ${outcome === 'timeout' ? 'no answer' : (error?.code ?? outcome)}` };
}

function describePage(page: PageTrial): Wording {
  const { url, outcome, answer = '', why, code } = page;
  switch (outcome) {
    case 'expected':
      return { status: 'ok', text: `${url} → ${answer}, as it should be` };
    case 'other':
      return { status: 'note', text: `${url} → ${tellAnswer(page)}, which is not its own answer` };
    case 'odd':
      return { status: 'note', text: `${url} → ${answer}, which is no HTTP` };
    case 'none':
      return { status: 'note', text: `${url}: ${why}${code === undefined ? '' : ` (${code})`}` };
    case 'aborted':
      return { status: 'skipped', text: `${url}: interrupted` };
  }
}
