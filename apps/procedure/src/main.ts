import { runOnDatabase } from '@minglu/system';
import { openProcedure } from './service.js';

await runOnDatabase('procedure', openProcedure);
