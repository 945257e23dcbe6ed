import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';

const run = promisify(execFile);

/** Kafka cannot run on this machine. The message is one bilingual sentence with the reason. */
export class NoKafka extends Error {}

/** The files that a broker process needs. */
export interface Program {
  /** The java executable. */
  readonly java: string;
  /** Folder with Kafka's jars. */
  readonly jars: string;
  /** The log4j2 configuration. */
  readonly logging: string;
  /** The logins of `infra/kafka/access.yaml`. */
  readonly logins: readonly string[];
}

/**
 * The Kafka release of `infra/kafka/pom.xml`, on the Java of this machine. Jars are cached in `node_modules/.cache/minglu`.
 * @param root the project's folder
 * @param onFetch called with the version before a download
 * @throws NoKafka without Java 17, or if the jars cannot be fetched
 */
export const findProgram = async (root: string, onFetch?: (version: string) => void): Promise<Program> => {
  const java = await findJava();
  const folder = join(root, 'infra', 'kafka');
  const jars = await fetchKafka(join(folder, 'pom.xml'), join(root, 'node_modules', '.cache', 'minglu'), onFetch);
  return { java, jars, logging: join(folder, 'log4j2.properties'), logins: loginsIn(join(folder, 'access.yaml')) };
};

const loginsIn = (file: string): readonly string[] => Object.keys(parse(readFileSync(file, 'utf8')) as object);

/** The version of `infra/kafka/pom.xml`. */
export const kafkaVersion = (pom: string): string => {
  const [, version] = /<artifactId>kafka<\/artifactId>\s*<version>([^<]+)</.exec(readFileSync(pom, 'utf8')) ?? [];
  if (!version) throw new Error(`${pom} names no version of Kafka`);
  return version;
};

const OLDEST_JAVA = 17;
const defaultJava = (): string => (process.env['JAVA_HOME'] ? join(process.env['JAVA_HOME'], 'bin', 'java') : 'java');

const findJava = async (java = defaultJava()): Promise<string> => {
  const { stderr } = await run(java, ['-version']).catch(() => {
    throw new NoKafka('Kafka 需要 Java 17：没有找到 java / Kafka needs Java 17, and there is no java');
  });
  const [, version = '0'] = /version "(?:1\.)?([0-9]+)/.exec(stderr) ?? [];
  if (Number(version) < OLDEST_JAVA)
    throw new NoKafka(`Kafka 需要 Java ${OLDEST_JAVA}，现为 ${version} / Kafka needs Java ${OLDEST_JAVA}, this is ${version}`);
  return java;
};

/**
 * The folder with Kafka's jars. On first use Maven downloads them (about 45 MB) and verifies the checksums. The folder appears by a rename, so
 * an interrupted download leaves no partial folder.
 */
const fetchKafka = async (pom: string, cache: string, onFetch: (version: string) => void = () => undefined): Promise<string> => {
  const version = kafkaVersion(pom);
  const folder = join(cache, `kafka-${version}`);
  if (existsSync(folder)) return folder;
  onFetch(version);
  const draft = `${folder}.${process.pid}`;
  mkdirSync(cache, { recursive: true });
  try {
    await run(
      'mvn',
      [
        '-q',
        '-B',
        '--strict-checksums',
        '-f',
        pom,
        'org.apache.maven.plugins:maven-dependency-plugin:3.6.0:copy-dependencies',
        '-DincludeScope=runtime',
        `-DoutputDirectory=${draft}`,
      ],
      { timeout: 300_000 },
    );
    renameSync(draft, folder);
  } catch (error) {
    if (existsSync(folder)) return folder; // another process was first
    const { code, stdout = '' } = error as { code?: unknown; stdout?: string };
    throw new NoKafka(
      code === 'ENOENT'
        ? '取得 Kafka 需要 Maven（mvn）：没有找到 / Maven (mvn) fetches Kafka, and there is none'
        : `未能从 Maven Central 取得 Kafka ${version} / Kafka ${version} could not be fetched from Maven Central: ${stdout.trim().split('\n')[0] ?? ''}`,
    );
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
};
