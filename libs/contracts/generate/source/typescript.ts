import { createRequire } from 'node:module';
import type Compiler from 'typescript';

/** The TypeScript compiler. By `require`, because production installs lack it; only generators and specs load this module. */
export const ts = createRequire(import.meta.url)('typescript') as typeof Compiler;
