/** What `whyclosed lab` does: lists scenarios, or runs them and puts each verdict beside the truth. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { WhyclosedError } from '../core/model/whyclosed-error.ts';
import { findNearest } from '../core/report/nearest.ts';
import type { Arguments } from './arguments.ts';
import type { ExitStatus } from './commands/_command.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

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
  const chosen = new Set(args.operands.flatMap((operand) => choose(operand, ids)));
  return await runScenarios(
    scenarios.filter(({ id }) => chosen.has(id)),
    { args, showsAll: args.operands.includes('all') || chosen.size > 3 },
    terminal,
  );
}

/** Ids that an operand names: one, all, or those that fit a pattern with "*". */
function choose(operand: string, ids: readonly string[]): readonly string[] {
  if (operand === 'all') return ids;
  const pattern = new RegExp(`^${operand.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
  const found = ids.filter((id) => pattern.test(id));
  if (found.length > 0) return found;
  const nearest = findNearest(operand, ids);
  const hint = nearest === undefined ? 'whyclosed lab lists the scenarios' : `did you mean ${nearest}?`;
  throw new UsageError(`There is no scenario "${operand}"`, { hint });
}
