/** The numbers of errors that a text names, each where a program would write one. */
import { type Platform, type SystemError, systemErrorsNumbered } from './system-errors.ts';

/** A number that stands for an error somewhere. */
export interface NumberedError {
  readonly number: number;
  readonly at: number;
  readonly length: number;
  /** What it stands for, a system each; never empty. */
  readonly meanings: readonly { readonly platform: Platform; readonly error: SystemError }[];
}

/** How programs write an error's number. */
const FORMS: readonly RegExp[] = [
  /\berrno['"]?(?: code)?\s{0,2}[:=]?\s{0,2}-?(\d{1,5})\b/gi,
  /\bos error:? (\d{1,5})\b/gi,
  /\bWinError (\d{1,5})\b/g,
  /\bWSA(?:GetLastError)?[ :=(]{1,3}(\d{5})\b/g,
  /\bSocketException \((\d{1,5})\)/g,
  /\bsystem error:? (\d{1,5})\b/gi,
  /\bsocket error:? ?#?\s?(\d{1,5})\b/gi,
  /\berror code:? (\d{5})\b/gi,
  /\b[Ee]rror\(\s?["']?\(?(\d{2,5}), ['"]/g,
  /\bError:? (\d{2,5}) (?:connecting to|while (?:reading|writing))/g,
  /\((\d{2,5}): ?[A-Z][a-z]/g,
  /\((\d{2,5})\)[A-Z][a-z]{2,20} [a-z]/g,
  /\bcode: (\d{1,5}), kind\b/g,
  /' \((\d{1,5})\)/g,
  /^\s{0,20}(?:error )?(\d{2,5})\s{0,20}$/g,
];

/** A number alone may be anything; those of errors that every system has are too small to be told from others. */
const LEAST_ALONE = 48;

/** The numbered errors of a text, in order. */
export function readNumbers(text: string): NumberedError[] {
  const found = FORMS.flatMap((form) =>
    [...text.matchAll(form)].slice(0, 16).map((match): NumberedError => {
      const number = Number(match[1]);
      const isAlone = form === FORMS.at(-1);
      const meanings = isAlone && number < LEAST_ALONE ? [] : systemErrorsNumbered(number);
      return { number, at: match.index, length: match[0].length, meanings };
    }),
  );
  return found.filter(({ meanings }) => meanings.length > 0).sort((a, b) => a.at - b.at);
}

const TITLES: Readonly<Record<Platform, string>> = { linux: 'Linux', macos: 'macOS', windows: 'Windows' };

/** What a number means on which system, in a sentence. */
export function describeNumber({ number, meanings }: NumberedError): string {
  const { error } = meanings[0]!;
  const here = meanings.map(({ platform }) => TITLES[platform]).join(' and ');
  const elsewhere = (['linux', 'macos', 'windows'] as const)
    .filter((platform) => error[platform] !== undefined && error[platform] !== number)
    .map((platform) => `${error[platform]} on ${TITLES[platform]}`);
  const rest = elsewhere.length === 0 ? '' : `; it is ${elsewhere.join(' and ')}`;
  return `${number} is ${error.name} on ${here}${rest}`;
}
