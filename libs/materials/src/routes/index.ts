import type { Materials } from '../port.js';
import type { MaterialRights } from '../rights.js';
import { MaterialUploadsController } from './material-uploads.controller.js';
import { MaterialsController } from './materials.controller.js';
import { MATERIAL_RIGHTS, MATERIALS } from './tokens.js';

export { DEPOSITORS } from './tokens.js';

/** The controllers of files, with their providers. */
export const materialRoutes = (materials: Materials, rights: MaterialRights) => ({
  controllers: [MaterialsController, MaterialUploadsController],
  providers: [
    { provide: MATERIALS, useValue: materials },
    { provide: MATERIAL_RIGHTS, useValue: rights },
  ],
});
