export { acts, categories, events, openSystem, registry, seed, SYSTEM, type System, type SystemOptions } from './system.js';
export { simulate, type Simulation } from './simulation.js';
export { goLive, type LiveSystem } from './live.js';
export { serviceDescription, wholeService, type ServiceDoor } from './service.js';
