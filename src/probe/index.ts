/** Trying a connection, stage by stage: published as `whyclosed/probe`. */
export type { StageListener } from './checklist.ts';
export type { AroundPorts } from './controls/run-controls.ts';
export type * from './internet/trial.ts';
export { joinPackets } from './join-packets.ts';
export { type LookAroundOptions, lookAround } from './look-around.ts';
export type { Machine } from './machine.ts';
export { measureIdle } from './measure/idle.ts';
export type { MeasureOptions } from './measure/measure-options.ts';
export type { Finding, Measured, MeasuredSample, Measurement } from './measure/measurement.ts';
export { toMeasurementRecord } from './measure/measurement-record.ts';
export { measurePath, type PathOptions, type ProgramText, type RunProgram } from './measure/path.ts';
export { measurePayloads } from './measure/payload.ts';
export { measureRepetition, type RepeatPlan } from './measure/repeat.ts';
export type * from './model.ts';
export {
  diagnosisOf,
  type Ends,
  type OwnPackets,
  type PacketsPlan,
  type Recorded,
  type Recording,
  recordOwnPackets,
} from './own-packets.ts';
export { type Investigate, type Investigation, type ProbeOptions, probe } from './probe.ts';
export type * from './proxy-trial.ts';
export type * from './quic/trial.ts';
export { toProbeRecord } from './record.ts';
export { parseTarget, type Scheme, type SchemeInfo, schemes, type Target } from './target.ts';
