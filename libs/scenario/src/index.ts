export { kafkaSystems } from './kafka-systems.js';
export { overRoutes } from './over-routes.js';
export { parseScenario } from './parse.js';
export type { RunningSystems } from './port.js';
export { realSystems } from './real-system.js';
export { runScenario } from './run.js';
export { runScenarioFiles, type Output } from './run-files.js';
