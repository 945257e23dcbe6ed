import { Converter } from 'opencc-js/t2cn';

/** Traditional to simplified characters, by the tables of OpenCC. */
const simplified = Converter({ from: 't', to: 'cn' });

/**
 * A name, number or text as it is compared (decisions 41): NFKC, without spaces, invisible and control characters, in lower case and in
 * simplified characters. It is stored as it was written.
 */
export const normalForm = (text: string): string =>
  simplified(
    text
      .normalize('NFKC')
      .replaceAll(/[\s\p{C}\p{Default_Ignorable_Code_Point}]/gu, '')
      .toLowerCase(),
  );

export const isSameName = (one: string, other: string): boolean => normalForm(one) === normalForm(other);
