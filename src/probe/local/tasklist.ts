/**
 * Names of processes, as `tasklist /FO CSV /NH` of Windows prints them: `"node.exe","812","Console","1","41,236 K"`
 * (learn.microsoft.com/windows-server/administration/windows-commands/tasklist). Every field is quoted; the first two are the
 * same in every language.
 */

/** By process id. */
export function parseTasklist(text: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [, name, id] = /^"((?:[^"]|""){1,256})","(\d{1,10})",/.exec(line) ?? [];
    if (name !== undefined) names.set(Number(id), name.replaceAll('""', '"').slice(0, 64));
  }
  return names;
}
