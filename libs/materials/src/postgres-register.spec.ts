import { describeOnPostgres, newDatabase, type Database } from '@minglu/event-store/testing';
import { migrate, openPool } from '@minglu/event-store';
import type { Pool } from 'pg';
import { materialMigrations } from './migrations.js';
import { postgresRegister } from './postgres-register.js';
import { describeRegister } from './register.test.js';

describeOnPostgres('on PostgreSQL', () => {
  let database: Database;
  let pool: Pool;
  beforeAll(async () => {
    database = await newDatabase();
    await database.pool.query(`DO $$ BEGIN CREATE ROLE minglu_casework NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`);
    await migrate(database.pool, materialMigrations);
    pool = openPool({ ...database.connection, options: '-c role=minglu_materials', max: 4 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  describeRegister('a register with the rights of minglu_materials', async () => {
    await database.pool.query('DELETE FROM materials.stored');
    await database.pool.query('DELETE FROM materials.uploads');
    return postgresRegister(pool);
  });

  it('fails to write a row once the connection with the lock is lost', async () => {
    const sha256 = 'f'.repeat(64);
    const register = postgresRegister(pool);
    const material = { sha256, sm3: sha256, size: 1, mediaType: 'application/pdf', findings: [], storedAt: new Date() };
    const work = register.alone(sha256, async (locked) => {
      await database.pool.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7021015`);
      return locked.record(material, { person: 'p-1', org: '510100' });
    });
    await expect(work).rejects.toThrow(Error);
    expect(await register.find(sha256)).toBeNull();
    expect(await register.alone(sha256, (locked) => locked.hasRow(sha256))).toBe(false);
  });
});
