import { runOnDatabase } from '@minglu/system';
import { openQuery } from './service.js';

await runOnDatabase('query', openQuery);
