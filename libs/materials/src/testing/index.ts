export { describeMaterialStore } from '../stores/behaviour.test.js';
export { fakeClamd } from './fake-clamd.js';
export { jpegOf, ofdOf, officeOf, oleOf, pdfOf, pngOf, tiffOf } from './samples.js';
export { zipOf, type Part } from './zip.js';
