// How Jest is called.
import { inProject } from './project.mjs';

export const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  inProject('node_modules/jest/bin/jest.js'),
  '--config',
  'infra/jest/jest.config.mjs',
];
