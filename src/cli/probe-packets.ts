/**
 * The packets of each probe are recorded where that was asked for or is allowed, join its verdict, and are kept in a file.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { isIP } from 'node:net';
import type { Diagnosis } from '../core/model/diagnosis.ts';
import { WhyclosedError } from '../core/model/whyclosed-error.ts';
import { hangText, paintPage } from '../core/report/page.ts';
import type { AroundPorts } from '../probe/controls/run-controls.ts';
import { joinPackets } from '../probe/join-packets.ts';
import { thisMachine } from '../probe/machine.ts';
import type { ProbeResult } from '../probe/model.ts';
import { diagnosisOf, recordOwnPackets } from '../probe/own-packets.ts';
import { toPcapng } from '../probe/pcapng-file.ts';
import type { Target } from '../probe/target.ts';
import { WriteFailure } from './output.ts';
import type { ProbeCommandOptions } from './probe-options.ts';
import { pageStyleOf, type Terminal } from './terminal.ts';
import { readVersion } from './version.ts';

/** What packets show, where there are none. */
const SHOWS = 'records its own packets, which show who refused or reset, and whether an answer came at all';
const AS_ROOT = `the same as root, who may capture: probe then ${SHOWS}`;
const WITH_TCPDUMP = `the same where tcpdump is installed: probe then ${SHOWS}`;

/** Records around probes; a file takes one. */
export class ProbePackets {
  readonly #options: ProbeCommandOptions;
  readonly #terminal: Terminal;
  readonly #file: number | undefined;

  /** Throws a WriteFailure where the file cannot be written. */
  constructor(options: ProbeCommandOptions, terminal: Terminal) {
    this.#options = options;
    this.#terminal = terminal;
    this.#file = options.save === undefined ? undefined : openForWriting(options.save);
  }

  /** Probes; rejects with a WhyclosedError where packets should be saved and may not be recorded. */
  async around(
    target: Target,
    signal: AbortSignal,
    probe: (aroundPorts?: AroundPorts) => Promise<ProbeResult>,
  ): Promise<ProbeResult> {
    const isOwn = isThisMachine(target.host);
    const userId = process.getuid?.();
    const { packets } = this.#options;
    // What this machine does itself its own sockets and firewall tell.
    if (packets === 'no' || (packets === 'auto' && isOwn)) return await probe();
    // On Windows there is neither root nor tcpdump.
    if (packets === 'auto' && userId === undefined) return await probe();
    if (packets === 'auto' && userId !== 0) return withHint(await probe(), AS_ROOT);
    const addresses = isIP(target.host) === 0 ? [] : [target.host];
    const started = await recordOwnPackets({ ports: [target.port], addresses, signal });
    if (started.recording === undefined) {
      if (this.#file !== undefined && !signal.aborted) throw new WhyclosedError('permission-denied', started.why);
      if (packets === 'auto') return withHint(await probe(), WITH_TCPDUMP);
      this.#warn(started.why);
      return await probe();
    }
    const { recording } = started;
    const beside: Diagnosis[] = [];
    let result: ProbeResult;
    let again: number | undefined;
    try {
      result = await probe(async (address, ports, tryThem) => {
        // Apart: in the file are the packets of the probe alone.
        const { recording: other } = await recordOwnPackets({ ports, addresses: [address], signal });
        if (other === undefined) return [];
        const { controls, againFrom } = await tryThem();
        again = againFrom;
        beside.push(...(await other.stop()).diagnoses);
        return controls;
      });
    } catch (error) {
      await recording.abandon();
      throw error;
    }
    const recorded = await recording.stop();
    if (recorded.gap !== undefined) this.#warn(recorded.gap);
    const ends = again === undefined ? result : { ...result, againFrom: again };
    const diagnosis = diagnosisOf(recorded, ends, beside);
    const joined = diagnosis === undefined ? result : joinPackets(result, diagnosis);
    this.#save(recorded.bytes, target, joined);
    return joined;
  }

  /** Closes the file. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #save(bytes: Uint8Array, target: Target, { verdict, ending, packets }: ProbeResult): void {
    if (this.#file === undefined) return;
    const said = `${verdict.cause}, ${verdict.confidence}: ${verdict.summary}`;
    const number = packets === undefined ? undefined : ending?.packet;
    let rest = toPcapng(bytes, 'any', {
      application: `whyclosed ${readVersion()}`,
      comment: `whyclosed probe ${target.text}: ${said}`,
      packets: new Map(number === undefined ? [] : [[number, said]]),
    });
    try {
      if (fstatSync(this.#file).isFile()) ftruncateSync(this.#file);
      while (rest.length > 0) rest = rest.subarray(writeSync(this.#file, rest));
    } catch (error) {
      throw new WriteFailure(`Cannot write ${this.#options.save}: ${(error as Error).message}`);
    }
  }

  #warn(text: string): void {
    const { stderr } = this.#terminal;
    if (this.#options.quiet) return;
    const style = pageStyleOf(stderr, this.#terminal, this.#options.color, this.#options.ascii);
    stderr.write(paintPage(hangText([{ text: 'warning: ' }], text, style), style));
    stderr.flush();
  }
}

function isThisMachine(host: string): boolean {
  const own = new Set(['localhost', '::', '::1', '0.0.0.0', ...thisMachine.ownAddresses()]);
  return own.has(host.replace(/%.*$/, '')) || /^(?:127\.|::ffff:127\.)/.test(host);
}

/** Where packets would tell more. */
function withHint(result: ProbeResult, hint: string): ProbeResult {
  const { verdict, severity, ending } = result;
  const isOpen = severity === 'failure' && verdict.confidence !== 'certain' && ending !== undefined;
  return isOpen ? { ...result, verdict: { ...verdict, next: [...verdict.next, hint] } } : result;
}

function openForWriting(path: string): number {
  try {
    // What is in it stays until there is something to write instead.
    return openSync(path, 'a');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such folder' : code === 'EISDIR' ? 'it is a folder' : message;
    throw new WriteFailure(`Cannot write ${path}: ${reason}`);
  }
}
