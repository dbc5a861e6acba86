/** `whyclosed lab`: make a cause happen for real, and check the verdict. */
import type { Command } from './_command.ts';

/** The command. */
export const command: Command = {
  id: 'lab',
  summary: 'make a cause happen for real between network namespaces, and check the verdict',
  usage: ['lab', 'lab [OPTION…] ID…', 'lab [OPTION…] all'],
  description: [
    'Reproduces why connections end, with real kernels and real programs: a client, a router and a server as network namespaces, recorded at all three, with what the kernel and the servers say of it. Then the verdict is put beside what really happened. Without an ID it lists what it can do.',
    'ID is that of a scenario, or part of one with "*" for the rest: "keepalive-*". "all" runs every scenario and prints how the verdicts stand to the truth from each vantage point.',
    'Running needs Linux and root, and the programs that a scenario uses. Nothing touches the network of the machine, and nothing is left behind, however the command ends.',
  ],
  options: [
    { name: 'record', value: 'DIR', help: 'Keep each recording in a folder of its own below DIR' },
    {
      name: 'recorded',
      value: 'DIR',
      help: 'Run nothing: show recordings that --record has made; needs neither root nor Linux',
    },
    { name: 'keep', help: 'Leave the hosts as they are after the scenario, for a look, until Enter or Ctrl-C' },
    { name: 'quiet', short: 'q', help: 'One line for each scenario, and what is wrong' },
  ],
  sections: [],
  exitStatuses: [
    ['0', 'Every recording holds what it must, and no verdict is wrong'],
    ['1', 'A recording does not, or a verdict is'],
    ['2', 'Wrong usage, or no such scenario'],
    ['3', 'Nothing could be run or read: no root, a program is missing, no recordings'],
    ['130', 'Interrupted (Ctrl-C); what was made has been taken away'],
  ],
  examples: [
    ['whyclosed lab', 'List the scenarios'],
    ['sudo whyclosed lab keepalive-race', 'Let a server’s idle close cross a request, and see who is blamed'],
    ['sudo whyclosed lab all --record recordings', 'Run everything and keep the captures'],
    ['whyclosed lab --recorded examples keepalive-race', 'See a recording that comes with the source'],
    ['sudo whyclosed lab --keep half-open-connection', 'Look around before the hosts are taken away'],
  ],
  run: async (args, terminal) => {
    const { runLab } = await import('../run-lab.ts');
    return await runLab(args, terminal);
  },
};
