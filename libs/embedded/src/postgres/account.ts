import { spawnSync } from 'node:child_process';

/** The account that the server runs as. PostgreSQL refuses to run as root. */
export interface Account {
  /** What to give to `spawn`; empty when it is the account that we have already. */
  readonly ids: { readonly uid?: number; readonly gid?: number };
  /** How to name it in a message. */
  readonly label: string;
}

export interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/** 65534 is `nobody` on Linux. It needs no entry in /etc/passwd, and no account is ever made. */
const NOBODY: Ids = { uid: 65534, gid: 65534 };

/**
 * As root: the owner of the data that is there, or else `postgres`, or else nobody. As anybody else: oneself, and then the
 * data must be one's own.
 * @param dataOwner the owner of an existing data directory
 * @throws Error for data that this account may not open
 */
export function chooseAccount(self: Ids, passwd: string, dataOwner: Ids | null): Account {
  if (self.uid !== 0) {
    if (dataOwner === null || dataOwner.uid === self.uid) return { ids: {}, label: `user ${self.uid}` };
    throw new Error(
      `The database belongs to user ${dataOwner.uid}, this is user ${self.uid}. ` +
        'Start as that user (or as root, if root made it), or set MINGLU_DATA to another folder.',
    );
  }
  if (dataOwner !== null && dataOwner.uid !== 0) return dropTo(dataOwner, `user ${dataOwner.uid}`);
  const postgres = findUser(passwd, 'postgres');
  return postgres === null ? dropTo(NOBODY, 'user 65534') : dropTo(postgres, 'user postgres');
}

const dropTo = ({ uid, gid }: Ids, label: string): Account => ({ ids: { uid, gid }, label });

/** One user's ids from the text of /etc/passwd (`name:password:uid:gid:…`). */
export function findUser(passwd: string, name: string): Ids | null {
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([candidate]) => candidate === name);
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
  return Number.isInteger(uid) && Number.isInteger(gid) && uid > 0 ? { uid, gid } : null;
}

/** Nothing of ours is passed on: not its secrets, nor settings (PGDATA, LD_LIBRARY_PATH, LC_ALL) that would change the server. */
export const serverEnvironment = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: '/', LC_ALL: 'C', TZ: 'UTC' };

/** Whether the account can enter a directory. The kernel is asked, for it alone knows all rules (every parent, ACLs, mounts). */
export function canEnter(account: Account, directory: string): boolean {
  return tryRun(account, '/bin/sh', ['-c', 'cd "$1"', 'sh', directory]) === null;
}

/** Runs a program as the account, and waits. Returns null when it ends with 0, else why it did not. */
export function tryRun(account: Account, program: string, args: readonly string[], limitMs = 30_000): string | null {
  const run = spawnSync(program, args, { ...account.ids, cwd: '/', env: serverEnvironment, encoding: 'utf8', timeout: limitMs });
  if (run.error) return run.error.message;
  return run.status === 0 ? null : run.stderr.trim() || `${program} ended with ${run.status ?? run.signal}`;
}
