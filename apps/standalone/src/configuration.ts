import { join, resolve } from 'node:path';
import { keyFrom, WrongSetting } from '@minglu/casework';
import { ANSWER_MS, type EdgeSettings } from '@minglu/http';
import {
  areMaterialsChecked,
  browserSettings,
  databaseSetting,
  edgeSettings,
  identitySettings,
  listenSettings,
  localAddress,
  materialSettings,
  millisecondsFrom,
  secondsFrom,
  type BrowserSettings,
  type IdentitySettings,
  type ListenSettings,
  type MaterialSettings,
} from '@minglu/system';

interface Configuration extends ListenSettings {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly identity: IdentitySettings;
  readonly browser: BrowserSettings | null;
  /** Whether sample cases are played into an empty log. */
  readonly sample: boolean;
  /** Seconds after which a parked event turns health red. */
  readonly parkedSeconds: number;
  /** Seconds by which a clock may be wrong. */
  readonly clockTolerance: number;
  /** Milliseconds in which a request is answered. */
  readonly answerMs: number;
  readonly edge: EdgeSettings;
  readonly files: MaterialSettings;
  /** Whether a submission is refused when it names a file that is not stored. */
  readonly areMaterialsChecked: boolean;
}

/**
 * Reads the application's configuration from the environment. `npm start` sets DATABASE_URL to the embedded database.
 *
 * @throws WrongSetting naming the setting
 */
export const configuration = (env: Readonly<Record<string, string | undefined>>): Configuration => {
  const sample = env['MINGLU_SAMPLE'] || 'yes';
  if (sample !== 'yes' && sample !== 'no') throw new WrongSetting(`MINGLU_SAMPLE is yes or no: ${sample}`);
  // The keys of the data are opened later. A malformed one is refused before anything else is done.
  if (env['MINGLU_MASTER_KEY']) keyFrom(env['MINGLU_MASTER_KEY'], 'MINGLU_MASTER_KEY');
  const listening = listenSettings(env, 'warn');
  const given = identitySettings(env);
  const identity = { ...given, publicUrl: given.publicUrl ?? localAddress(listening.host, listening.port) };
  // A log without the sample is one for real cases.
  const browser = browserSettings(env, identity, { host: listening.host, byDefault: sample === 'yes' });
  const dataDir = resolve(env['MINGLU_DATA'] || '.data');
  return {
    ...listening,
    databaseUrl: databaseSetting(env),
    dataDir,
    identity,
    browser,
    sample: sample === 'yes',
    parkedSeconds: secondsFrom(env, 'MINGLU_PARKED_SECONDS', 60),
    clockTolerance: secondsFrom(env, 'MINGLU_CLOCK_TOLERANCE', 60),
    answerMs: millisecondsFrom(env, 'MINGLU_ANSWER_MS', ANSWER_MS),
    edge: edgeSettings(env),
    files: materialSettings(env, join(dataDir, 'materials')),
    areMaterialsChecked: areMaterialsChecked(env),
  };
};
