/**
 * From the hash of two endpoints to the slot of their connection: open addressing with linear probing, deletion by
 * shifting back (Knuth, The Art of Computer Programming vol. 3, §6.4, Algorithm R), so that it never needs cleaning. The
 * caller compares what it finds with the packet.
 */
export class FlowIndex {
  #cells = new Int32Array(2 << 12);
  #mask = (1 << 12) - 1;
  #size = 0;

  /** First cell where a connection of this hash may be; go on with `next` until `slotAt` is negative. */
  first(hash: number): number {
    return hash & this.#mask;
  }
  next(cell: number): number {
    return (cell + 1) & this.#mask;
  }
  slotAt(cell: number): number {
    return (this.#cells[2 * cell + 1] as number) - 1;
  }
  hashAt(cell: number): number {
    return this.#cells[2 * cell] as number;
  }

  insert(hash: number, slot: number): void {
    this.#size += 1;
    // Three quarters full: twice as many cells would be out of the caches more often than they save a step.
    if (this.#size * 4 > this.#mask * 3) this.#grow();
    this.#put(hash, slot);
  }

  /** Gives an entry another slot; one that is not there is left alone. */
  replace(hash: number, slot: number, other: number): void {
    const cells = this.#cells;
    for (let cell = hash & this.#mask; cells[2 * cell + 1] !== 0; cell = (cell + 1) & this.#mask) {
      if (cells[2 * cell + 1] !== slot + 1) continue;
      cells[2 * cell + 1] = other + 1;
      return;
    }
  }

  /** Removes the entry; one that is not there is left alone. */
  remove(hash: number, slot: number): void {
    const cells = this.#cells;
    const mask = this.#mask;
    let hole = hash & mask;
    while (cells[2 * hole + 1] !== slot + 1) {
      if (cells[2 * hole + 1] === 0) return;
      hole = (hole + 1) & mask;
    }
    for (let cell = (hole + 1) & mask; cells[2 * cell + 1] !== 0; cell = (cell + 1) & mask) {
      const wanted = (cells[2 * cell] as number) & mask;
      if (((cell - wanted) & mask) < ((cell - hole) & mask)) continue;
      cells[2 * hole] = cells[2 * cell] as number;
      cells[2 * hole + 1] = cells[2 * cell + 1] as number;
      hole = cell;
    }
    cells[2 * hole + 1] = 0;
    this.#size -= 1;
  }

  #put(hash: number, slot: number): void {
    const cells = this.#cells;
    let cell = hash & this.#mask;
    while (cells[2 * cell + 1] !== 0) cell = (cell + 1) & this.#mask;
    cells[2 * cell] = hash;
    cells[2 * cell + 1] = slot + 1;
  }

  #grow(): void {
    const old = this.#cells;
    this.#cells = new Int32Array(old.length * 2);
    this.#mask = this.#mask * 2 + 1;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i + 1] !== 0) this.#put(old[i] as number, (old[i + 1] as number) - 1);
    }
  }
}
