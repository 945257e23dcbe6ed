import { normalForm } from './names.js';

/** A telephone number: digits, with signs that group them and an extension. */
const TELEPHONE = /^\+?[\d()\-–—‐.·/]+(?:(?:转|#|x|ext\.?)\d{1,6})?$/;
const FEWEST_DIGITS = 7;

/** Digits alone, without the prefix of the country before a mobile number. Another contact stays in normal form. */
const contactForm = (contact: string): string => {
  const normal = normalForm(contact);
  const digits = normal.replaceAll(/\D/g, '');
  return TELEPHONE.test(normal) && digits.length >= FEWEST_DIGITS ? digits.replace(/^(?:00)?86(?=1\d{10}$)/, '') : normal;
};

/**
 * The text by which a natural person is recognised who gives name and contact (decisions 48). Both are in the form in which names are compared,
 * a telephone number as its digits. Null without either.
 */
export const personForm = (name: string | undefined, contact: string | undefined): string | null =>
  name === undefined || contact === undefined ? null : JSON.stringify([normalForm(name), contactForm(contact)]);
