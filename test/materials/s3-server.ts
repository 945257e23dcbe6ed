import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { S3Settings } from '@minglu/materials';
import { freePorts } from '@minglu/embedded/ports';
import { running } from '../tools/running.js';

/** @needs own-server */

const run = promisify(execFile);
const CACHE = join(fileURLToPath(new URL('../..', import.meta.url)), 'node_modules', '.cache', 'minglu');
/** A server of S3 over a folder, Apache-2.0. Go checks its sources against its database of checksums. */
const VERSION = 'v1.8.0';
const MODULE = `github.com/versity/versitygw/cmd/versitygw@${VERSION}`;
const PROGRAM = join(CACHE, `versitygw-${VERSION}`);
/** A build takes minutes on two cores. */
export const BUILD_MS = 1_200_000;

/** Why the specs with a real server are skipped; null if they run. Without CI they run once the server has been built. */
export const whyWithoutS3 = (): string | null => {
  if (existsSync(PROGRAM)) return null;
  if (process.env['CI'] !== 'true' && process.env['MINGLU_S3'] !== '1') return 'MINGLU_S3=1 builds the server, in some minutes';
  return spawnSync('go', ['version']).status === 0 ? null : 'Go builds the server, and there is none';
};

/** The program, built at its first use. It appears by a rename, so a build that is interrupted leaves none. */
const built = async (): Promise<string> => {
  if (existsSync(PROGRAM)) return PROGRAM;
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'versitygw-'));
  try {
    await run('go', ['install', MODULE], { env: { ...process.env, GOBIN: draft }, timeout: BUILD_MS });
    renameSync(join(draft, 'versitygw'), PROGRAM);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return PROGRAM;
};

export interface S3Server {
  readonly endpoint: string;
  readonly credentials: S3Settings['credentials'];
  /** The folder with its buckets. */
  readonly folder: string;
  readonly stop: () => Promise<void>;
}

const REGION = 'cn-north-1';

/** A server of S3 with no bucket, in a folder of its own. */
export const startS3 = async (): Promise<S3Server> => {
  const [program, [port], home] = [await built(), await freePorts(1), mkdtempSync(join(tmpdir(), 'minglu-s3-'))];
  const folder = join(home, 'buckets');
  mkdirSync(folder);
  const credentials = { accessKeyId: 'minglu-test', secretAccessKey: 'secret-of-a-test' };
  const endpoint = `http://127.0.0.1:${port}`;
  const server = await running({
    program,
    args: ['--region', REGION, '--port', `127.0.0.1:${port}`, '--quiet', 'posix', folder],
    env: { ROOT_ACCESS_KEY: credentials.accessKeyId, ROOT_SECRET_KEY: credentials.secretAccessKey },
    answers: () => fetch(endpoint),
  });
  return {
    endpoint,
    credentials,
    folder,
    stop: async () => {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
};

/** Settings of a new bucket. Drafts lie beside it. */
export const newBucket = ({ endpoint, credentials, folder }: S3Server, name: string): S3Settings => {
  mkdirSync(join(folder, name));
  return { bucket: name, region: REGION, endpoint, credentials, drafts: join(folder, '..', `drafts-${name}`) };
};
