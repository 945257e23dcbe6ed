export { hasErrors, readTable } from './read-table.js';
export type { Cell, Sheet } from './sheet.js';
export type { Import, Row, Table, World } from './table.js';
export { tablesBy } from './tables.js';
