/** Proxy variables of the environment: they send the requests of other programs elsewhere, which a probe does not follow. */
import type { ProxySetting } from './model.ts';
import { schemes, type Target } from './target.ts';

/** The settings that concern a target. Upper and lower case are both used; `http_proxy` is read in lower case alone by curl. */
export function proxiesFor(target: Target, env: Readonly<Record<string, string | undefined>>): readonly ProxySetting[] {
  const scheme = target.scheme === 'http' || target.scheme === 'https' ? target.scheme : undefined;
  const names = scheme === undefined ? ['all_proxy'] : [`${scheme}_proxy`, 'all_proxy'];
  const exempt = isExempt(target, env.no_proxy ?? env.NO_PROXY ?? '');
  return names
    .flatMap((name) => [name, name.toUpperCase()])
    .flatMap((name) => {
      const value = env[name];
      return value === undefined || value === '' ? [] : [{ name, value: withoutPassword(value), exempt }];
    });
}

/** An entry of `no_proxy` is a name that also stands for names below it, or an address; "*" is everything. */
function isExempt({ host, port, scheme }: Target, list: string): boolean {
  const name = host.toLowerCase();
  const usual = schemes[scheme].port;
  return list.split(/[\s,]+/).some((entry) => {
    const [, bare = '', only] = /^\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (bare === '' || (only !== undefined && Number(only) !== (port ?? usual))) return entry === '*';
    return bare === '*' || name === bare || name.endsWith(`.${bare}`);
  });
}

function withoutPassword(value: string): string {
  return value.replace(/^((?:[a-z][\w+.-]*:\/\/)?[^:/@\s]*):[^/@\s]*@/i, '$1:…@');
}
