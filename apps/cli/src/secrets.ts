import { randomBytes } from 'node:crypto';
import { newClusterId } from '@minglu/embedded/kafka';
import { keyVariables, newKafkaPasswords, newPasswords } from '@minglu/system';
import { keysOf, type AddCommand } from './context.js';

export const addSecrets: AddCommand = (program, context, exits) => {
  program
    .command('secrets')
    .summary('docker-compose.yml 所需的秘密 / the secrets of docker-compose.yml')
    .description(
      `输出 docker-compose.yml 所需的秘密，可存为 .env；密钥是本安装的，口令和集群标识每次都是新的
Prints the secrets of docker-compose.yml as lines for .env. The keys are those of this installation; passwords and the id of the Kafka cluster
are new at each call.`,
    )
    .addHelpText(
      'after',
      `
密钥来自 MINGLU_MASTER_KEY 或数据文件夹（MINGLU_DATA）/ the keys are those of MINGLU_MASTER_KEY or of the data folder (MINGLU_DATA)
退出码 exit code: 0 成功 success, 2 用法有误 wrong usage`,
    )
    .action(
      exits(() => {
        const secrets = {
          MINGLU_DB_PASSWORD: randomBytes(24).toString('base64url'),
          ...newPasswords(),
          ...newKafkaPasswords(),
          ...keyVariables(keysOf(context)),
          KAFKA_CLUSTER_ID: newClusterId(),
        };
        context.stdout.write(
          Object.entries(secrets)
            .map(([name, value]) => `${name}=${value}\n`)
            .join(''),
        );
        return Promise.resolve(0);
      }),
    );
};
