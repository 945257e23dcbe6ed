import { spawnSync } from 'node:child_process';

/** The account of the server process. PostgreSQL refuses to run as root. */
export interface Account {
  /** Options for `spawn`; empty for the current account. */
  readonly ids: { readonly uid?: number; readonly gid?: number };
  /** Its name in messages. */
  readonly label: string;
}

export interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/** 65534 is `nobody` on Linux. It needs no entry in /etc/passwd; no account is created. */
const NOBODY: Ids = { uid: 65534, gid: 65534 };

/**
 * As root: the owner of existing data, otherwise `postgres`, otherwise `nobody`. As another user: that user, who must own
 * existing data.
 * @param dataOwner the owner of an existing data directory
 * @throws Error for data of another user
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

/** The ids of a user in the text of /etc/passwd (`name:password:uid:gid:…`). */
export function findUser(passwd: string, name: string): Ids | null {
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([candidate]) => candidate === name);
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
  return Number.isInteger(uid) && Number.isInteger(gid) && uid > 0 ? { uid, gid } : null;
}

/** The server inherits none of our environment: no secrets, no settings that change it (PGDATA, LD_LIBRARY_PATH, LC_ALL). */
export const serverEnvironment = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: '/', LC_ALL: 'C', TZ: 'UTC' };

/** Whether the account can enter a directory. Only the kernel knows all rules (parents, ACLs, mounts), so a shell tries it. */
export function canEnter(account: Account, directory: string): boolean {
  return tryRun(account, '/bin/sh', ['-c', 'cd "$1"', 'sh', directory]) === null;
}

/** Runs a program as the account and waits. Null if it exits with 0, otherwise the reason. */
export function tryRun(account: Account, program: string, args: readonly string[], limitMs = 30_000): string | null {
  const run = spawnSync(program, args, { ...account.ids, cwd: '/', env: serverEnvironment, encoding: 'utf8', timeout: limitMs });
  if (run.error) return run.error.message;
  return run.status === 0 ? null : run.stderr.trim() || `${program} ended with ${run.status ?? run.signal}`;
}
