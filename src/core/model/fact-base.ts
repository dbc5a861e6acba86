/** What all facts have: the packets that show them. */

/** frame.numbers of the packets that show a fact; never empty. */
export type PacketReferences = readonly [number, ...number[]];

/** A fact names the packets it was read from. */
export interface FactBase {
  readonly packets: PacketReferences;
}
