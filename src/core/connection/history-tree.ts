/**
 * Histories as a tree: connections whose histories begin alike share the way from the root, so that a record needs a number
 * of sixteen bits and no letters. There are few in any capture; a hostile one may fill the tree, and then a longer history
 * is not in it.
 */

/** Nodes, the root among them: as many as a number of sixteen bits tells apart. */
const NODES_MAX = 0x1_0000;
/** Letters of the longest history here: those of longer ones are many, and few connections have them. */
const LONGEST = 12;

/** The tree of all connections. The root is 0, the history without letters. */
export class HistoryTree {
  /** By node: its last letter, the first node with a letter more, and the next with the same letters before the last. */
  readonly #letters = new Uint8Array(NODES_MAX);
  readonly #firstChildren = new Uint16Array(NODES_MAX);
  readonly #nextSiblings = new Uint16Array(NODES_MAX);
  readonly #texts: string[] = [''];

  /** The history with this letter more; 0 where it is not in the tree, and there is no room for it. */
  extend(node: number, letter: number): number {
    let last = 0;
    let child = this.#firstChildren[node] as number;
    while (child !== 0 && this.#letters[child] !== letter) {
      last = child;
      child = this.#nextSiblings[child] as number;
    }
    return child === 0 ? this.#add(node, letter, last) : child;
  }

  textOf(node: number): string {
    return this.#texts[node] as string;
  }

  /** Behind the last of the siblings: what comes first is mostly what comes often. */
  #add(node: number, letter: number, last: number): number {
    const text = this.textOf(node);
    const child = this.#texts.length;
    if (child === NODES_MAX || text.length === LONGEST) return 0;
    this.#texts.push(text + String.fromCharCode(letter));
    this.#letters[child] = letter;
    if (last === 0) this.#firstChildren[node] = child;
    else this.#nextSiblings[last] = child;
    return child;
  }
}
