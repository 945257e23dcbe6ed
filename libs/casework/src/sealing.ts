import type { AnyAct } from '@minglu/kernel';
import { canonicalJson, type Secret } from '@minglu/event-store';
import type { Vault } from './vault.js';

export interface SealedData {
  readonly data: Record<string, unknown>;
  /** Vault rows, to be committed with the events that refer to them. */
  readonly secrets: readonly Secret[];
}

/** Replaces the sensitive fields of a payload (`act.sealed`) by vault references, all under one person's key. Absent fields stay absent. */
export const sealFields = (vault: Vault, act: AnyAct, data: Record<string, unknown>): SealedData => {
  if (!act.sealed) return { data, secrets: [] };
  const fields = Object.fromEntries(
    (act.sealed as readonly string[]).flatMap((field) => {
      const value = data[field];
      return value === undefined ? [] : [[field, typeof value === 'string' ? value : canonicalJson(value)]];
    }),
  );
  if (Object.keys(fields).length === 0) return { data, secrets: [] };
  const { sealed, secrets } = vault.seal(fields);
  return { data: { ...data, ...sealed }, secrets };
};
