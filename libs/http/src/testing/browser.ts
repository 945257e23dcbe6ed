import { parseSetCookie } from 'cookie';

/** A browser without scripts: it keeps cookies by host, and follows a redirect only when it is told to. */
export interface Browser {
  /** A request to an address. `url` may be relative to the last page. */
  readonly go: (
    url: string,
    options?: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string },
  ) => Promise<Response>;
  /** The same, then every redirect, until a page comes. */
  readonly visit: (url: string) => Promise<Response>;
  /** The address of the last page. */
  readonly location: () => string;
  /** The cookies for the host of the last page, as their headers set them. */
  readonly cookies: () => readonly { readonly name: string; readonly value: string | undefined; readonly header: string }[];
  /** Puts cookies in the place of those of the host. */
  readonly setCookies: (values: Readonly<Record<string, string>>) => void;
}

const MOST_REDIRECTS = 10;

export const browser = (start: string): Browser => {
  let location = start;
  const jars = new Map<string, Map<string, { readonly value: string | undefined; readonly header: string }>>();
  const jarOf = (url: string) => {
    const { host } = new URL(url);
    if (!jars.has(host)) jars.set(host, new Map());
    return jars.get(host)!;
  };
  const go: Browser['go'] = async (url, { method = 'GET', headers = {}, body } = {}) => {
    location = new URL(url, location).href;
    const jar = jarOf(location);
    const cookie = [...jar].map(([name, { value }]) => `${name}=${value}`).join('; ');
    const response = await fetch(location, {
      method,
      redirect: 'manual',
      headers: { ...(cookie === '' ? {} : { cookie }), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    for (const header of response.headers.getSetCookie()) {
      const { name, value, maxAge } = parseSetCookie(header);
      if (maxAge === 0 || value === '') jar.delete(name);
      else jar.set(name, { value, header });
    }
    return response;
  };
  return {
    go,
    visit: async (url) => {
      let response = await go(url);
      for (let count = 0; response.headers.has('location'); count += 1) {
        if (count > MOST_REDIRECTS) throw new Error(`too many redirects at ${location}`);
        response = await go(response.headers.get('location')!);
      }
      return response;
    },
    location: () => location,
    cookies: () => [...jarOf(location)].map(([name, cookie]) => ({ name, ...cookie })),
    setCookies: (values) => {
      const jar = jarOf(location);
      jar.clear();
      for (const [name, value] of Object.entries(values)) jar.set(name, { value, header: '' });
    },
  };
};
