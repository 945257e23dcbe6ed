export { PUBLIC_ACTOR, tokens, type Tokens } from './auth/tokens.js';
export { casework, type Answer, type AppendedEvent, type Casework, type CommandEnvelope } from './casework/casework.js';
export { simulatedClock, wallClock, type Clock, type SimulatedClock } from './clock.js';
export { keysFrom, masterKey, type Keys } from './keys.js';
export { vault, type Vault } from './vault/vault.js';
export { internalTokens, type InternalTokens } from './auth/internal.js';
