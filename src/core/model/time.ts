/**
 * How time is counted. Inside the pipeline a time is a plain number: nanoseconds since the capture's base, which is the
 * whole second of its first packet. A double holds 104 days of nanoseconds exactly, which the nanoseconds since 1970 do
 * not fit; differences are what the diagnosis works with, and shifting a capture in time cannot change an answer.
 */

/** Nanoseconds since the capture's base second; may be negative where a capture goes back in time. */
export type TimeNs = number;

/** Whole seconds since 1970-01-01T00:00:00Z that all times of a capture are counted from. */
export type BaseSeconds = number;

/** Nanoseconds in a millisecond. */
export const MILLISECOND: TimeNs = 1e6;

/** Nanoseconds in a second. */
export const SECOND: TimeNs = 1e9;

/**
 * An RFC 3339 time in UTC with nine decimals, as the public record has it.
 *
 * Civil date from day count after H. Hinnant's `civil_from_days` (https://howardhinnant.github.io/date_algorithms.html):
 * the core reads no clock and uses no `Date`.
 */
export function formatTime(base: BaseSeconds, time: TimeNs): string {
  const wholeSeconds = Math.floor(time / SECOND);
  const nanoseconds = time - wholeSeconds * SECOND;
  const seconds = base + wholeSeconds;
  const day = Math.floor(seconds / 86_400);
  const secondOfDay = seconds - day * 86_400;
  const clock = [Math.floor(secondOfDay / 3600), Math.floor(secondOfDay / 60) % 60, secondOfDay % 60];
  const fraction = String(Math.floor(nanoseconds)).padStart(9, '0');
  return `${formatDay(day)}T${clock.map((part) => String(part).padStart(2, '0')).join(':')}.${fraction}Z`;
}

function formatDay(day: number): string {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`;
}
