// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { Finding } from './_finding.ts';
import { finding as anotherProtocolFinding } from './another-protocol.ts';
import { finding as certificateNotTrustedFinding } from './certificate-not-trusted.ts';
import { finding as closedUnansweredFinding } from './closed-unanswered.ts';
import { finding as closedUnaskedFinding } from './closed-unasked.ts';
import { finding as cutInTlsFinding } from './cut-in-tls.ts';
import { finding as gatewayErrorFinding } from './gateway-error.ts';
import { finding as nameNotResolvedFinding } from './name-not-resolved.ts';
import { finding as noAnswerFinding } from './no-answer.ts';
import { finding as noLocalPortFinding } from './no-local-port.ts';
import { finding as oneAddressFailsFinding } from './one-address-fails.ts';
import { finding as oneFamilyFailsFinding } from './one-family-fails.ts';
import { finding as otherWayWorksFinding } from './other-way-works.ts';
import { finding as proxyFailsFinding } from './proxy-fails.ts';
import { finding as refusedFinding } from './refused.ts';
import { finding as refusedInWordsFinding } from './refused-in-words.ts';
import { finding as signInPortalFinding } from './sign-in-portal.ts';
import { finding as silentFinding } from './silent.ts';
import { finding as tlsRefusedFinding } from './tls-refused.ts';
import { finding as unreachableFinding } from './unreachable.ts';
import { finding as workedFinding } from './worked.ts';

/** Every finding of this folder, in order of file name. */
export const findings: readonly Finding[] = [
  anotherProtocolFinding,
  certificateNotTrustedFinding,
  closedUnansweredFinding,
  closedUnaskedFinding,
  cutInTlsFinding,
  gatewayErrorFinding,
  nameNotResolvedFinding,
  noAnswerFinding,
  noLocalPortFinding,
  oneAddressFailsFinding,
  oneFamilyFailsFinding,
  otherWayWorksFinding,
  proxyFailsFinding,
  refusedFinding,
  refusedInWordsFinding,
  signInPortalFinding,
  silentFinding,
  tlsRefusedFinding,
  unreachableFinding,
  workedFinding,
];
