/** The services behind the gateway. */
export interface Upstreams {
  readonly casework: string;
  readonly query: string;
  readonly audit: string;
}

/**
 * Which service answers a request: commands casework, what is the query service, what was (a history, the log, an instant in the question)
 * the audit service. Null: nobody, from outside.
 */
export const upstreamOf = (url: string, { casework, query, audit }: Upstreams): string | null => {
  // 不作为完整地址解析：“//主机/路径”会被当成别处的路径。
  const [pathname = '', asked = ''] = url.split('?', 2);
  const searchParams = new URLSearchParams(asked);
  if (pathname === '/commands') return casework;
  if (pathname === '/log' || pathname === '/feed' || /^\/dossiers\/[^/]+\/events$/.test(pathname)) return audit;
  if (pathname === '/dossiers') return query;
  if (/^\/(dossiers|deadlines)\/[^/]+$/.test(pathname)) return searchParams.has('at') || searchParams.has('knownAt') ? audit : query;
  return null;
};
