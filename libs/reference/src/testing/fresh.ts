import { catalogue, world, type World } from '@minglu/kernel/testing';
import { referenceActs, referenceCategories } from '../index.js';

/** A world without reference data. It compares refusals with the committed catalogue. */
export const fresh = (moreActs: readonly unknown[] = [], moreCategories: readonly unknown[] = []): World =>
  world(
    [...referenceActs, ...moreActs] as never,
    [...referenceCategories, ...moreCategories] as never,
    catalogue(new URL('../../../contracts/refusals.json', import.meta.url)),
  );
