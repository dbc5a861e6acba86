/** What `whyclosed lab` does: lists scenarios, or runs them and puts each verdict beside the truth. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { WhyclosedError } from '../core/model/whyclosed-error.ts';
import type { Arguments } from './arguments.ts';
import { chooseIds } from './choose-ids.ts';
import type { ExitStatus } from './commands/_command.ts';
import type { Terminal } from './terminal.ts';

/** Runs the command. */
export async function runLab(args: Arguments, terminal: Terminal): Promise<ExitStatus> {
  // The lab stays with the source: it brings servers and forged packets, which no production machine needs.
  if (!existsSync(fileURLToPath(new URL('../lab/', import.meta.url)))) {
    throw new WhyclosedError('no-lab', 'Cannot run the lab: it is not part of the installed package', {
      hint: 'clone the repository and run npm start -- lab there',
    });
  }
  const { listScenarios, runScenarios } = await import('./lab-session.ts');
  const { scenarios } = await import('../lab/scenarios/index.ts');
  if (args.operands.length === 0) return listScenarios(scenarios, args, terminal);
  const ids = scenarios.map(({ id }) => id);
  const chosen = new Set(
    args.operands.flatMap((operand) =>
      operand === 'all' ? ids : chooseIds(operand, ids, 'scenario', 'whyclosed lab'),
    ),
  );
  return await runScenarios(
    scenarios.filter(({ id }) => chosen.has(id)),
    { args, showsAll: args.operands.includes('all') || chosen.size > 3 },
    terminal,
  );
}
