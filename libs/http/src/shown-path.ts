/** A secret address, as far as a server may write it down. */
const SECRET = /^\/calendar\/.*$/s;

/** The path of a URL for logs: without the query, which may hold tokens, and without the secret of a calendar's address. */
export const shownPath = (url: string): string => url.split('?', 1)[0]!.replace(SECRET, '/calendar/*');
