import { fileURLToPath } from 'node:url';
import { runService, serviceSettings } from '@minglu/system';
import { openPublisher } from './service.js';

const topics = fileURLToPath(new URL('../../../../infra/kafka/topics.yaml', import.meta.url));
await runService('publisher', serviceSettings('publisher'), (context) => openPublisher(context, topics));
