import { describe, expect, test } from 'vitest';
import { lookAround } from '../../../src/probe/look-around.ts';
import { probe } from '../../../src/probe/probe.ts';
import { brief } from '../brief.ts';
import { unrealMachine } from '../servers.ts';
import { fakeSystem } from './fake-system.ts';
import * as macos from './macos-texts.ts';
import * as windows from './windows-texts.ts';

const NETSTAT_OF_MACOS = 'netstat -anlv -p tcp';
const LSOF = 'lsof -nP -iTCP -sTCP:LISTEN -F pcftPnT';
const FIREWALL = 'the firewall of this system is not read';

type Programs = Readonly<Record<string, string>>;

/** Programs of Windows. */
function ofWindows(...rows: readonly (readonly [place: string, pid: number])[]): Programs {
  const is6 = ([place]: readonly [string, number]): boolean => place.startsWith('[');
  return {
    'netstat -ano -p TCP': windows.netstatOf(['0.0.0.0:135', 1288], ...rows.filter((row) => !is6(row))),
    'netstat -ano -p TCPv6': windows.netstatOf(...rows.filter(is6)),
    'tasklist /FO CSV /NH': windows.TASKLIST,
  };
}

/** A probe of a port of such a machine that is refused: the verdict, what was found, and what is said of the machine. */
async function refusedAt(
  place: string,
  platform: string,
  programs: Programs,
): Promise<{ verdict: string; signs: readonly string[]; notes: readonly string[] }> {
  const system = fakeSystem({ platform, userId: 501, programs });
  const address = place.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  const { run, ownAddresses } = system;
  const machine = unrealMachine({ [address]: 'ECONNREFUSED' }, { platform, run, ownAddresses });
  const result = await probe(place, { machine, timeoutSeconds: 1, investigate: lookAround({ machine, system }) });
  return {
    verdict: brief(result),
    signs: result.observation.local.map(({ cause, weight, text }) => `${cause} ${weight}: ${text}`),
    notes: result.stages.filter(({ name }) => name === 'local').map(({ text }) => text),
  };
}

const CLOSED = 'failure: closed-port, likely, server kernel, refused';
const ELSEWHERE = 'failure: listener-on-another-address, likely, server kernel, refused';
const FAMILY = 'failure: address-family-mismatch, likely, server kernel, refused';

/** Both that speak of a listener elsewhere. */
function elsewhere(text: string): readonly string[] {
  return [`listener-on-another-address supports: ${text}`, `closed-port speaks-against: ${text}`];
}

describe('on macOS, a port that refused', () => {
  test('has no listener, and the next one has', async () => {
    const programs = {
      [NETSTAT_OF_MACOS]: macos.netstatOf(['tcp4', '127.0.0.1.8081', 812], ['tcp4', '*.22', 1]),
      [LSOF]: macos.lsofOf(812, 'node', 'IPv4', '127.0.0.1:8081'),
    };
    expect(await refusedAt('127.0.0.1:8080', 'darwin', programs)).toEqual({
      verdict: CLOSED,
      signs: ['closed-port supports: nothing listens on port 8080 of this machine, on any address'],
      notes: [
        'nothing listens on 8080; node (pid 812) listens on 127.0.0.1:8081',
        FIREWALL,
        'nothing listens on port 8080 of this machine, on any address',
      ],
    });
  });

  test('has a listener on 127.0.0.1 alone', async () => {
    const programs = {
      [NETSTAT_OF_MACOS]: macos.netstatOf(['tcp4', '127.0.0.1.8080', 812]),
      [LSOF]: macos.lsofOf(812, 'node', 'IPv4', '127.0.0.1:8080'),
    };
    const { verdict, signs } = await refusedAt('127.0.0.2:8080', 'darwin', programs);
    expect(verdict).toBe(ELSEWHERE);
    expect(signs).toEqual(elsewhere('node (pid 812) listens on 127.0.0.1:8080, not on 127.0.0.2:8080'));
  });

  test('has a listener of another user, whom ps names where lsof does not', async () => {
    const programs = {
      [NETSTAT_OF_MACOS]: macos.netstatOf(['tcp4', '127.0.0.1.8080', 77]),
      [LSOF]: macos.lsofOf(598, 'Discord', 'IPv4', '127.0.0.1:6463'),
      'ps -o pid=,stat=,ucomm= -p 77': '   77 Ss   httpd\n',
    };
    const { signs } = await refusedAt('127.0.0.2:8080', 'darwin', programs);
    expect(signs).toEqual(elsewhere('httpd (pid 77) listens on 127.0.0.1:8080, not on 127.0.0.2:8080'));
  });

  test('has a listener of a process that ended, which netstat may still name: nobody is named', async () => {
    const programs = { [NETSTAT_OF_MACOS]: macos.netstatOf(['tcp4', '127.0.0.1.8080', 77]) };
    const { signs, notes } = await refusedAt('127.0.0.2:8080', 'darwin', programs);
    expect(signs).toEqual(elsewhere('a process listens on 127.0.0.1:8080, not on 127.0.0.2:8080'));
    expect(notes).toContain('whose socket it is could not be read');
  });

  test.each([
    ['tcp6', ['address-family-mismatch supports', 'closed-port speaks-against'], ', not on 127.0.0.1:8080'],
    ['tcp46', ['closed-port speaks-against'], ' by now'],
  ])('has a listener on all addresses, which netstat calls %s', async (kind, causes, more) => {
    const programs = { [NETSTAT_OF_MACOS]: macos.netstatOf([kind, '*.8080', 812]) };
    const { signs } = await refusedAt('127.0.0.1:8080', 'darwin', programs);
    expect(signs).toEqual(causes.map((cause) => `${cause}: a process listens on [::]:8080${more}`));
  });

  test('without lsof, netstat shows that nothing listens', async () => {
    const programs = { [NETSTAT_OF_MACOS]: macos.netstatOf(['tcp4', '*.22', 1]) };
    expect((await refusedAt('127.0.0.1:8080', 'darwin', programs)).verdict).toBe(CLOSED);
  });

  test('without netstat, what lsof shows of one’s own processes is not all', async () => {
    const programs = { [LSOF]: macos.lsofOf(812, 'node', 'IPv4', '127.0.0.1:8081') };
    const { verdict, signs, notes } = await refusedAt('127.0.0.1:8080', 'darwin', programs);
    expect(verdict).toBe(CLOSED);
    expect(signs).toEqual([]);
    expect(notes).toEqual([
      'node (pid 812) listens on 127.0.0.1:8081',
      'which sockets listen could be read in part alone: there may be more',
      FIREWALL,
    ]);
  });

  test('without netstat, whether a socket on all IPv6 addresses takes IPv4 is not known', async () => {
    const programs = { [LSOF]: macos.lsofOf(812, 'node', 'IPv6', '*:8080') };
    const { signs, notes } = await refusedAt('127.0.0.1:8080', 'darwin', programs);
    expect(signs).toEqual([]);
    expect(notes).toContain('whether the socket on all IPv6 addresses takes IPv4, too, could not be read');
    expect((await refusedAt('[::1]:8080', 'darwin', programs)).signs).toEqual([
      'closed-port speaks-against: node (pid 812) listens on [::]:8080 by now',
    ]);
  });
});

