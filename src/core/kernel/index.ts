// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { Tracepoint } from './_tracepoint.ts';
import { tracepoint as inetSockSetStateTracepoint } from './inet-sock-set-state.ts';
import { tracepoint as kfreeSkbTracepoint } from './kfree-skb.ts';
import { tracepoint as markVictimTracepoint } from './mark-victim.ts';
import { tracepoint as schedProcessExitTracepoint } from './sched-process-exit.ts';
import { tracepoint as signalDeliverTracepoint } from './signal-deliver.ts';
import { tracepoint as signalGenerateTracepoint } from './signal-generate.ts';
import { tracepoint as sysExitAcceptTracepoint } from './sys-exit-accept.ts';
import { tracepoint as sysExitAccept4Tracepoint } from './sys-exit-accept4.ts';
import { tracepoint as tcpReceiveResetTracepoint } from './tcp-receive-reset.ts';
import { tracepoint as tcpSendResetTracepoint } from './tcp-send-reset.ts';

/** Every tracepoint of this folder, in order of file name. */
export const tracepoints: readonly Tracepoint[] = [
  inetSockSetStateTracepoint,
  kfreeSkbTracepoint,
  markVictimTracepoint,
  schedProcessExitTracepoint,
  signalDeliverTracepoint,
  signalGenerateTracepoint,
  sysExitAcceptTracepoint,
  sysExitAccept4Tracepoint,
  tcpReceiveResetTracepoint,
  tcpSendResetTracepoint,
];
