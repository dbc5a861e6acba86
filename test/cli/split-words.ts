/** Splits a command line of a transcript as a shell would: blanks, single and double quotes, no expansion. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  for (const match of line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)) {
    words.push(
      match[0].replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ''),
    );
  }
  return words;
}
