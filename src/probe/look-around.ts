/** What is looked at after a failure: this machine, where the port is its own; else near and far. */
import { judgeSide } from './controls/judge-side.ts';
import { askResolver } from './controls/resolver.ts';
import { type AroundPorts, runControls } from './controls/run-controls.ts';
import { lookHere } from './local/look-here.ts';
import { notesOf, signsOf } from './local/signs.ts';
import { type System, thisSystem } from './local/system.ts';
import { type Machine, thisMachine } from './machine.ts';
import type { Observation } from './model.ts';
import type { Investigate, Investigation } from './probe.ts';

/** How far to look. */
export interface LookAroundOptions {
  readonly machine?: Machine;
  readonly system?: System;
  /** Other ports of the host that may be tried besides 443, 80 and 22; two in all. */
  readonly ports?: readonly number[];
  /** Time limit of each thing that is tried: default 2. */
  readonly seconds?: number;
  /**
   * Goes around the trial of two other ports of a host that refused the port, which are not tried without it: that they
   * answer tells nothing, but the packets do with which they answer.
   */
  readonly aroundPorts?: AroundPorts;
}

/**
 * An `investigate` for `probe`. For an address of this machine it reads who listens, and the firewall; for another it tries at
 * most two other ports of the host where that is silent, asks the resolvers, and reads what the kernel knows of its own network.
 */
export function lookAround(options: LookAroundOptions = {}): Investigate {
  const { machine = thisMachine, system = thisSystem, ports = [], seconds = 2, aroundPorts } = options;
  return async (seen, signal): Promise<Investigation> => {
    const here = addressesHere(seen, machine);
    if (here.length > 0) {
      const view = await lookHere(here, seen.target.port, system, signal);
      const local = signsOf(view, seen);
      const notes = notesOf(view).filter((note) => !local.some(({ text }) => text.includes(note)));
      return { controls: [], local, notes };
    }
    const how = { machine, system, ask: askResolver, ports, seconds, signal, aroundPorts };
    const { controls, signs } = await runControls(seen, how);
    // What is known of this machine itself says more than what lies beyond it.
    const all = [...controls, ...seen.controls];
    if (all.length === 0) return { controls, local: signs };
    return { controls, local: signs, notes: [judgeSide(all, seen).text] };
  };
}

/** The addresses of this machine among those that were tried. */
function addressesHere({ attempts, routes }: Observation, machine: Machine): readonly string[] {
  const own = new Set(machine.ownAddresses());
  const isHere = (address: string): boolean =>
    own.has(address.replace(/%.*$/, '')) ||
    /^127\.|^::1$|^::ffff:127\.|^0\.0\.0\.0$|^::$/.test(address) ||
    routes.some(({ to, local }) => local && to === address);
  return [...new Set(attempts.map(({ address }) => address).filter(isHere))];
}
