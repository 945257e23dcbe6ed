import { fileURLToPath } from 'node:url';
import { openPublisher, runService, serviceSettings } from '@minglu/system';

const topics = fileURLToPath(new URL('../../../../infra/kafka/topics.yaml', import.meta.url));
await runService('publisher', serviceSettings, (context) => openPublisher(context, topics));
