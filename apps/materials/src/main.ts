import { runOnDatabase } from '@minglu/system';
import { openMaterials } from './service.js';

await runOnDatabase('materials', openMaterials);
