export const catalogueOf: (entries: readonly string[]) => string;
export const entriesOf: (text: string) => readonly string[];
