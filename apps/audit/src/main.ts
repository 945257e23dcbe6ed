import { openAudit, runService, serviceSettings } from '@minglu/system';

await runService('audit', serviceSettings, openAudit);
