import { onDatabase, runService, serviceSettings } from '@minglu/system';
import { openAudit } from './service.js';

await runService('audit', serviceSettings, onDatabase('minglu_audit', openAudit));
