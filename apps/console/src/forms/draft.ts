/**
 * Drafts are kept in this browser only, for a person and a form, so that nothing is lost with the page. Sealed fields are never in them.
 * A window has its own draft before that of the others: two windows with one form do not take their input from each other.
 */
export const drafts = (person: string, form: string) => {
  const key = `minglu-draft/${person}/${form}`;
  return {
    read: (): unknown => {
      try {
        const text = sessionStorage.getItem(key) ?? localStorage.getItem(key);
        return text === null ? undefined : JSON.parse(text);
      } catch {
        return undefined;
      }
    },
    write: (value: unknown): void => {
      try {
        for (const kept of [sessionStorage, localStorage]) kept.setItem(key, JSON.stringify(value));
      } catch {
        // The form holds the values as long as the page is open.
      }
    },
    clear: (): void => {
      try {
        for (const kept of [sessionStorage, localStorage]) kept.removeItem(key);
      } catch {
        // There was none.
      }
    },
  };
};
