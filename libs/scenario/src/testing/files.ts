import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary folder for a test. `file` writes a file (`fixtures/x.yaml`) and returns its path. */
export const temporaryFolder = (): {
  readonly path: string;
  readonly file: (name: string, text: string | Uint8Array) => string;
  readonly remove: () => void;
} => {
  const path = mkdtempSync(join(tmpdir(), 'minglu-scenario-'));
  return {
    path,
    file: (name, text) => {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
      return join(path, name);
    },
    remove: () => rmSync(path, { recursive: true }),
  };
};
