import { runService, serviceSettings } from '@minglu/system';
import { openCasework } from './service.js';

await runService('casework', serviceSettings('casework'), openCasework);
