/** Trying a connection, stage by stage: published as `whyclosed/probe`. */
export type { StageListener } from './checklist.ts';
export type { Machine } from './machine.ts';
export type * from './model.ts';
export { type Investigate, type ProbeOptions, probe } from './probe.ts';
export { toProbeRecord } from './record.ts';
export { parseTarget, type Scheme, type SchemeInfo, schemes, type Target } from './target.ts';
