import type { Sealed } from '@minglu/kernel';

/** Sealed fields under these names say who a person is. */
const NAMES_A_FILER = ['identity', 'name', 'contact'];
const NAMES_A_PERSON = [...NAMES_A_FILER, 'approvedBy'];

/** A sealed field of a payload. */
export interface SealedField {
  /** Its path, with dots. */
  readonly field: string;
  readonly sealed: Sealed;
  /** It says who a person is. */
  readonly isPersonal: boolean;
  /** It says who filed. */
  readonly isOfFiler: boolean;
}

/** The sealed fields of a payload, also in records. The new value of a correction is as personal as the field that it corrects. */
export const sealedFields = (data: Readonly<Record<string, unknown>>, path = ''): readonly SealedField[] =>
  Object.entries(data).flatMap(([name, value]) => {
    if (typeof value !== 'object' || value === null) return [];
    const field = path ? `${path}.${name}` : name;
    if (!isSealed(value)) return sealedFields(value as Readonly<Record<string, unknown>>, field);
    // So is the reason, which may say it.
    const corrected = (name === 'newValue' || name === 'reason') && typeof data['field'] === 'string' ? data['field'] : '';
    const names = [...field.split('.'), ...corrected.split(/[.[]/)];
    const isOneOf = (some: readonly string[]) => names.some((one) => some.includes(one));
    return [{ field, sealed: value, isPersonal: isOneOf(NAMES_A_PERSON), isOfFiler: isOneOf(NAMES_A_FILER) }];
  });

const isSealed = (value: object): value is Sealed => Object.keys(value).sort().join() === 'commitment,ref';
