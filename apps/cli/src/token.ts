import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { keysFrom, masterKey } from '@minglu/casework';
import { accessTokens } from '@minglu/http';
import { ROLES } from '@minglu/regulation';
import type { Output } from '@minglu/scenario';

const USAGE = `用法 usage: token --role <role> --org <org> [--person <person>] [--hours <n>]

  签发访问令牌，供 Authorization: Bearer 使用 / issues a token for the Authorization header
  角色 roles: ${ROLES.join(', ')}
  org: MIIT，行政区划代码或园区标识 / MIIT, a division code or a park id
  密钥来自 MINGLU_MASTER_KEY 或数据文件夹 / the key is that of MINGLU_MASTER_KEY or of the data folder (MINGLU_DATA)
`;

/** `token`: prints a token for the API, signed with the key of this installation. Exit code 2 for wrong usage. */
export const tokenCommand = async (
  args: readonly string[],
  { stdout, stderr, env }: { stdout: Output; stderr: Output; env: Readonly<Record<string, string | undefined>> },
): Promise<0 | 2> => {
  const wrong = (problem: string): 2 => {
    stderr.write(`${problem}\n\n${USAGE}`);
    return 2;
  };
  let values;
  try {
    const options = {
      role: { type: 'string' },
      org: { type: 'string' },
      person: { type: 'string' },
      hours: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    return wrong((error as Error).message);
  }
  if (values.help) {
    stdout.write(USAGE);
    return 0;
  }
  const { role, org, hours = '12' } = values;
  if (!role || !org) return wrong('--role 和 --org 必填 / --role and --org are required');
  if (!ROLES.some((known) => known === role) || role === 'system') return wrong(`没有角色 / no such role: ${role}`);
  if (!/^[1-9][0-9]{0,3}$/.test(hours)) return wrong(`--hours: ${hours}`);
  const { accessTokens: key } = keysFrom(
    masterKey(env['MINGLU_MASTER_KEY'], resolve(env['INIT_CWD'] ?? '.', env['MINGLU_DATA'] || '.data')),
  );
  stdout.write(`${await accessTokens(key, ROLES).issue({ person: values.person ?? `${role}-${org}`, role, org }, Number(hours) * 3600)}\n`);
  return 0;
};
