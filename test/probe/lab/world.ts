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
import { certificate, privateKey } from '../certificate.ts';

/** What listens where, on the server and on the machine that probes. */
const SERVERS = `
const net = require('node:net'), tls = require('node:tls'), http = require('node:http');
const [side] = process.argv.slice(-1);
const on = (port, host, handle) => net.createServer(handle).listen(port, host);
const quiet = (socket) => socket.on('error', () => {});
const greet = (request, response) => response.end('hello');
if (side === 'server') {
  for (const port of [80, 8001, 8010, 8011, 8012, 8013]) http.createServer(greet).listen(port, '0.0.0.0');
  tls.createServer({ cert: process.env.CERTIFICATE, key: process.env.KEY }, quiet).on('tlsClientError', () => {}).listen(8002, '0.0.0.0');
  on(8003, '0.0.0.0', (socket) => { quiet(socket); socket.end(); });
  on(8004, '0.0.0.0', (socket) => { quiet(socket); socket.once('data', () => socket.end()); });
  on(8005, '0.0.0.0', (socket) => { quiet(socket); socket.once('data', () => socket.resetAndDestroy()); });
  on(8006, '0.0.0.0', (socket) => { quiet(socket.resume()); net.connect(1, '127.0.0.1').on('error', () => socket.destroy()); });
} else {
  for (const [port, host] of [[9001, '127.0.0.1'], [9003, '0.0.0.0'], [9010, '0.0.0.0'], [9011, '0.0.0.0']]) http.createServer(greet).listen(port, host);
}
`;

const SCRIPT = `
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
ip netns exec router nft -f - <<'RULES'
table ip filter {
  chain forward {
    type filter hook forward priority filter
    tcp dport 8010 reject with tcp reset
    tcp dport 8011 reject with icmp admin-prohibited
    tcp dport 8012 drop
  }
}
RULES
ip netns exec server nft -f - <<'RULES'
table ip filter {
  chain input {
    type filter hook input priority filter
    tcp dport 8013 reject with tcp reset
  }
}
RULES
nft -f - <<'RULES'
table ip filter {
  chain input {
    type filter hook input priority filter
    tcp dport 9010 reject with tcp reset
    tcp dport 9011 drop
  }
}
RULES
ip netns exec server node -e "$SERVERS" server &
node -e "$SERVERS" client &
eval "$MORE"
listening() { ss -Hltn "sport = :$1" | grep -q .; }
export -f listening
for try in $(seq 600); do
  if ip netns exec server bash -c "listening 8006 && listening $LAST" && listening 9011; then echo ready; break; fi
  sleep 0.05
done
wait
`;

/** What runs there besides. */
export interface Addition {
  /** Bash, run on the host that probes after everything else: `ip netns exec server …`, … `router`. */
  readonly script: string;
  /** A port that the server listens on when it is ready. */
  readonly port: number;
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
  /** Folder of the installed program. */
  readonly folder: string;

  private constructor(holder: ChildProcess, folder: string) {
    this.#holder = holder;
    this.folder = folder;
  }

  /** Makes the hosts; resolves when everything listens. */
  static async open(addition: Addition = { script: '', port: 8006 }): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), 'whyclosed-lab-'));
    spawnSync('chmod', ['755', folder]);
    for (const path of ['dist', 'package.json', 'docs/causes', 'node_modules/fflate', 'node_modules/fzstd']) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      cpSync(join(projectRoot, path), join(folder, path), { recursive: true, dereference: true });
    }
    spawnSync('chmod', ['-R', 'a+rX', folder]);
    mkdirSync(join(folder, 'tmp'));
    spawnSync('chmod', ['1777', join(folder, 'tmp')]);
    const holder = spawn('unshare', ['--net', '--mount', 'bash', '-c', SCRIPT], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        SERVERS,
        CERTIFICATE: certificate,
        KEY: privateKey,
        MORE: addition.script,
        LAST: String(addition.port),
      },
    });
    let errors = '';
    holder.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const [said] = (await Promise.race([once(holder.stdout!, 'data'), once(holder, 'exit')])) as [Buffer | number];
    if (!Buffer.isBuffer(said) || said.toString() !== 'ready\n') throw new Error(`The hosts cannot be made: ${errors}`);
    return new World(holder, folder);
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

  /** How many connections to this port are open on the host that probes. */
  connectionsTo(port: number): number {
    const inside = ['--target', String(this.#holder.pid), '--net', 'ss', '-Htn', 'state', 'established'];
    const { stdout } = spawnSync('nsenter', [...inside, `dport = :${port}`], { encoding: 'utf8' });
    return stdout.split('\n').length - 1;
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
    const gone = once(this.#holder, 'close');
    process.kill(-this.#holder.pid!, 'SIGKILL');
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
