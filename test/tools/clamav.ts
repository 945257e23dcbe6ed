import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePorts } from '@minglu/embedded/ports';
import { clamd, type ClamdAddress } from '@minglu/materials';
import { unpackDebian } from './debian.js';
import { madeOnce } from './made-once.js';
import { running } from './running.js';

/** @needs own-server */

/** The test file of EICAR. It is in no source as it is: scanners would remove the source. */
export const EICAR = Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join(''));
/** The name under which our database has it. */
export const EICAR_NAME = 'Minglu.Test.EICAR.UNOFFICIAL';

export interface ClamAv {
  readonly address: ClamdAddress;
  /** Starts the daemon, also after `stop`, at the same address. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Stops it, and removes its folder. */
  readonly close: () => Promise<void>;
}

const PACKAGES = ['clamav-daemon'];

/**
 * The daemon of ClamAV, unpacked from Debian's packages (8 MB). Its database is one signature, so nothing is downloaded for it and it is up in a
 * second. Null, with one line on stderr, where it cannot be had; with `CI=true` this is an error.
 *
 * @param mostMebibytes of a stream
 */
export const clamAv = async (mostMebibytes: number): Promise<ClamAv | null> => {
  const root = madeOnce('clamav', PACKAGES, (folder) => unpackDebian(folder, PACKAGES));
  if (root === null) return null;
  const home = mkdtempSync(join(tmpdir(), 'minglu-clamd-'));
  const [database, settings] = [join(home, 'database'), join(home, 'clamd.conf')];
  mkdirSync(database);
  writeFileSync(join(database, 'minglu.ndb'), `Minglu.Test.EICAR:0:*:${EICAR.toString('hex')}\n`);
  const [port] = (await freePorts(1)) as [number];
  const lines = [
    'Foreground yes',
    'TCPAddr 127.0.0.1',
    `TCPSocket ${port}`,
    `DatabaseDirectory ${database}`,
    `TemporaryDirectory ${home}`,
    `StreamMaxLength ${mostMebibytes}M`,
    'SelfCheck 0',
    'MaxThreads 2',
    '',
  ];
  writeFileSync(settings, lines.join('\n'));
  const libraries = readdirSync(join(root, 'usr/lib')).filter((name) => name.includes('-linux-'));
  const address = { host: '127.0.0.1', port };
  let daemon: { readonly stop: () => Promise<void> } | null = null;
  const stop = async (): Promise<void> => {
    await daemon?.stop();
    daemon = null;
  };
  return {
    address,
    start: async () => {
      daemon = await running({
        program: join(root, 'usr/sbin/clamd'),
        args: ['--config-file', settings],
        env: { LD_LIBRARY_PATH: libraries.map((name) => join(root, 'usr/lib', name)).join(delimiter) },
        answers: clamd(address).check,
      });
    },
    stop,
    close: async () => {
      await stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
};
