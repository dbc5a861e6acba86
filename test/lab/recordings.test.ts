/**
 * The recordings of the lab, without root: each holds what its scenario says it must, and the answers to it are as `whyclosed
 * lab` wants them: the truth never ruled out, nothing certain and wrong, and from both ends the truth first.
 */
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import { checkRecording } from '../../src/lab/check.ts';
import { toJobs } from '../../src/lab/jobs.ts';
import { listRecordings, readRecording } from '../../src/lab/recording.ts';
import { scenarios } from '../../src/lab/scenarios/index.ts';
import { projectRoot } from '../architecture/source-file.ts';

const folder = `${projectRoot}/examples`;
const names = listRecordings(folder);

describe('recordings', () => {
  it('are there for every scenario, and no others', () => {
    expect(names).toEqual(
      toJobs(scenarios)
        .map(({ name }) => name)
        .sort(),
    );
    expect(scenarios.length).toBeGreaterThanOrEqual(80);
  });

  it.each(names)('%s', (name) => {
    const recording = readRecording(folder, name);
    const scenario = scenarios.find(({ id }) => id === recording.facts.scenario);
    expect(scenario).toBeDefined();
    if (scenario === undefined) return;
    const { missing, answers } = checkRecording(scenario, recording);
    expect(missing).toEqual([]);
    expect(answers.filter(({ view, closer }) => view === 'both' && closer === 'wrong')).toEqual([]);
    expect(answers.filter(({ diagnosis }) => diagnosis !== undefined && isAtOdds(diagnosis))).toEqual([]);
    expect(answers.flatMap(({ view, faults }) => faults.map((fault) => `${view}: ${fault}`))).toEqual([]);
  });
});

/** The packet that ended it is another end's than the end that is said to have ended it. */
function isAtOdds({ ending, connection }: Diagnosis): boolean {
  // A fatal alert of TLS ends it, whoever sends the first FIN behind that.
  if (ending.how === 'icmp' || ending.phase === 'tls' || (ending.by !== 'client' && ending.by !== 'server'))
    return false;
  const packet = connection.packets.find(({ number }) => number === ending.packet);
  return packet !== undefined && packet.from !== ending.by;
}
