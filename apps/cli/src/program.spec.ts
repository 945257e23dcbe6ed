import { ROLES } from '@minglu/kernel';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installationKeys } from '@minglu/casework';
import { accessTokens, ownIssuer, publicKeyOf } from '@minglu/http';
import { isHeldRightly, SERVICE_ROLES } from '@minglu/regulation';
import { run } from './testing/run.js';

const COMMANDS = [
  'scenario',
  'replay',
  'generate',
  'kafka',
  'services',
  'migrate',
  'log',
  'keys',
  'parked',
  'rebuild',
  'verify',
  'witness',
  'audit',
  'token',
  'grant',
  'secrets',
];

describe('the command line', () => {
  it('lists all commands in one help text', async () => {
    for (const args of [['--help'], ['-h'], ['help']]) {
      const { code, out, err } = await run(args);
      expect([code, err]).toEqual([0, '']);
      for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^  ${command} `, 'm'));
      expect(out).toContain('kafka start|stop|status|topics');
      expect(out).toContain('退出码 exit code');
    }
    expect(await run([])).toMatchObject({ code: 2, out: expect.stringContaining('用法 usage: npm run cli -- <command>'), err: '' });
  });
  it.each([
    ...COMMANDS.map((command) => [command]),
    ['kafka', 'start'],
    ['kafka', 'topics'],
    ['keys', 'check'],
    ['log', 'show'],
    ['log', 'new-epoch'],
  ])('has a bilingual help text: %s %s', async (...path) => {
    const args = path.filter((word) => typeof word === 'string');
    const { code, out, err } = await run([...args, '--help']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^用法 usage: ${args.join(' ')} `));
    expect(out).toMatch(/退出码 exit code: 0/);
    expect((await run(['help', ...args.slice(0, 1)])).code).toBe(0);
  });
  it.each([
    [['nonsense'], 'nonsense'],
    [['--nonsense'], '--nonsense'],
    [['scenario'], 'paths'],
    [['scenario', 'a.yaml', '--jsn'], '--jsn'],
    [['generate', 'file'], 'generate'],
    [['replay'], 'dossier'],
    [['replay', 'a', '--at', 'yesterday'], '--at'],
    [['replay', 'a', '--step', '0'], '--step'],
    [['replay', 'a', '--step', '--since', '2025-01-01'], '--since'],
    [['replay', 'a', '--between', '3'], '--between'],
    [['replay', 'a'], 'the data folder holds no database'],
    [['services', '--port', '70000'], '--port'],
    [['services', 'now'], 'services'],
    [['migrate', 'now'], 'migrate'],
    [['migrate'], 'the data folder holds no database'],
    [['keys', 'check', '--jsn'], '--jsn'],
    [['log', 'new-epoch'], '--reason'],
    [['log', 'new-epoch', '--reason', 'x', '--after', '-1'], '--after'],
    [['log', 'show'], 'the data folder holds no database'],
    [['parked', '--replay'], '--replay'],
    [['parked', 'stream'], 'parked'],
    [['token'], '--role'],
    [['token', '--role', 'auditor'], '--org'],
    [['token', '--role', 'system', '--org', 'MIIT'], 'system'],
    [['token', '--role', 'auditor', '--org', 'MIIT', '--hours', '0'], '--hours'],
  ])('refuses wrong usage in one line, with exit code 2: %j', async (args, reason) => {
    const { code, out, err } = await run(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^用法有误 \/ wrong usage: [^\n]+用法 usage: [^\n]+\n$/);
    expect(err).toContain(reason);
  });
  it('reports a command that could not be carried out in one line, with exit code 5', async () => {
    const failed = await run(['generate']);
    expect(failed).toEqual({ code: 5, out: '', err: '未能办成 / could not be carried out: no generators\n' });
    expect((await run(['generate'], { env: { LOG_LEVEL: 'debug' } })).err).toContain('    at ');
  });
  it.each([{ MINGLU_OIDC_ISSUER: 'https://id.example' }, { MINGLU_ENV: 'production' }])(
    'issues no token where they come from an identity provider: %j',
    async (env) => {
      const { code, out, err } = await run(['token', '--role', 'auditor', '--org', 'MIIT'], { env });
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/MINGLU_OIDC_ISSUER is (?:not )?set[^\n]*\n$/);
    },
  );
  it('issues a token for the role and the organisation', async () => {
    const root = mkdtempSync(join(tmpdir(), 'minglu-token-'));
    try {
      const { code, out } = await run(['token', '--role', 'auditor', '--org', 'MIIT'], { root });
      expect(code).toBe(0);
      const { actorOf } = accessTokens(ownIssuer(publicKeyOf(installationKeys(undefined, join(root, '.data')).accessTokens)), {
        roles: ROLES,
        serviceRoles: SERVICE_ROLES,
        isHeldRightly,
        incompatible: () => null,
      });
      expect(await actorOf(`Bearer ${out.trim()}`)).toEqual({ person: 'auditor-MIIT', role: 'auditor', org: 'MIIT' });
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
