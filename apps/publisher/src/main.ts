import { fileURLToPath } from 'node:url';
import { onDatabase, runService, serviceSettings } from '@minglu/system';
import { openPublisher } from './service.js';

const topics = fileURLToPath(new URL('../../../../infra/kafka/topics.yaml', import.meta.url));
const open = onDatabase('minglu_publisher', (context) => openPublisher(context, topics));
await runService('publisher', serviceSettings, open);
