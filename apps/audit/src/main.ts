import { runOnDatabase } from '@minglu/system';
import { openAudit } from './service.js';

await runOnDatabase('audit', openAudit);
