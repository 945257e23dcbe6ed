export { scenarioCommand, type Output } from './command.js';
export { parseScenario } from './parse.js';
export { realSystems } from './real-system.js';
export { runScenario } from './run.js';
export { kafkaSystems, takeTransport } from './transport.js';
