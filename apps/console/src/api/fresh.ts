/** All questions but that of the session, which no command changes. */
export const OF_DATA = { predicate: ({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean => queryKey[0] !== 'session' };

const KEY = 'minglu-after';
/** By then every part of the system has long taken the command in. */
const KEPT_MS = 60_000;

/** Keeps the token of a command, so that the pages after it show its effect, also after a reload. */
export const rememberCommand = (after: string): void => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ after, at: Date.now() }));
  } catch {
    // A page may then show the state before the command for a moment.
  }
};

/** The parameter `after` of a question that must show the last command of this window; empty if there was none lately. */
export const afterLast = (): { readonly after?: string } => {
  try {
    const { after, at } = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as { readonly after?: string; readonly at?: number };
    return after !== undefined && Date.now() - (at ?? 0) < KEPT_MS ? { after } : {};
  } catch {
    return {};
  }
};
