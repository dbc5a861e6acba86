/**
 * The type of service of a reset that refused a SYN (`serviceTypeAnswer`). That it is zero says something only of a host that has
 * returned the type of another SYN: other systems, and routers that set it anew, return none.
 */
import { serviceTypeAnswer } from '../model/service-type.ts';
import type { Extractor } from './_extractor.ts';
import { refer } from './_packets.ts';

export const extractor: Extractor = {
  id: 'service-type',
  extract: (connection, surroundings) => {
    const answer = connection.serverSide.resets > 0 ? serviceTypeAnswer(connection.packets) : undefined;
    if (answer === undefined) return [];
    const { syn, reset, relation } = answer;
    if (relation === 'zero' && surroundings.returnsServiceType?.(connection.server.address) !== true) return [];
    return [{ kind: 'service-type', from: 'server', relation, packets: refer(connection, reset.number, syn.number) }];
  },
};
