/** The lab as the command line uses it. It is part of the source tree and not of the package: see docs/the-lab.md. */
export { type Answer, checkRecording, passes, type Result } from './check.ts';
export type { InsideEvent, Job } from './inside-event.ts';
export { type IsolatedRun, startIsolated } from './isolate.ts';
export { fromWire, toJobs } from './jobs.ts';
export { pendingOf, renderConfusion, renderMatrix, renderMostRight } from './matrix.ts';
export { type Recording, readRecording, writeRecording } from './recording.ts';
export { labPrograms, missingPackages, type ProgramName } from './required-programs.ts';
export type { Scenario } from './scenarios/_scenario.ts';
export { scenarios } from './scenarios/index.ts';
export { alignPackets, type SharedPacket } from './side-by-side.ts';
