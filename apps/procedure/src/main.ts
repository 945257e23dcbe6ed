import { runService, serviceSettings } from '@minglu/system';
import { openProcedure } from './service.js';

await runService('procedure', serviceSettings('procedure'), openProcedure);
