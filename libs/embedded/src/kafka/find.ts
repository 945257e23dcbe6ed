import { join } from 'node:path';
import type { Program } from './broker.js';
import { fetchKafka, findJava } from './program.js';

/** Kafka as this project runs it: which, from `infra/kafka`, on the Java of this machine. `root` is the project's folder. */
export const findProgram = async (root: string, onFetch?: (version: string) => void): Promise<Program> => {
  const java = await findJava();
  const folder = join(root, 'infra', 'kafka');
  const jars = await fetchKafka(join(folder, 'pom.xml'), join(root, 'node_modules', '.cache', 'minglu'), onFetch);
  return { java, jars, logging: join(folder, 'log4j2.properties') };
};
