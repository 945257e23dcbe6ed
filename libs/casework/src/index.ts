export { commandHandler, type CommandHandler } from './command-handler.js';
export type { Command } from './command.js';
export type { CommandAnswer, TrialAnswer } from './answer.js';
export { simulatedClock, wallClock, type Clock, type SimulatedClock } from './clock.js';
export { clockWatch, ClockWrong, type ClockWatch } from './clock-watch.js';
export { keyCheck, type KeyCheck } from './key-check.js';
export { installationKeys, keyFrom, keysFrom, type Keys } from './keys.js';
export { vault } from './vault.js';
export { WrongSetting } from './wrong-setting.js';