describe('on Windows, a port that refused', () => {
  test('has no listener, and the next one has', async () => {
    const { verdict, signs, notes } = await refusedAt('127.0.0.1:8080', 'win32', ofWindows(['127.0.0.1:8081', 41200]));
    expect(verdict).toBe(CLOSED);
    expect(signs).toEqual(['closed-port supports: nothing listens on port 8080 of this machine, on any address']);
    expect(notes[0]).toBe('nothing listens on 8080; node.exe (pid 41200) listens on 127.0.0.1:8081');
  });

  test('has a listener on 127.0.0.1 alone', async () => {
    const { verdict, signs } = await refusedAt('127.0.0.2:8080', 'win32', ofWindows(['127.0.0.1:8080', 8872]));
    expect(verdict).toBe(ELSEWHERE);
    expect(signs).toEqual(
      elsewhere('My, "own" server.exe (pid 8872) listens on 127.0.0.1:8080, not on 127.0.0.2:8080'),
    );
  });

  test('has a listener on [::] alone: whether that takes IPv4, Windows does not say', async () => {
    const { verdict, signs, notes } = await refusedAt('127.0.0.1:8080', 'win32', ofWindows(['[::]:8080', 41200]));
    expect(verdict).toBe(CLOSED);
    expect(signs).toEqual([]);
    expect(notes).toContain('whether the socket on all IPv6 addresses takes IPv4, too, could not be read');
  });

  test('has a listener on [::1] alone', async () => {
    expect((await refusedAt('127.0.0.1:8080', 'win32', ofWindows(['[::1]:8080', 41200]))).verdict).toBe(FAMILY);
  });

  test('has a listener in both families by now', async () => {
    const { signs, notes } = await refusedAt(
      '127.0.0.1:8080',
      'win32',
      ofWindows(['0.0.0.0:8080', 41200], ['[::]:8080', 41200]),
    );
    expect(signs).toEqual(['closed-port speaks-against: node.exe (pid 41200) listens on 0.0.0.0:8080 by now']);
    expect(notes.filter((note) => /could not be read/.test(note))).toEqual([]);
  });

  test('of a process that tasklist does not name', async () => {
    const { 'tasklist /FO CSV /NH': _, ...programs } = ofWindows(['127.0.0.1:8080', 41200]);
    const { signs } = await refusedAt('127.0.0.2:8080', 'win32', programs);
    expect(signs).toEqual(elsewhere('process (pid 41200) listens on 127.0.0.1:8080, not on 127.0.0.2:8080'));
  });

  test.each(['TCP', 'TCPv6'])('without the table of %s nothing shows that no other listens', async (protocol) => {
    const { [`netstat -ano -p ${protocol}`]: _, ...programs } = ofWindows(['[::1]:22', 1]);
    const { signs, notes } = await refusedAt('127.0.0.1:8080', 'win32', programs);
    expect(signs).toEqual([]);
    expect(notes).toContain('which sockets listen could be read in part alone: there may be more');
  });
});

test.each(['darwin', 'win32', 'freebsd'])('on %s without any program nothing is claimed', async (platform) => {
  expect(await refusedAt('127.0.0.1:8080', platform, {})).toEqual({
    verdict: CLOSED,
    signs: [],
    notes: ['which sockets listen could not be read', FIREWALL],
  });
});
