export { csvOf } from './csv.js';
export { starsLabel } from './evaluation-results.js';
export { fileFaults, sheetFaults, type Fault } from './faults.js';
export { figureEventOf } from './figure-tables.js';
export { DICTIONARY, GUIDE, hasErrors, ofFile, readTable, type Finding } from './read-table.js';
export { letterOf, type Cell, type Sheet } from './sheet.js';
export { ASKED, type Asked, type Column, type Import, type Row, type Table, type World } from './table.js';
export { tablesBy } from './tables.js';
