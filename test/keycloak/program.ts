import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { waitUntil } from '@minglu/embedded/wait';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(ROOT, 'infra', 'keycloak');
const CACHE = join(ROOT, 'node_modules', '.cache', 'minglu');

/** Small and quick to start. The script of Keycloak names another collector, so the options are set whole. */
const JAVA_OPTS = [
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Xms64m',
  '-Xmx400m',
  '-XX:MaxMetaspaceSize=256m',
  '-Dfile.encoding=UTF-8',
  '-Djava.security.egd=file:/dev/urandom',
].join(' ');

/** A password of the tests only. */
export const ADMIN = { username: 'admin', password: 'pw-admin' } as const;

export interface Keycloak {
  /** The address, without the realm. */
  readonly url: string;
  /** The value of `iss`. */
  readonly issuer: string;
  readonly stop: () => Promise<void>;
}

/** The Keycloak of infra/keycloak/pom.xml, from Maven Central, built for a quick start. It is kept in `node_modules/.cache/minglu`. */
const fetched = async (): Promise<string> => {
  const [, version] = /<artifactId>keycloak<\/artifactId>\s*<version>([^<]+)</.exec(readFileSync(join(FOLDER, 'pom.xml'), 'utf8'))!;
  const home = join(CACHE, `keycloak-${version}`);
  if (existsSync(home)) return home;
  const draft = `${home}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:tar.gz`;
    const copy = ['org.apache.maven.plugins:maven-dependency-plugin:3.6.0:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${draft}`];
    await run('mvn', ['-q', '-B', '--strict-checksums', ...copy], { timeout: 300_000 });
    await run('tar', ['-xzf', join(draft, `keycloak-quarkus-dist-${version}.tar.gz`), '-C', draft]);
    const built = join(draft, `keycloak-${version}`);
    await run(
      join(built, 'bin', 'kc.sh'),
      ['build', '--db=dev-mem', '--health-enabled=true', '--features-disabled=impersonation,kerberos,device-flow,ciba,par,workflows'],
      { env: { ...process.env, JAVA_OPTS }, timeout: 300_000 },
    );
    renameSync(built, home);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return home;
};

/**
 * Starts Keycloak in memory with the realm of infra/keycloak.
 *
 * @param port free ports: of Keycloak, of its management, and of the gateway to which the realm sends browsers back
 */
export const startKeycloak = async ({
  port,
  management,
  gateway,
}: Readonly<Record<'port' | 'management' | 'gateway', number>>): Promise<Keycloak> => {
  const home = await fetched();
  const realm = readFileSync(join(FOLDER, 'minglu-realm.json'), 'utf8').replaceAll('127.0.0.1:3000', `127.0.0.1:${gateway}`);
  mkdirSync(join(home, 'data', 'import'), { recursive: true });
  writeFileSync(join(home, 'data', 'import', 'minglu-realm.json'), realm);
  const child = spawn(
    join(home, 'bin', 'kc.sh'),
    [
      'start',
      '--optimized',
      '--import-realm',
      '--cache=local',
      '--http-enabled=true',
      '--http-host=127.0.0.1',
      `--http-port=${port}`,
      `--http-management-port=${management}`,
      '--hostname-strict=false',
    ],
    {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, JAVA_OPTS, KC_BOOTSTRAP_ADMIN_USERNAME: ADMIN.username, KC_BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const end = (signal: NodeJS.Signals): void => {
    try {
      process.kill(-child.pid!, signal);
    } catch {
      // It has ended.
    }
  };
  const kill = (): void => end('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let isRunning = true;
  void ended.then(() => (isRunning = false));
  const url = `http://127.0.0.1:${port}`;
  const issuer = `${url}/realms/minglu`;
  const isUp = async (): Promise<boolean> =>
    !isRunning ||
    (await fetch(issuer).then(
      ({ ok }) => ok,
      () => false,
    ));
  // On a busy machine it needs minutes.
  if (!(await waitUntil(isUp, { withinMs: 240_000, everyMs: 250 })) || !isRunning) {
    kill();
    throw new Error(`Keycloak did not come up on ${cpus().length} cores:\n${output.slice(-4_000)}`);
  }
  return {
    url,
    issuer,
    stop: async () => {
      process.off('exit', kill);
      // Nothing of it is kept.
      kill();
      await ended;
    },
  };
};
