import { useEffect, useState } from 'react';

/** The pause after which a value counts as chosen, and no longer as passed on the way to another. */
const REST_MS = 250;

/** Follows a value once it has rested. A drag over a hundred values then asks for the data of the last one alone. */
export const useRested = <T>(value: T): T => {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    if (Object.is(value, rested)) return undefined;
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value, rested]);
  return rested;
};
