import { createHmac } from 'node:crypto';
import { isIPv4 } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** The problems by which a token, a session or a role is refused. */
const REFUSALS = new Set([
  'not-authenticated',
  'no-role',
  'role-revoked',
  'role-not-granted',
  'roles-incompatible',
  'role-not-held',
  'login-failed',
]);
/** By this header a service tells the gateway. It goes no further. */
const HEADER = 'x-minglu-refused';

/** The header of a problem by which a sign-in is refused. */
export const refusalHeader = (code: string): Readonly<Record<string, string>> => (REFUSALS.has(code) ? { [HEADER]: code } : {});

/** The refusals of one minute by source. */
export interface RefusedMinute {
  /** In seconds since 1970. */
  readonly starts: number;
  /** `source` is empty for the sources beyond the limit. */
  readonly sources: readonly { readonly source: string; readonly refusals: number }[];
}

export interface RefusedSignIns {
  readonly count: (address: string) => void;
  /** Takes the counts out. Those of an earlier minute come too. */
  readonly take: () => readonly RefusedMinute[];
}

const MINUTE_S = 60;
/** Sources that are counted apart: a flood from many networks fills nothing. */
const MAX_SOURCES = 1_000;
/** Minutes that are kept while they cannot be sent. */
const MAX_MINUTES = 10;

/** The network of a caller: /24 of an IPv4 address, /48 of an IPv6 address. */
export const networkOf = (address: string): string => {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIPv4(plain)) return plain.split('.').slice(0, 3).join('.');
  const [head = '', tail] = plain.split('%')[0]!.split('::') as [string, string?];
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter(Boolean).length;
  return [...groups, ...Array<string>(Math.max(missing, 0)).fill('0'), ...(tail ?? '').split(':').filter(Boolean)]
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
};

/** Counts refused sign-ins by minute and network. @param key makes the ids of networks, and is the same in all gateways */
export const refusedSignIns = (key: Uint8Array, clock: () => number = Date.now): RefusedSignIns => {
  const minutes = new Map<number, Map<string, number>>();
  return {
    count: (address) => {
      const seconds = Math.floor(clock() / 1_000);
      const starts = seconds - (seconds % MINUTE_S);
      const sources = minutes.get(starts) ?? new Map<string, number>();
      minutes.set(starts, sources);
      while (minutes.size > MAX_MINUTES) minutes.delete(minutes.keys().next().value!);
      const id = createHmac('sha256', key)
        .update(`refused-sign-in ${networkOf(address)}`)
        .digest('hex')
        .slice(0, 16);
      const source = sources.has(id) || sources.size < MAX_SOURCES ? id : '';
      sources.set(source, (sources.get(source) ?? 0) + 1);
    },
    take: () => {
      const taken = [...minutes].map(([starts, sources]) => ({
        starts,
        sources: [...sources].map(([source, refusals]) => ({ source, refusals })),
      }));
      minutes.clear();
      return taken;
    },
  };
};

/** Counts the answers of a server by which a token, a session or a role was refused. A caller without any is refused nothing. */
export const countRefusedSignIns = (fastify: FastifyInstance, counts: Pick<RefusedSignIns, 'count'> | undefined): void => {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const code = reply.getHeader(HEADER);
    if (code !== undefined) {
      reply.removeHeader(HEADER);
      if (code !== 'not-authenticated' || request.headers.authorization !== undefined) counts?.count(request.ip);
    }
    done(null, payload);
  });
};
