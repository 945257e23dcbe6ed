import { ROLES } from '@minglu/kernel';
import { InvalidArgumentError, Option } from 'commander';
import { keyFrom, WrongSetting } from '@minglu/casework';
import { accessTokenIssuer } from '@minglu/http';
import { identitySettings } from '@minglu/system';
import { keysOf, type AddCommand } from './context.js';

interface Options {
  readonly role: string;
  readonly org: string;
  readonly person?: string;
  readonly hours: number;
}

export const addToken: AddCommand = (program, context, exits) => {
  program
    .command('token')
    .summary('签发访问令牌 / issue a token for the API')
    .description('签发访问令牌，供 Authorization: Bearer 使用 / Issues a token for the Authorization header.')
    .usage('--role <role> --org <org> [options]')
    .addOption(new Option('--role <role>', '角色 / the role').choices(ROLES.filter((role) => role !== 'system')).makeOptionMandatory())
    .requiredOption('--org <org>', 'MIIT，行政区划代码或园区标识 / MIIT, a division code or a park id')
    .option('--person <person>', '人员标识（默认 <role>-<org>）/ the person (default <role>-<org>)')
    .option('--hours <n>', '有效小时数，1–9999 / validity in hours, 1–9999', hourNumber, 12)
    .addHelpText(
      'after',
      `
签名密钥来自 MINGLU_TOKEN_SIGNING_KEY、MINGLU_MASTER_KEY 或数据文件夹（MINGLU_DATA）
The signing key is that of MINGLU_TOKEN_SIGNING_KEY, of MINGLU_MASTER_KEY or of the data folder (MINGLU_DATA).
接入身份认证服务（MINGLU_OIDC_ISSUER）后不再签发 / not with an identity provider (MINGLU_OIDC_ISSUER)
退出码 exit code: 0 成功 success, 2 用法或设置有误 wrong usage or setting`,
    )
    .action(
      exits(async ({ role, org, person = `${role}-${org}`, hours }: Options) => {
        if (identitySettings(context.env).oidc !== null)
          throw new WrongSetting('MINGLU_OIDC_ISSUER is set: tokens come from there, and no service would take one of this command');
        const given = context.env['MINGLU_TOKEN_SIGNING_KEY'];
        const key = given ? keyFrom(given, 'MINGLU_TOKEN_SIGNING_KEY') : keysOf(context).accessTokens;
        context.stdout.write(`${await accessTokenIssuer(key).issue({ person, role, org }, hours * 3600)}\n`);
        return 0;
      }),
    );
};

const hourNumber = (text: string): number => {
  if (!/^[1-9][0-9]{0,3}$/.test(text)) throw new InvalidArgumentError('1–9999');
  return Number(text);
};
