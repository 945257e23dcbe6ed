import { onDatabase, runService, serviceSettings } from '@minglu/system';
import { openCasework } from './service.js';

await runService('casework', serviceSettings, onDatabase('minglu_casework', openCasework));
