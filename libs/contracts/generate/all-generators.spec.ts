import { allGenerators } from './all-generators.js';
import { findDrift } from './drift.js';
import { facts, provocations, root } from './this-project.test.js';

describe('this repository', () => {
  it('has exactly the generated files', async () => {
    expect(findDrift(root, await allGenerators(root, { facts, provocations }))).toEqual([]);
  });
});
