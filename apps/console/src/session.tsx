import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { identity, request, sessionEnded } from './api/client.ts';
import { OF_DATA } from './api/fresh.ts';

interface Person {
  readonly person: string;
  readonly org: string;
  readonly role: string | null;
  readonly roles: readonly string[];
  readonly csrfToken: string | null;
  readonly expiresAt: string;
}

interface Session {
  /** Null: the public. */
  readonly person: Person | null;
  /** The role in which this page acts; `public` without a session. */
  readonly role: string;
  readonly chooseRole: (role: string) => void;
  /** The session ended while the page was open. */
  readonly hasEnded: boolean;
  /** Goes on with the session that was begun in another window. @returns why that is not possible, or null */
  readonly resume: () => Promise<string | null>;
  readonly signOut: () => Promise<void>;
}

const SessionContext = createContext<Session | null>(null);
export const useSession = (): Session => use(SessionContext)!;

const ROLE_KEY = 'minglu-role';
/** A browser that forbids storage only forgets the role. */
const remembered = (): string | null => {
  try {
    return sessionStorage.getItem(ROLE_KEY);
  } catch {
    return null;
  }
};

export const signInAddress = (): string => `/session/login?returnTo=${encodeURIComponent(location.pathname + location.search)}`;

const currentPerson = async (): Promise<Person | null> => {
  const response = await fetch('/session', { headers: { accept: 'application/json' } });
  return response.ok ? ((await response.json()) as Person) : null;
};

export const SessionProvider = ({ children, waiting }: { readonly children: ReactNode; readonly waiting: ReactNode }) => {
  const queries = useQueryClient();
  const [chosen, setChosen] = useState(remembered);
  const [hasEnded, setEnded] = useState(false);
  const asked = useQuery({
    queryKey: ['session'],
    staleTime: Infinity,
    retry: 2,
    queryFn: currentPerson,
  });
  const person = asked.data ?? null;
  const role = person === null ? 'public' : person.roles.includes(chosen ?? '') ? chosen! : (person.role ?? person.roles[0] ?? 'public');
  identity.role = person === null ? null : role;
  identity.csrf = person?.csrfToken ?? null;

  useEffect(() => {
    const onEnded = (): void => {
      if (person !== null) setEnded(true);
    };
    sessionEnded.addEventListener('ended', onEnded);
    return () => sessionEnded.removeEventListener('ended', onEnded);
  }, [person]);

  const chooseRole = useCallback(
    (next: string): void => {
      try {
        sessionStorage.setItem(ROLE_KEY, next);
      } catch {
        // The role holds until the page is left.
      }
      setChosen(next);
      identity.role = next;
      void queries.resetQueries(OF_DATA);
    },
    [queries],
  );
  const resume = useCallback(async (): Promise<string | null> => {
    const next = await currentPerson().catch(() => undefined);
    if (next === undefined) return '没有收到答复。请检查网络，然后重试。';
    if (next === null) return '尚未登录。请先在新窗口登录。';
    // The input of this page belongs to the person who began it.
    if (next.person !== person?.person) return `现在登录的是 ${next.person}。请以 ${person?.person ?? ''} 登录后继续。`;
    queries.setQueryData(['session'], next);
    identity.csrf = next.csrfToken;
    setEnded(false);
    void queries.invalidateQueries(OF_DATA);
    return null;
  }, [person, queries]);
  const signOut = useCallback(async (): Promise<void> => {
    const response = await request('/session/logout', { method: 'POST' });
    const { location: next } = (await response.json()) as { location: string | null };
    location.assign(next ?? '/console/');
  }, []);
  const value = useMemo(
    () => ({ person, role, chooseRole, hasEnded, resume, signOut }),
    [person, role, chooseRole, hasEnded, resume, signOut],
  );
  if (asked.isPending) return waiting;
  return <SessionContext value={value}>{children}</SessionContext>;
};
