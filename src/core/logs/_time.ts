/**
 * The times that logs are written with, as seconds since 1970. The core has no clock and no `Date`: a civil date becomes
 * a number by arithmetic (H. Hinnant's `days_from_civil`, https://howardhinnant.github.io/date_algorithms.html).
 */
import type { LogTime } from '../model/witness.ts';

const MONTHS: readonly string[] = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const MONTH_LENGTHS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const CLOCK = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?`;
const ZONE = String.raw`(?: ?(?<zone>Z|[+-]\d\d(?::?\d\d)?|[A-Z]{3,5}))?`;

const FORMS: readonly RegExp[] = [
  // RFC 3339 and its relatives: 2026-11-26T10:42:15.123Z, 2026/11/26 10:42:15, 2026.11.26 10:42:15, 2026-11-26 10:42:15,123.
  new RegExp(String.raw`^(?<year>\d{4})([-/.])(?<month>\d\d)\2(?<day>\d\d)[T ]${CLOCK}${ZONE}$`),
  // 26/Nov/2026:10:43:15.004, 26/Nov/2026:10:42:15 +0000, 26-Nov-2026 10:42:15, 26 Nov 2026 10:45:52.004.
  new RegExp(String.raw`^(?<day>\d{1,2})([-/ ])(?<name>[A-Z][a-z]{2})\2(?<year>\d{4})[: ]${CLOCK}${ZONE}$`),
  // ctime: Thu Nov 26 10:42:15.123456 2026.
  new RegExp(String.raw`^(?:[A-Z][a-z]{2} )?(?<name>[A-Z][a-z]{2}) {1,2}(?<day>\d{1,2}) ${CLOCK} (?<year>\d{4})$`),
  // Cisco: Nov 26 2026 10:42:15.
  new RegExp(String.raw`^(?<name>[A-Z][a-z]{2}) {1,2}(?<day>\d{1,2}) (?<year>\d{4}) ${CLOCK}${ZONE}$`),
  // RFC 3164, which names no year: Nov 26 10:42:15.
  new RegExp(String.raw`^(?<name>[A-Z][a-z]{2}) {1,2}(?<day>\d{1,2}) ${CLOCK}$`),
];

/** Has every day that a year may have. */
const LEAP_YEAR = 1972;
const LEAP_YEAR_BEGAN = 730 * 86_400;
const LEAP_DAY_ENDS = 60 * 86_400;

/** A time in any of the forms, and nothing else; `undefined` where it is none, or no such day or hour exists. */
export function parseTime(text: string): LogTime | undefined {
  if (text.length > 48) return undefined;
  const epoch = /^(\d{9,10})\.(\d{1,9})$/.exec(text);
  if (epoch !== null) return toTime(Number(epoch[1]), epoch[2], true);
  for (const form of FORMS) {
    const groups = form.exec(text)?.groups;
    if (groups !== undefined) return fromGroups(groups);
  }
  return undefined;
}

/** That many seconds later; it is no surer than before. */
export function laterBy(time: LogTime, seconds: number): LogTime {
  return { ...time, seconds: Math.round((time.seconds + seconds) * 1e6) / 1e6 };
}

function fromGroups(groups: Readonly<Record<string, string | undefined>>): LogTime | undefined {
  const month = groups['month'] === undefined ? MONTHS.indexOf(groups['name'] ?? '') + 1 : Number(groups['month']);
  const year = groups['year'] === undefined ? LEAP_YEAR : Number(groups['year']);
  const days = daysFromCivil(year, month, Number(groups['day']));
  const [hour, minute, second] = [Number(groups['hour']), Number(groups['minute']), Number(groups['second'])];
  // A leap second is the sixty-first of its minute.
  if (days === undefined || hour > 23 || minute > 59 || second > 60) return undefined;
  const offset = offsetOf(groups['zone']);
  if (offset === 'impossible') return undefined;
  const seconds = days * 86_400 + hour * 3600 + minute * 60 + second - (offset ?? 0);
  const time = toTime(seconds, groups['fraction'], offset !== undefined);
  return groups['year'] === undefined ? { ...time, yearless: true } : time;
}

/** A time without a year, in the year in which it is nearest to another one (seconds since 1970). */
export function inYearOf(seconds: number, moment: number): number {
  const sinceNewYear = seconds - LEAP_YEAR_BEGAN;
  const about = 1970 + Math.floor(moment / (365.2425 * 86_400));
  const candidates = [about - 1, about, about + 1].map((year) => {
    const began = (daysFromCivil(year, 1, 1) ?? 0) * 86_400;
    const hasLeapDay = daysFromCivil(year, 2, 29) !== undefined;
    return began + sinceNewYear - (sinceNewYear >= LEAP_DAY_ENDS && !hasLeapDay ? 86_400 : 0);
  });
  return candidates.reduce((best, one) => (Math.abs(one - moment) < Math.abs(best - moment) ? one : best));
}

/** Seconds east of Greenwich; `undefined` where the zone is not given, or only by letters that several zones share. */
function offsetOf(zone: string | undefined): number | 'impossible' | undefined {
  if (zone === 'Z' || zone === 'UTC' || zone === 'GMT') return 0;
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone ?? '');
  if (match === null) return undefined;
  const [hours, minutes] = [Number(match[2]), Number(match[3] ?? '0')];
  if (hours > 15 || minutes > 59) return 'impossible';
  return (match[1] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

function toTime(seconds: number, fraction: string | undefined, zoned: boolean): LogTime {
  if (fraction === undefined) return { seconds, zoned, precision: 1 };
  return { seconds: seconds + Number(`0.${fraction}`), zoned, precision: Number(`1e-${fraction.length}`) };
}

/** Days since 1970-01-01; `undefined` where there is no such day, or it is before that. */
function daysFromCivil(year: number, month: number, day: number): number | undefined {
  const length = MONTH_LENGTHS[month - 1];
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (length === undefined || year < 1970 || day < 1 || day > (month === 2 && isLeap ? 29 : length)) return undefined;
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
