export { TableImportsController } from './imports.controller.js';
export { readWorkbook } from './read-workbook.js';
export { TABLE_WORLD, type TableWorld } from './table-world.js';
export { TablesController } from './tables.controller.js';
export { exportOf, templateOf } from './write-workbook.js';
