// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { Extractor } from './_extractor.ts';
import { extractor as aliveAfterResetExtractor } from './alive-after-reset.ts';
import { extractor as askedElsewhereExtractor } from './asked-elsewhere.ts';
import { extractor as checksumExtractor } from './checksum.ts';
import { extractor as connectAttemptExtractor } from './connect-attempt.ts';
import { extractor as finsExtractor } from './fins.ts';
import { extractor as flowLabelExtractor } from './flow-label.ts';
import { extractor as gapExtractor } from './gap.ts';
import { extractor as handshakeExtractor } from './handshake.ts';
import { extractor as icmpExtractor } from './icmp.ts';
import { extractor as otherEndExtractor } from './other-end.ts';
import { extractor as passageExtractor } from './passage.ts';
import { extractor as probesExtractor } from './probes.ts';
import { extractor as qualityExtractor } from './quality.ts';
import { extractor as reopenedWindowExtractor } from './reopened-window.ts';
import { extractor as repeatedAfterResetExtractor } from './repeated-after-reset.ts';
import { extractor as resetNumbersExtractor } from './reset-numbers.ts';
import { extractor as resetsExtractor } from './resets.ts';
import { extractor as resolutionExtractor } from './resolution.ts';
import { extractor as scanProbeExtractor } from './scan-probe.ts';
import { extractor as secondSenderExtractor } from './second-sender.ts';
import { extractor as serviceTypeExtractor } from './service-type.ts';
import { extractor as silenceExtractor } from './silence.ts';
import { extractor as stallExtractor } from './stall.ts';
import { extractor as strangersExtractor } from './strangers.ts';
import { extractor as surroundingsExtractor } from './surroundings.ts';
import { extractor as tamperingExtractor } from './tampering.ts';
import { extractor as testimonyExtractor } from './testimony.ts';
import { extractor as tlsExtractor } from './tls.ts';
import { extractor as ttlExtractor } from './ttl.ts';
import { extractor as turnExtractor } from './turn.ts';
import { extractor as unansweredDataExtractor } from './unanswered-data.ts';
import { extractor as vantageExtractor } from './vantage.ts';
import { extractor as wordsExtractor } from './words.ts';
import { extractor as zeroWindowExtractor } from './zero-window.ts';

/** Every extractor of this folder, in order of file name. */
export const extractors: readonly Extractor[] = [
  aliveAfterResetExtractor,
  askedElsewhereExtractor,
  checksumExtractor,
  connectAttemptExtractor,
  finsExtractor,
  flowLabelExtractor,
  gapExtractor,
  handshakeExtractor,
  icmpExtractor,
  otherEndExtractor,
  passageExtractor,
  probesExtractor,
  qualityExtractor,
  reopenedWindowExtractor,
  repeatedAfterResetExtractor,
  resetNumbersExtractor,
  resetsExtractor,
  resolutionExtractor,
  scanProbeExtractor,
  secondSenderExtractor,
  serviceTypeExtractor,
  silenceExtractor,
  stallExtractor,
  strangersExtractor,
  surroundingsExtractor,
  tamperingExtractor,
  testimonyExtractor,
  tlsExtractor,
  ttlExtractor,
  turnExtractor,
  unansweredDataExtractor,
  vantageExtractor,
  wordsExtractor,
  zeroWindowExtractor,
];
