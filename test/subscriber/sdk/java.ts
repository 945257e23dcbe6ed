import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { subscriberVariables } from '@minglu/messaging/testing';
import { madeOnce, run } from '../../tools/made-once.js';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const POM = here('java/pom.xml');
const SOURCE = here('java/src/main/java/cn/minglu/subscriber/Read.java');
const SCHEMAS = here('../../../libs/contracts/events');

/** The folder with the compiled subscriber, the classes of the schemas and the SDK; null if it cannot be had. */
export const javaWithSdk = (): string | null => {
  const schemas = readdirSync(SCHEMAS).map((name) => join(SCHEMAS, name));
  const inputs = [POM, SOURCE, ...schemas].map((file) => readFileSync(file, 'utf8'));
  return madeOnce('java-sdk-of-cloudevents', inputs, (folder) => {
    const jars = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${join(folder, 'jars')}`];
    run('mvn', ['-q', '-B', '--strict-checksums', '-f', POM, 'compile', ...jars, `-Doutput=${folder}`]);
  });
};

/** A record, as the subscriber in Java read it. The extension attributes are among the fields. */
export interface ReadInJava {
  readonly type: string;
  readonly subject: string;
  /** The publisher has signed it. */
  readonly isGenuine: boolean;
  readonly publicversion: string;
  readonly logid: string;
  readonly epoch: string;
  readonly predecessor?: string;
  /** The name of the generated class; absent for a record of another schema. */
  readonly class?: string;
  /** The object of that class, as JSON. */
  readonly data?: unknown;
}

/** Reads a number of records from the beginning of a topic of the tests' Kafka. */
export const readInJava = (folder: string, topic: string, publicKey: string, records: number): readonly ReadInJava[] => {
  const java = process.env['JAVA_HOME'] ? join(process.env['JAVA_HOME'], 'bin', 'java') : 'java';
  const classes = ['-cp', `${join(folder, 'classes')}:${join(folder, 'jars')}/*`];
  const light = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx256m'];
  return run(java, [...light, ...classes, 'cn.minglu.subscriber.Read', topic, publicKey, String(records)], subscriberVariables())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ReadInJava);
};
