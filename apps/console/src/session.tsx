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

export const SessionProvider = ({ children, waiting }: { readonly children: ReactNode; readonly waiting: ReactNode }) => {
  const queries = useQueryClient();
  const [chosen, setChosen] = useState(remembered);
  const [hasEnded, setEnded] = useState(false);
  const asked = useQuery({
    queryKey: ['session'],
    staleTime: Infinity,
    retry: 2,
    queryFn: async (): Promise<Person | null> => {
      const response = await fetch('/session', { headers: { accept: 'application/json' } });
      return response.ok ? ((await response.json()) as Person) : null;
    },
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
  const signOut = useCallback(async (): Promise<void> => {
    const response = await request('/session/logout', { method: 'POST' });
    const { location: next } = (await response.json()) as { location: string | null };
    location.assign(next ?? '/console/');
  }, []);
  const value = useMemo(() => ({ person, role, chooseRole, hasEnded, signOut }), [person, role, chooseRole, hasEnded, signOut]);
  if (asked.isPending) return waiting;
  return <SessionContext value={value}>{children}</SessionContext>;
};
