// A mutant is judged by the unit specs of the pure libraries alone; none needs a database.
import base from '../jest/jest.config.mjs';

export default { ...base, testMatch: ['<rootDir>/infra/stryker/all.spec.mjs'], workerIdleMemoryLimit: undefined };
