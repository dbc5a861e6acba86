/** The stages of a probe as lines that fill in: each is begun, and later said how it went. */
import type { Stage, StageName, StageStatus } from './model.ts';

/** Told of every change, with all lines so far. */
export type StageListener = (stages: readonly Stage[]) => void;

/** The lines. */
export class Checklist {
  readonly #stages = new Map<string, Stage>();
  readonly #clock: () => number;
  readonly #listener: StageListener;

  constructor(clock: () => number, listener: StageListener) {
    this.#clock = clock;
    this.#listener = listener;
  }

  get stages(): readonly Stage[] {
    return [...this.#stages.values()];
  }

  /** A stage goes on from now. */
  begin(id: string, name: StageName, text: string): void {
    this.#set({ id, name, status: 'running', at: this.#clock(), seconds: 0, text });
  }

  /** A stage has ended; `seconds` where it was measured better than from `begin`. */
  finish(
    id: string,
    name: StageName,
    status: StageStatus,
    text: string,
    more: { code?: string; seconds?: number } = {},
  ): void {
    const at = this.#stages.get(id)?.at ?? this.#clock();
    const { code, seconds = this.#clock() - at } = more;
    this.#set({ id, name, status, at, seconds, text, ...(code === undefined ? {} : { code }) });
  }

  /** What is still running was not brought to its end. */
  stop(): void {
    for (const stage of this.stages) {
      if (stage.status === 'running') this.finish(stage.id, stage.name, 'skipped', `${stage.text}: interrupted`);
    }
  }

  #set(stage: Stage): void {
    this.#stages.set(stage.id, stage);
    this.#listener(this.stages);
  }
}
