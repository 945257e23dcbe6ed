import { runService, serviceSettings } from '@minglu/system';
import { openQuery } from './service.js';

await runService('query', serviceSettings('query'), openQuery);
