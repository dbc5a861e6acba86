/**
 * A memory limit for a scenario's program: a control group of its own, version 1 or 2, whichever the machine has for memory
 * (Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/memory.rst). A group that a killed run left is empty and removed by
 * the next; one that is in use cannot be.
 */
import { existsSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { LabError } from './lab-error.ts';

const PREFIX = 'whyclosed-lab-';
const V1 = '/sys/fs/cgroup/memory';
const V2 = '/sys/fs/cgroup';

function root(): string | undefined {
  if (existsSync(`${V1}/memory.limit_in_bytes`)) return V1;
  return existsSync(`${V2}/cgroup.controllers`) ? V2 : undefined;
}

/** A group whose processes together may use so many bytes. Its folder: a process enters it by writing 0 to cgroup.procs. */
export function makeMemoryLimit(place: number, bytes: number): string {
  const parent = root();
  if (parent === undefined) throw new LabError('There is no memory controller of control groups here');
  const folder = `${parent}/${PREFIX}${place}`;
  mkdirSync(folder, { recursive: true });
  if (parent === V1) writeFileSync(`${folder}/memory.limit_in_bytes`, String(bytes));
  else {
    writeFileSync(`${parent}/cgroup.subtree_control`, '+memory');
    writeFileSync(`${folder}/memory.max`, String(bytes));
    writeFileSync(`${folder}/memory.swap.max`, '0');
  }
  return folder;
}

/** Takes away groups in which nothing runs. */
export function removeLeftovers(): void {
  const parent = root();
  if (parent === undefined) return;
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    try {
      rmdirSync(`${parent}/${name}`);
    } catch {
      // In use by another run.
    }
  }
}
