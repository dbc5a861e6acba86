/**
 * The 19 signatures of connection tampering (Sundara Raman et al., "Global, Passive Detection of Connection Tampering",
 * SIGCOMM 2023, table 1) in the paper's notation: what the client had sent, and the resets or the silence that followed. ∅ is
 * silence; = and ≠ compare acknowledgement numbers; RST₀ acknowledges 0. Each has harmless look-alikes.
 */

/** What the client had sent: a SYN; its ACK, too; one segment of data; more of them. */
export type TamperingStage = 'post-syn' | 'post-ack' | 'post-psh' | 'later';

export type TamperingSignature =
  | '⟨SYN → ∅⟩'
  | '⟨SYN → RST⟩'
  | '⟨SYN → RST+ACK⟩'
  | '⟨SYN → RST; RST+ACK⟩'
  | '⟨SYN; ACK → ∅⟩'
  | '⟨SYN; ACK → RST⟩'
  | '⟨SYN; ACK → RST; RST⟩'
  | '⟨SYN; ACK → RST+ACK⟩'
  | '⟨SYN; ACK → RST+ACK; RST+ACK⟩'
  | '⟨PSH+ACK → ∅⟩'
  | '⟨PSH+ACK → RST⟩'
  | '⟨PSH+ACK → RST+ACK⟩'
  | '⟨PSH+ACK → RST; RST+ACK⟩'
  | '⟨PSH+ACK → RST+ACK; RST+ACK⟩'
  | '⟨PSH+ACK → RST = RST⟩'
  | '⟨PSH+ACK → RST ≠ RST⟩'
  | '⟨PSH+ACK → RST; RST₀⟩'
  | '⟨PSH+ACK; Data → RST⟩'
  | '⟨PSH+ACK; Data → RST+ACK⟩';

/** One signature that a connection bears. */
export interface Tampering {
  readonly stage: TamperingStage;
  readonly signature: TamperingSignature;
  /** Largest distance of a reset's IP identification from its sender's latest, where that sender counts packet by packet. */
  readonly ipIdStep?: number | undefined;
  /** Largest distance of a reset's TTL from that of its sender's latest packet. */
  readonly ttlStep?: number | undefined;
}
