/**
 * Near or far: what the controls together say of the side to blame. The far side is blamed by nobody who has not shown that
 * this side works.
 */
import type { Control, Observation } from '../model.ts';
import type { QuicTrial } from '../quic/trial.ts';

/** The side a failure lies on, and why. */
export interface Side {
  readonly side: 'near' | 'beyond' | 'unknown';
  /** A sentence. */
  readonly text: string;
}

/** Weighs controls, and the attempts on other addresses of the name. */
export function judgeSide(
  controls: readonly Control[],
  { attempts, quic = [], internet }: Pick<Observation, 'attempts' | 'quic' | 'internet'>,
): Side {
  // Where something answers in the place of others, an answer shows nothing.
  const isPlayed = internet?.outcome === 'portal' || internet?.outcome === 'intercepted';
  const works = [
    ...controls.filter(({ says }) => says === 'our side works').map(quote),
    ...(isPlayed ? [] : attempts.flatMap(answered)),
    ...quic.flatMap(spoke),
  ];
  const [broken] = controls.filter(({ says }) => says === 'our side is broken').map(quote);
  const [working] = works;
  if (broken !== undefined && working !== undefined) {
    return { side: 'unknown', text: `near or far is open: ${broken}; but ${working}` };
  }
  if (broken !== undefined) return { side: 'near', text: `this side is to blame: ${broken}` };
  if (working !== undefined) return { side: 'beyond', text: `not on this machine or its link: ${working}` };
  return { side: 'unknown', text: 'near or far is open: nothing shows that this side’s network works' };
}

function quote({ what, outcome }: Control): string {
  return `${what}: ${outcome}`;
}

function spoke({ address, outcome }: QuicTrial): readonly string[] {
  return outcome === 'answers' ? [`${address} answers QUIC, over UDP`] : [];
}

function answered({ address, outcome }: Observation['attempts'][number]): readonly string[] {
  return outcome === 'connected' || outcome === 'refused' || outcome === 'reset' ? [`${address} answered`] : [];
}
