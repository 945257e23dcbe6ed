type Values = Readonly<Record<string, unknown>>;
type Draft = Readonly<Record<string, Values | undefined>>;

/** Whether a draft would replace or leave out a value that the address of the page gives. */
export const isAtOddsWith = (draft: object, given: Draft): boolean =>
  Object.entries(given).some(([part, values]) =>
    Object.entries(values ?? {}).some(([name, value]) => JSON.stringify((draft as Draft)[part]?.[name]) !== JSON.stringify(value)),
  );

/** The name of a form: of a command on the things that the page knows. */
export const draftName = (command: string, known: Readonly<Record<string, string>>): string =>
  `${command}/${Object.values(known).join('/')}`;

/**
 * Drafts are kept in this browser only, for a person and a form, so that nothing is lost with the page. Sealed fields are never in them.
 * A window has its own draft before that of the others: two windows with one form do not take their input from each other.
 */
export const drafts = (person: string, form: string) => {
  const key = `minglu-draft/${person}/${form}`;
  return {
    read: (): object | undefined => {
      try {
        const text = sessionStorage.getItem(key) ?? localStorage.getItem(key);
        return text === null ? undefined : (JSON.parse(text) as object);
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
