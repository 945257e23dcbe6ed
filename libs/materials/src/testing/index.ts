export { describeMaterialStore } from '../stores/behaviour.test.js';
