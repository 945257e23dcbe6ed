// Imports packages before module hooks are registered. Afterwards Node asks the thread of the hooks for each import inside a package too.
// For typebox and Nest that is 5000 times, and half of the time to load the project.
import { existsSync, readFileSync } from 'node:fs';

const PACKAGES = process.env.MINGLU_PRELOADED ?? '';
delete process.env.MINGLU_PRELOADED; // not for the children of the specs

/** ES modules only: packages of CommonJS load the files inside them without hooks. */
const isEsModule = (url) => {
  for (let folder = new URL('.', url); folder.pathname !== '/'; folder = new URL('..', folder)) {
    const manifest = new URL('package.json', folder);
    if (!existsSync(manifest)) continue;
    const { name, type } = JSON.parse(readFileSync(manifest, 'utf8'));
    if (name !== undefined) return type === 'module';
  }
  return false;
};

/** A package that cannot be imported fails the spec that imports it. */
const preload = async (name) => {
  const url = import.meta.resolve(name);
  if (isEsModule(url)) await import(url);
};
await Promise.allSettled(PACKAGES.split(' ').filter(Boolean).map(preload));
