/** Waiting no longer than a time, and no longer than the caller wants. */

/** Why a wait ended. */
export type Waited<T> = { readonly why: 'done'; readonly value: T } | { readonly why: 'timeout' | 'aborted' };

/** Waits for a promise, at most so many seconds; rejects where the promise does. The timer and the listener are taken away. */
export async function waitFor<T>(promise: Promise<T>, seconds: number, signal: AbortSignal): Promise<Waited<T>> {
  let release = (): void => {};
  const end = new Promise<Waited<T>>((resolve) => {
    const timer = setTimeout(() => resolve({ why: 'timeout' }), Math.max(0, seconds) * 1000);
    const abort = (): void => resolve({ why: 'aborted' });
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    release = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
  });
  try {
    return await Promise.race([promise.then((value) => ({ why: 'done' as const, value })), end]);
  } finally {
    release();
    // Should it fail later, nobody is waiting any more.
    promise.catch(() => {});
  }
}
