import { chooseAccount, findUser } from './account.js';

const PASSWD = 'root:x:0:0:root:/root:/bin/sh\npostgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash\n';
const root = { uid: 0, gid: 0 };
const officer = { uid: 1000, gid: 1000 };

describe('the account of the server', () => {
  it('is, for root, the user postgres', () => {
    expect(chooseAccount(root, PASSWD, null)).toEqual({ ids: { uid: 101, gid: 104 }, label: 'user postgres' });
  });

  it('is, for root on a machine without that user, nobody (65534)', () => {
    expect(chooseAccount(root, '', null).ids).toEqual({ uid: 65534, gid: 65534 });
  });

  it('is, for root, the owner of existing data', () => {
    expect(chooseAccount(root, PASSWD, officer).ids).toEqual(officer);
  });

  it('is, for another user, that user', () => {
    expect(chooseAccount(officer, PASSWD, null).ids).toEqual({});
    expect(chooseAccount(officer, PASSWD, officer).ids).toEqual({});
  });

  it('is an error for a user who does not own the data', () => {
    expect(() => chooseAccount(officer, PASSWD, { uid: 101, gid: 104 })).toThrow('The database belongs to user 101');
  });

  it('is not read from a broken line of /etc/passwd', () => {
    expect(findUser('postgres:x\n', 'postgres')).toBeNull();
    expect(findUser('postgres:x:0:0::/:/bin/sh\n', 'postgres')).toBeNull();
  });
});
