import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The login of the brokers among themselves. It may do everything. */
export const BROKER = 'minglu-broker';

interface Login {
  readonly password: string;
  /** Whether the cluster has this password. */
  readonly known: boolean;
}
type Logins = Readonly<Record<string, Login>>;

/**
 * The logins of a cluster with their passwords, in a file of its folder that only its owner can read. A password is made once. Without its
 * entry in the file, a login gets a new one at the next start.
 */
export const clusterLogins = (folder: string, names: readonly string[]) => {
  const file = join(folder, 'logins.json');
  const read = (): Logins => (existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Logins) : {});
  const write = (logins: Logins, publish: (draft: string) => void): void => {
    const draft = `${file}.${process.pid}.new`;
    writeFileSync(draft, `${JSON.stringify(logins, null, 2)}\n`, { mode: 0o600, flush: true });
    publish(draft);
  };
  const replace = (logins: Logins): void => write(logins, (draft) => renameSync(draft, file));

  const complete = (): Logins => {
    const found = read();
    const missing = names.filter((name) => !(name in found));
    if (missing.length === 0) return found;
    const made = missing.map((name) => [name, { password: randomBytes(24).toString('base64url'), known: false }] as const);
    const logins = { ...found, ...Object.fromEntries(made) };
    if (Object.keys(found).length > 0) replace(logins);
    else
      write(logins, (draft) => {
        try {
          linkSync(draft, file); // fails if another process was first
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        } finally {
          rmSync(draft);
        }
      });
    return read();
  };

  return {
    /** The password of each login. Makes those that are missing. */
    passwords: (): Readonly<Record<string, string>> =>
      Object.fromEntries(Object.entries(complete()).map(([name, { password }]) => [name, password])),
    /** The logins whose password the cluster does not have yet. */
    unknown: (): readonly string[] => Object.entries(complete()).flatMap(([name, { known }]) => (known ? [] : [name])),
    setKnown: (known: readonly string[]): void =>
      replace(
        Object.fromEntries(Object.entries(read()).map(([name, login]) => [name, known.includes(name) ? { ...login, known: true } : login])),
      ),
  };
};
