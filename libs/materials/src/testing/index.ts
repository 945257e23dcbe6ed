export { describeMaterialStore } from '../stores/behaviour.test.js';
export { pdfOf } from './samples.js';
export { zipOf, type Part } from './zip.js';
