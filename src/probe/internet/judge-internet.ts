/** What was seen of the way to the Internet, and what that shows of a target that fails. */
import { formatHostPort } from '../../core/model/endpoint.ts';
import { isHere } from '../findings/_finding.ts';
import type { Control, Observation, Route } from '../model.ts';
import type { InternetOutcome, InternetTrial, PageTrial, PlaceTrial } from './trial.ts';

/** "Network Authentication Required": by its definition no origin server sends it (RFC 6585 §6). */
const SIGN_IN = '511';

/** What it comes to. One page that is answered otherwise may be a fault of its own; two of two owners are not. */
export function outcomeOf(places: readonly PlaceTrial[], pages: readonly PageTrial[]): InternetOutcome {
  const others = pages.filter(({ outcome }) => outcome === 'other');
  const isExpected = pages.some(({ outcome }) => outcome === 'expected');
  if (others.some(({ status }) => status === SIGN_IN)) return 'portal';
  if (others.length > 1 && !isExpected) {
    return others.every(({ status = '' }) => /^[23]/.test(status)) ? 'portal' : 'intercepted';
  }
  const isConnected = places.some(({ outcome }) => outcome === 'connected');
  if (isExpected || (isConnected && others.length === 0)) return 'works';
  const isNothing =
    places.length > 0 &&
    places.every(({ outcome }) => outcome !== 'connected' && outcome !== 'aborted') &&
    pages.every(({ outcome, address }) => outcome === 'none' && address === undefined);
  return isNothing && places.length + pages.length > 1 ? 'nothing' : 'unclear';
}

/** What was reached, by address. */
export function reachedAddresses({ places, pages }: Pick<InternetTrial, 'places' | 'pages'>): readonly string[] {
  const connected = places.filter(({ outcome }) => outcome === 'connected').map(({ address }) => address);
  const answered = pages.flatMap(({ outcome, address }) => (outcome === 'expected' ? (address ?? []) : []));
  return [...new Set([...connected, ...answered])];
}

/** As a control of near and far. It shows nothing of a target that is on this machine or reached by another way. */
export function judgeInternet(internet: InternetTrial, seen: Pick<Observation, 'attempts' | 'routes'>): Control {
  const { outcome, seconds } = internet;
  const say = (text: string, says: Control['says']): Control => ({
    what: 'the way to the Internet',
    outcome: text,
    seconds,
    says,
  });
  const isElsewhere = !sharesWay(internet.routes, seen);
  const broken = isElsewhere ? 'nothing' : 'our side is broken';
  switch (outcome) {
    case 'portal':
      return say(`a sign-in portal answers in the place of others: ${listOthers(internet)}`, broken);
    case 'intercepted':
      return say(`a proxy or a filter answers in the place of others: ${listOthers(internet)}`, broken);
    case 'works':
      return say(listReached(internet), isElsewhere ? 'nothing' : 'our side works');
    case 'nothing':
      // Where the target itself has answered, a way there is.
      return say(`nothing was reached of ${listTried(internet)}`, isReached(seen) ? 'nothing' : broken);
    case 'unclear':
      return say('what was seen does not decide whether it works', 'nothing');
  }
}

/** The target itself has answered at some address. */
function isReached({ attempts }: Pick<Observation, 'attempts'>): boolean {
  return attempts.some(({ outcome }) => outcome === 'connected' || outcome === 'refused' || outcome === 'reset');
}

/**
 * Whether what is seen of the Internet bears on the target: it leaves by the same way as far as the system tells; else, a target
 * with a private address is taken for one that does not.
 */
function sharesWay(routes: readonly Route[], seen: Pick<Observation, 'attempts' | 'routes'>): boolean {
  if (seen.attempts.length === 0) return true;
  return seen.attempts.some(({ address }) => {
    if (isHere(address, seen)) return false;
    const own = seen.routes.find(({ to }) => to === address);
    if (own?.device === undefined || routes.length === 0) return !isPrivate(address);
    return routes.some(({ device, gateway }) => device === own.device && gateway === own.gateway);
  });
}

/** RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291 §2.5.6. */
function isPrivate(address: string): boolean {
  return /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|f[cd]|fe[89ab])/i.test(
    address,
  );
}

/** Pages that something else has answered, and with what. */
export function listOthers({ pages }: Pick<InternetTrial, 'pages'>): string {
  const others = pages.filter(({ outcome }) => outcome === 'other');
  return others.map((page) => `${page.url} → ${tellAnswer(page)}`).join('; ');
}

/** The answer, and where it leads. */
export function tellAnswer({ answer = '', location }: PageTrial): string {
  return location === undefined ? answer : `${answer}, to ${location}`;
}

function listReached({ places, pages }: InternetTrial): string {
  const connected = places.filter(({ outcome }) => outcome === 'connected');
  const answered = pages.filter(({ outcome }) => outcome === 'expected');
  return [
    ...connected.map(({ address, port }) => `${formatHostPort(address, port)} connected`),
    ...answered.map(({ url }) => `${url} answered as it should`),
  ].join(', ');
}

function listTried({ places, pages }: InternetTrial): string {
  return [...places.map(({ address, port }) => formatHostPort(address, port)), ...pages.map(({ url }) => url)].join(
    ', ',
  );
}
