import { openCasework, runService, serviceSettings } from '@minglu/system';

await runService('casework', serviceSettings, openCasework);
