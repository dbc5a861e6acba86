/** Errors of Node as plain data: the code, the call, the number, without a stack. */
import type { SystemError } from './model.ts';

/** Makes data of whatever was thrown. An error of several (`AggregateError`) is its first. */
export function toSystemError(error: unknown): SystemError {
  if (error instanceof AggregateError && error.errors.length > 0) return toSystemError(error.errors[0]);
  if (!(error instanceof Error)) return { code: 'ERROR', message: String(error) };
  const { code, syscall, errno, message } = error as NodeJS.ErrnoException;
  return {
    code: typeof code === 'string' ? code : error.name,
    ...(typeof syscall === 'string' ? { syscall } : {}),
    ...(typeof errno === 'number' ? { errno: Math.abs(errno) } : {}),
    message,
  };
}

/** The other end reset the connection: the system says so (Node also makes an ECONNRESET of its own, without a number). */
export function isReset({ code, errno }: SystemError): boolean {
  return (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED') && errno !== undefined;
}
