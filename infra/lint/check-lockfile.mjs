/**
 * Checks that package.json names exact versions and that package-lock.json holds no download addresses, since an address belongs to one network.
 * `node check-lockfile.mjs [folder]` prints the problems and exits with 1 if there are any.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? '.';
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const EXACT = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;
const GROUPS = ['dependencies', 'devDependencies', 'optionalDependencies'];

const manifest = read('package.json');
const { packages } = read('package-lock.json');
const declared = GROUPS.flatMap((group) => Object.entries(manifest[group] ?? {}).map(([name, version]) => ({ group, name, version })));

const problems = [
  ...declared.filter(({ version }) => !EXACT.test(version)).map(({ name, version }) => `package.json: ${name} is not exact: ${version}`),
  ...declared
    .filter(({ group, name, version }) => packages['']?.[group]?.[name] !== version)
    .map(({ name, version }) => `package-lock.json does not agree with package.json on ${name} ${version}; run npm install`),
  ...Object.entries(packages)
    .filter(([, { resolved }]) => /^(?:https?|git\+\w+):/.test(resolved ?? ''))
    .map(([path, { resolved }]) => `package-lock.json: ${path} records the address ${resolved}`),
  ...Object.entries(packages)
    // A registry may lack the package of another platform. npm skips it, and its hash is not known.
    .filter(([path, { integrity, link, optional }]) => path.startsWith('node_modules/') && !link && !optional && !integrity)
    .map(([path]) => `package-lock.json: ${path} has no integrity`),
];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
