import { onDatabase, runService, serviceSettings } from '@minglu/system';
import { openProcedure } from './service.js';

await runService('procedure', serviceSettings, onDatabase('minglu_procedure', openProcedure));
