type Values = Readonly<Record<string, unknown>>;
type Draft = Readonly<Record<string, Values | undefined>>;

/** Whether a draft would replace or leave out a value that the address of the page gives. */
export const isAtOddsWith = (draft: object, given: Draft): boolean =>
  Object.entries(given).some(([part, values]) =>
    Object.entries(values ?? {}).some(([name, value]) => JSON.stringify((draft as Draft)[part]?.[name]) !== JSON.stringify(value)),
  );

/** Drafts are kept in this browser only, for a person and a form, so that nothing is lost with the page. Sealed fields are never in them. */
export const drafts = (person: string, form: string) => {
  const key = `minglu-draft/${person}/${form}`;
  return {
    read: (): object | undefined => {
      try {
        const text = localStorage.getItem(key);
        return text === null ? undefined : (JSON.parse(text) as object);
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
