/** Signals by what they do where a program has no handler (signal(7)). */

/** SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH. */
export const ENDS_NOTHING: ReadonlySet<number> = new Set([17, 18, 19, 20, 21, 22, 23, 28]);
