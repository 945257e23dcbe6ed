import { runOnDatabase } from '@minglu/system';
import { openCasework } from './service.js';

await runOnDatabase('casework', openCasework);
