import { runService, serviceSettings } from '@minglu/system';
import { openAudit } from './service.js';

await runService('audit', serviceSettings('audit'), openAudit);
