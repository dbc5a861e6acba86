/** A step of a scenario that did not go as it should: a program that failed, a packet that did not come. */
export class LabError extends Error {
  override readonly name = 'LabError';
  /** The system's name for it, where it has one: ECONNREFUSED, ETIMEDOUT, … */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}
