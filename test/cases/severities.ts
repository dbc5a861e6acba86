import type { Severity } from '../../src/core/model/diagnosis.ts';

/** Worst first. */
export const SEVERITIES: readonly Severity[] = ['failure', 'suspicious', 'benign'];
