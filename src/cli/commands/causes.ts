/** `whyclosed causes`: the catalogue of causes. */
import type { Command } from './_command.ts';

/** The command. */
export const command: Command = {
  id: 'causes',
  summary: 'why connections end: the catalogue, and a page on each cause',
  usage: ['causes', 'causes [OPTION…] ID…'],
  description: [
    'Without an ID, lists every cause that a verdict can name. With one, shows its page: what happened, how it looks on the wire from either end, what looks the same but is not, what else proves it, and what to do.',
    'ID is a cause as it stands at the end of a verdict, or part of one with "*" for the rest: "firewall-*".',
  ],
  options: [{ name: 'cases', short: 'c', help: 'Show the cases too: packets, and the answer to them' }],
  sections: [],
  exitStatuses: [
    ['0', 'It was shown'],
    ['2', 'Wrong usage, or no such cause'],
  ],
  examples: [
    ['whyclosed causes', 'List the causes'],
    ['whyclosed causes keepalive-race', 'What it is, and what to do about it'],
    ["whyclosed causes --cases 'injected-*' | less", 'Forged resets and data, with examples and what looks alike'],
  ],
  run: async (args, terminal) => {
    const { runCauses } = await import('../run-causes.ts');
    return runCauses(args, terminal);
  },
};
