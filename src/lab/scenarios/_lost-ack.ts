/** The last ACK of a handshake is lost. */
import type { Lab } from '../lab.ts';

/** From now on the router loses what the client sends without payload behind its SYN. */
export async function loseLastAck({ client, router, version }: Lab): Promise<void> {
  const family = version === 4 ? 'ip' : 'ip6';
  await router.firewall(
    'forward',
    `${family} saddr ${client.address} tcp flags & (syn | ack | psh | fin | rst) == ack drop`,
  );
}
