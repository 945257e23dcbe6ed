import { memoryRegister } from './memory-register.js';
import { describeRegister } from './register.test.js';

describeRegister('a register in memory', async () => memoryRegister());
