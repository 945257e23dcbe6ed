/** Drafts are kept in this browser only, for a person and a form, so that nothing is lost with the page. Sealed fields are never in them. */
export const drafts = (person: string, form: string) => {
  const key = `minglu-draft/${person}/${form}`;
  return {
    read: (): unknown => {
      try {
        const text = localStorage.getItem(key);
        return text === null ? undefined : JSON.parse(text);
      } catch {
        return undefined;
      }
    },
    write: (value: unknown): void => {
      try {
        localStorage.setItem(key, JSON.stringify(value));
      } catch {
        // The form holds the values as long as the page is open.
      }
    },
    clear: (): void => {
      try {
        localStorage.removeItem(key);
      } catch {
        // There was none.
      }
    },
  };
};
