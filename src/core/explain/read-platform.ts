/** The system a text was printed on, as far as it shows: the commands that look further are another's elsewhere. */
import type { NumberedError } from './read-numbers.ts';
import type { Platform, SystemError } from './system-errors.ts';

/**
 * Windows' own names of calls and errors, and what libuv gives for its errors there: numbers from -4093 up that no other system
 * has (include/uv/errno.h; -4094 and -4095 are of all).
 */
const WINDOWS =
  /\b(?:wsarecv|wsasend|connectex|WSAE[A-Z]{3,20}|WinError)\b|\berrno['"]?: -4(?:0[0-8]\d|09[0-3])\b|\bforcibly closed by the remote host\b|\bactively refused it\b/i;

/** The one system that prints the text; undefined where several may. `dialects` are ids of those that were recognised. */
export function readPlatform(
  text: string,
  error: SystemError | undefined,
  numbers: readonly NumberedError[],
  dialects: readonly string[],
): Platform | undefined {
  if (dialects.includes('windows') || WINDOWS.test(text)) return 'windows';
  if (dialects.includes('macos')) return 'macos';
  const platforms = new Set(
    numbers
      .flatMap(({ meanings }) => meanings)
      .filter((meaning) => error === undefined || meaning.error === error)
      .map(({ platform }) => platform),
  );
  return platforms.size === 1 ? [...platforms][0] : undefined;
}
