import { openProcedure, runService, serviceSettings } from '@minglu/system';

await runService('procedure', serviceSettings, openProcedure);
