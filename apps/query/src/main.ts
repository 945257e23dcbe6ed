import { onDatabase, runService, serviceSettings } from '@minglu/system';
import { openQuery } from './service.js';

await runService('query', serviceSettings, onDatabase('minglu_query', openQuery));
