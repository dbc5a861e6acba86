/** Trying a connection, stage by stage: published as `whyclosed/probe`. */
export { parseTarget, type Scheme, type SchemeInfo, schemes, type Target } from './target.ts';
