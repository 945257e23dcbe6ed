export { TableImportsController } from './imports.controller.js';
export { readWorkbook } from './read-workbook.js';
export { TABLE_WORLD, type TableWorld } from './table-world.js';
export { TablesController } from './tables.controller.js';
export { exportOf } from './write-workbook.js';
