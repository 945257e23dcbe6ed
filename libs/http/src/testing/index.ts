export { browser, type Browser } from './browser.js';
