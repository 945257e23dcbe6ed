import { createContext, use, type ReactNode } from 'react';
import { useLiveChanges, type Change } from './api/live.ts';
import { useSession } from './session.tsx';

const LiveContext = createContext<{ readonly changes: readonly Change[]; readonly isLive: boolean }>({ changes: [], isLive: false });
export const useLive = () => use(LiveContext);

/** Roles whose callers `/changes` has nothing for. */
const WITHOUT_CASES = new Set(['public', 'system-admin', 'security-admin', 'audit-admin', 'subscriber']);

/** One stream of changes for the whole page. */
export const LiveProvider = ({ children }: { readonly children: ReactNode }) => {
  const { person, role } = useSession();
  const live = useLiveChanges(person === null || WITHOUT_CASES.has(role) ? null : `${person.person}/${role}`);
  return <LiveContext value={live}>{children}</LiveContext>;
};
