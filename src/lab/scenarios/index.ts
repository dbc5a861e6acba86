// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { Scenario } from './_scenario.ts';
import { scenario as keepaliveRaceScenario } from './keepalive-race.ts';
import { scenario as keepaliveUnansweredScenario } from './keepalive-unanswered.ts';
import { scenario as listenerShutdownScenario } from './listener-shutdown.ts';
import { scenario as middleboxIdleTimeoutSilentScenario } from './middlebox-idle-timeout-silent.ts';
import { scenario as networkUnreachableScenario } from './network-unreachable.ts';
import { scenario as normalCloseScenario } from './normal-close.ts';
import { scenario as pathMtuBlackHoleScenario } from './path-mtu-black-hole.ts';
import { scenario as plainOnTlsPortScenario } from './plain-on-tls-port.ts';
import { scenario as plainOnTlsPortSilentScenario } from './plain-on-tls-port-silent.ts';
import { scenario as unreadDataAtCloseScenario } from './unread-data-at-close.ts';

/** Every scenario of this folder, in order of file name. */
export const scenarios: readonly Scenario[] = [
  keepaliveRaceScenario,
  keepaliveUnansweredScenario,
  listenerShutdownScenario,
  middleboxIdleTimeoutSilentScenario,
  networkUnreachableScenario,
  normalCloseScenario,
  pathMtuBlackHoleScenario,
  plainOnTlsPortScenario,
  plainOnTlsPortSilentScenario,
  unreadDataAtCloseScenario,
];
