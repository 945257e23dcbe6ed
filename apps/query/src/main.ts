import { openQuery, runService, serviceSettings } from '@minglu/system';

await runService('query', serviceSettings, openQuery);
