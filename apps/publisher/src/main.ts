import { fileURLToPath } from 'node:url';
import { runOnDatabase } from '@minglu/system';
import { openPublisher } from './service.js';

const topics = fileURLToPath(new URL('../../../../infra/kafka/topics.yaml', import.meta.url));
await runOnDatabase('publisher', (context) => openPublisher(context, topics));
