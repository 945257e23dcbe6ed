import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../tools/made-once.js';
import { pythonWith } from '../../tools/python.js';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The python3 of a virtual environment with the packages of requirements.txt; null if it cannot be had. */
export const pythonWithSdk = (): string | null => {
  const programs = pythonWith(here('requirements.txt'), 'sdk-of-cloudevents');
  return programs === null ? null : join(programs, 'python3');
};

/** The fields of each record, as the subscriber in Python read them. */
export interface ReadInPython {
  readonly type: string;
  readonly subject: string;
  readonly publicversion: string;
  /** The name of the generated class. */
  readonly class: string;
  /** Why the published schema does not take the payload. */
  readonly errors: readonly string[];
  /** The fields that the generated class has read. */
  readonly fields: readonly string[];
}

/** Reads a file of records, one JSON object a line, with the committed schemas. */
export const readInPython = (python: string, records: string): readonly ReadInPython[] =>
  run(python, [here('read.py'), here('../../../libs/contracts/events'), records])
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ReadInPython);
