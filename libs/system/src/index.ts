export { acts, categories, events, office, registry, SYSTEM } from './office.js';
export { openSystem, seed, type System, type SystemOptions } from './system.js';
export { simulate, type Simulation } from './simulation.js';
export { goLive, type LiveSystem } from './live.js';
export { serviceDescription, wholeService, type ServiceDoor } from './service.js';
