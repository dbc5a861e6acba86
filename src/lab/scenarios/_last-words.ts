/**
 * A server that says its last word and closes. On a path of no length a client may have closed before that FIN is there; on a
 * real one it has come with the word. Needs `slowPath`.
 */
import type { Lab } from '../lab.ts';
import type { Program } from '../program.ts';

/** The client program does not see the server's last word (which contains this text) before it can see its FIN, or reset, too. */
export async function comeTogether(
  { server, seen }: Pick<Lab, 'server' | 'seen'>,
  program: Program,
  word: string,
  close: 'F.' | 'R.' = 'F.',
): Promise<void> {
  await seen(server, '.', { at: ['server'], payload: word });
  await program.hold();
  await seen(server, close);
  program.signal('SIGCONT');
}
