/**
 * The library: everything a program needs to ask who closed its connections, in Node or a browser. Captures go in as
 * bytes; diagnoses and public records come out as plain data.
 */

export { type Readable, type ReadPacket, readCapture } from './capture/_read-capture.ts';
export { causes } from './causes/index.ts';
export {
  type BothEndsDiagnosis,
  type BothEndsResult,
  diagnoseBothEnds,
  type EndCapture,
  type Testimonies,
} from './diagnose/both-ends.ts';
export type { Clocks } from './diagnose/clocks.ts';
export { type DiagnoseResult, diagnose } from './diagnose/diagnose.ts';
export { diagnoseConnection } from './diagnose/diagnose-connection.ts';
export { Diagnoser, type DiagnoserOptions, type Summary } from './diagnose/diagnoser.ts';
export type { MiddleCapture } from './diagnose/middle.ts';
export { Witnesses, type WitnessReader, type WitnessText } from './diagnose/witnesses.ts';
export { explain } from './explain/explain.ts';
export type { Assessment, Cause } from './model/cause.ts';
export type * from './model/connection.ts';
export type * from './model/diagnosis.ts';
export type { Endpoint, Side } from './model/endpoint.ts';
export type {
  Explanation,
  FoundAddress,
  FoundDuration,
  KnownText,
  NextStep,
  Operation,
  OtherFinding,
  PossibleCause,
  Stage,
  UnknownText,
} from './model/explanation.ts';
export type * from './model/fact.ts';
export type { KeptPacket, PacketView } from './model/packet.ts';
export type { Problem, ProblemCode } from './model/problem.ts';
export type {
  BothEndsSummary,
  ConnectionRecord,
  ExplanationRecord,
  MeasurementRecord,
  ProbeRecord,
  ProbeStageRecord,
  SummaryRecord,
  WhyclosedRecord,
} from './model/record.ts';
export { type BaseSeconds, formatTime, type TimeNs } from './model/time.ts';
export type { Utterance, UtteranceKind } from './model/utterance.ts';
export type * from './model/witness.ts';
export { toConnectionRecord, toExplanationRecord, toNdjson, toSummaryRecord } from './report/record.ts';
