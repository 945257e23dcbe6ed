import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Kafka cannot be had here, and why: one sentence for whoever asked for it. */
export class NoKafka extends Error {}

const OLDEST_JAVA = 17;
const javaHome = (): string => (process.env['JAVA_HOME'] ? join(process.env['JAVA_HOME'], 'bin', 'java') : 'java');

/** The Java that a broker runs on; {@link NoKafka} where there is none, or one that is too old. */
export const findJava = async (java = javaHome()): Promise<string> => {
  const { stderr } = await run(java, ['-version']).catch(() => {
    throw new NoKafka('Kafka 需要 Java 17：没有找到 java / Kafka needs Java 17, and there is no java');
  });
  const [, found = '0'] = /version "(?:1\.)?([0-9]+)/.exec(stderr) ?? [];
  if (Number(found) < OLDEST_JAVA)
    throw new NoKafka(`Kafka 需要 Java ${OLDEST_JAVA}，现为 ${found} / Kafka needs Java ${OLDEST_JAVA}, this is ${found}`);
  return java;
};

/** The version of `infra/kafka/pom.xml`. */
export const kafkaVersion = (pom: string): string => {
  const [, version] = /<artifactId>kafka<\/artifactId>\s*<version>([^<]+)</.exec(readFileSync(pom, 'utf8')) ?? [];
  if (!version) throw new Error(`${pom} names no version of Kafka`);
  return version;
};

/**
 * The folder with Kafka's jars, fetched from Maven Central on first use (about 45 MB) into `cache`; whole or not at all, so that a
 * fetch that was broken off leaves nothing behind. Maven checks the checksums.
 */
export const fetchKafka = async (pom: string, cache: string, onFetch: (version: string) => void = () => undefined): Promise<string> => {
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
