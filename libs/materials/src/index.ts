export { memoryStore } from './memory-store.js';
export * from './port.js';
export type { MaterialRegister, UploadRow } from './register.js';
