/**
 * Three hosts in network namespaces, for the time of a test: the one that probes (192.0.2.1), a router, and a server
 * (198.51.100.2). Everything is gone with the process that holds them.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile, readlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../architecture/source-file.ts';

/** The hosts and the way between them. `await_listening` waits until somebody listens on these ports. */
const HOSTS = `
set -eu
mount -t tmpfs none /run
ip link set lo up
for host in router server; do ip netns add $host; ip -n $host link set lo up; done
ip link add c0 type veth peer name r0 netns router
ip -n router link add r1 type veth peer name s0 netns server
ip address add 192.0.2.1/24 dev c0; ip link set c0 up
ip -n router address add 192.0.2.254/24 dev r0; ip -n router link set r0 up
ip -n router address add 198.51.100.254/24 dev r1; ip -n router link set r1 up
ip -n server address add 198.51.100.2/24 dev s0; ip -n server link set s0 up
ip route add default via 192.0.2.254
ip -n server route add default via 198.51.100.254
ip netns exec router sysctl -qw net.ipv4.ip_forward=1
await_listening() {
  for port in "$@"; do
    for try in $(seq 600); do
      if ss -Hltn "sport = :$port" | grep -q .; then continue 2; fi
      sleep 0.05
    done
    echo "nobody listens on port $port" >&2
    exit 1
  done
}
export -f await_listening
`;

/** What is on the hosts. */
export interface Inhabitants {
  /** For bash, as root on the host that probes: starts the servers in the background, and waits until they listen. */
  readonly script: string;
  /** Its variables. `FOLDER` is given to it, too: a folder of its own, which goes with the hosts. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What a run of the program printed. */
export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** The hosts, and the program installed where everybody may read it. */
export class World {
  readonly #holder: ChildProcess;
  readonly #gone: Promise<unknown>;
  /** Folder of the installed program. */
  readonly folder: string;

  private constructor(holder: ChildProcess, folder: string) {
    this.#holder = holder;
    this.#gone = once(holder, 'close');
    this.folder = folder;
  }

  /** Makes the hosts; resolves when everything listens. */
  static async open({ script, variables }: Inhabitants): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), 'whyclosed-lab-'));
    spawnSync('chmod', ['755', folder]);
    for (const path of ['dist', 'package.json', 'docs/causes', 'node_modules/fflate', 'node_modules/fzstd']) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      cpSync(join(projectRoot, path), join(folder, path), { recursive: true, dereference: true });
    }
    spawnSync('chmod', ['-R', 'a+rX', folder]);
    mkdirSync(join(folder, 'tmp'));
    spawnSync('chmod', ['1777', join(folder, 'tmp')]);
    mkdirSync(join(folder, 'servers'));
    const lines = `${HOSTS}${script}\necho ready\nwait\n`;
    const holder = spawn('unshare', ['--net', '--mount', 'bash', '-c', lines], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...variables, FOLDER: join(folder, 'servers') },
    });
    const world = new World(holder, folder);
    let errors = '';
    holder.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const [said] = (await Promise.race([once(holder.stdout!, 'data'), once(holder, 'exit')])) as [Buffer | number];
    if (Buffer.isBuffer(said) && said.toString() === 'ready\n') return world;
    await world.close();
    throw new Error(`The hosts cannot be made: ${errors}`);
  }

  /** Where the servers keep their files. */
  get serversFolder(): string {
    return join(this.folder, 'servers');
  }

  /** Where the program puts its temporary files, and nobody else does. */
  get temporaryFolder(): string {
    return join(this.folder, 'tmp');
  }

  /** The command line that runs `whyclosed` on the host that probes, as root or as nobody. */
  commandLine(words: readonly string[], asRoot: boolean): readonly string[] {
    return this.#node([join(this.folder, 'dist/cli/main.js'), ...words], asRoot);
  }

  #node(args: readonly string[], asRoot: boolean): readonly string[] {
    const user = asRoot ? [] : ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    const hosts = ['--target', String(this.#holder.pid), '--net', '--mount'];
    return ['nsenter', ...hosts, '--wd=/', '--', ...user, process.execPath, ...args];
  }

  /** Runs `whyclosed` there. */
  async run(words: readonly string[], asRoot: boolean): Promise<Run> {
    return await this.#run(this.commandLine(words, asRoot));
  }

  /** Runs a module there, as root; `probe` and `lookAround` of the library are what it can use. */
  async runModule(text: string): Promise<Run> {
    const library = JSON.stringify(join(this.folder, 'dist/probe/index.js'));
    const module = `import { probe, lookAround } from ${library};\n${text}`;
    return await this.#run(this.#node(['--input-type=module', '--eval', module], true));
  }

  async #run([program, ...args]: readonly string[]): Promise<Run> {
    const child = spawn(program!, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', TMPDIR: this.temporaryFolder },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const [status] = (await once(child, 'close')) as [number | null];
    return { stdout, stderr, status };
  }

  /** Names of the processes there, in order. */
  async processes(): Promise<readonly string[]> {
    const own = await readlink(`/proc/${this.#holder.pid}/ns/net`);
    const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    const names = await Promise.all(
      ids.map(async (id) => {
        try {
          const isThere = (await readlink(`/proc/${id}/ns/net`)) === own;
          return isThere ? await readFile(`/proc/${id}/comm`, 'utf8') : undefined;
        } catch {
          // It has ended meanwhile.
          return undefined;
        }
      }),
    );
    return names.filter((name) => name !== undefined).sort();
  }

  /** Ends everything. */
  async close(): Promise<void> {
    try {
      process.kill(-this.#holder.pid!, 'SIGKILL');
    } catch {
      // All have ended by themselves: the hosts could not be made.
    }
    await this.#gone;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
