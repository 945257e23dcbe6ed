export { casework, type Answer, type AppendedEvent, type Casework, type CommandEnvelope } from './casework.js';
export { simulatedClock, wallClock, type Clock, type SimulatedClock } from './clock.js';
export { keysFrom, masterKey, type Keys } from './keys.js';
export { vault, type Vault } from './vault.js';
