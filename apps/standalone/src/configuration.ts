import { resolve } from 'node:path';
import { ANSWER_MS } from '@minglu/http';
import { millisecondsFrom, secondsFrom } from '@minglu/system';

interface Configuration {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  /** Whether sample cases are played into an empty log. */
  readonly sample: boolean;
  /** Seconds after which a parked event turns health red. */
  readonly parkedSeconds: number;
  /** Seconds by which a clock may be wrong. */
  readonly clockTolerance: number;
  /** Milliseconds in which a request is answered. */
  readonly answerMs: number;
}

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** Reads the application's configuration from the environment. Throws an error that names the wrong setting. */
export const configuration = (env: Readonly<Record<string, string | undefined>>): Configuration => {
  const databaseUrl = env['DATABASE_URL'];
  if (!databaseUrl) throw new Error('DATABASE_URL is not set (npm start sets it)');
  const port = env['PORT'] || '3000';
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) > 65_535) throw new Error(`PORT is no port: ${port}`);
  const logLevel = env['LOG_LEVEL'] || 'warn';
  if (!LEVELS.includes(logLevel)) throw new Error(`LOG_LEVEL is none of ${LEVELS.join(', ')}: ${logLevel}`);
  const sample = env['MINGLU_SAMPLE'] || 'yes';
  if (sample !== 'yes' && sample !== 'no') throw new Error(`MINGLU_SAMPLE is yes or no: ${sample}`);
  return {
    databaseUrl,
    dataDir: resolve(env['MINGLU_DATA'] || '.data'),
    host: env['HOST'] || '127.0.0.1',
    port: Number(port),
    logLevel,
    sample: sample === 'yes',
    parkedSeconds: secondsFrom(env, 'MINGLU_PARKED_SECONDS', 60),
    clockTolerance: secondsFrom(env, 'MINGLU_CLOCK_TOLERANCE', 60),
    answerMs: millisecondsFrom(env, 'MINGLU_ANSWER_MS', ANSWER_MS),
  };
};
