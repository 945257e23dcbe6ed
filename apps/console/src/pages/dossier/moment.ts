import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useRested } from '../../parts/use-rested.ts';

/** The moment at which a case is shown: a version, or an instant on each of two clocks. All absent: now. */
export interface Moment {
  readonly v?: string | undefined;
  readonly at?: string | undefined;
  readonly known?: string | undefined;
}

const textOf = ({ v, at, known }: Moment): string => JSON.stringify([v, at, known]);

/**
 * The moment that the page shows. It changes at once, and the address follows when it has rested: each change of an address renders
 * all links of a page again.
 */
export const useMoment = () => {
  const search = useSearch({ from: '/cases/$caseId' }) as Moment;
  const navigate = useNavigate({ from: '/cases/$caseId' });
  const [moment, setMoment] = useState<Moment>(search);
  const rested = useRested(moment);
  // The present address, and those that this page has written and the router has not yet taken in. A slow router must not bring one back.
  const written = useRef([textOf(search)]);

  useEffect(() => {
    const place = written.current.indexOf(textOf(search));
    if (place >= 0) return void written.current.splice(0, place);
    // The address was changed elsewhere: by a link, or by the buttons of the browser.
    written.current = [textOf(search)];
    setMoment(search);
  }, [search]);
  useEffect(() => {
    if (textOf(rested) === written.current.at(-1)) return;
    written.current.push(textOf(rested));
    const { v, at, known } = rested;
    void navigate({ search: (before: Moment) => ({ ...before, v, at, known }), replace: true, resetScroll: false });
  }, [rested, navigate]);
  return [moment, setMoment] as const;
};
