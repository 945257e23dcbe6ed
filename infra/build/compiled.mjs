// TypeScript files compiled one by one by SWC, as in the build. The code is kept on disk by a digest of the file and of the compiler's settings.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform, version } from '@swc/core';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cache = join(root, 'node_modules/.cache/minglu-swc');
const configFile = join(root, '.swcrc');
const settings = version + readFileSync(configFile, 'utf8');

const place = (filename, text) => join(cache, createHash('sha256').update(settings).update(filename).update(text).digest('hex'));

/** @returns {Promise<string>} code of a TypeScript file, an ES module with its source map inside */
export async function compiled(filename) {
  const text = readFileSync(filename, 'utf8');
  const kept = place(filename, text);
  if (existsSync(kept)) return readFileSync(kept, 'utf8');
  const { code } = await transform(text, { filename, configFile });
  mkdirSync(cache, { recursive: true });
  // Several workers may write the same file.
  const written = `${kept}.${process.pid}`;
  writeFileSync(written, code);
  renameSync(written, kept);
  return code;
}

const maps = new Map();
const MAP = /\/\/# sourceMappingURL=data:application\/json;(?:charset=utf-8;)?base64,([\w+/=]+)\s*$/;

/** The source map of a file that was compiled; undefined if it has changed since. */
function mapOf(filename) {
  if (!maps.has(filename)) {
    const kept = place(filename, readFileSync(filename, 'utf8'));
    const [, map] = (existsSync(kept) && MAP.exec(readFileSync(kept, 'utf8'))) || [];
    maps.set(filename, map && new SourceMap(JSON.parse(Buffer.from(map, 'base64').toString())));
  }
  return maps.get(filename);
}

/** A stack trace with the places of compiled code (`file:///…/x.ts:1:2`) replaced by those of the source. */
export const withSourcePlaces = (stack) =>
  stack.replace(/(file:\/\/\/[^\s()]+?\.ts):(\d+):(\d+)/g, (_, url, line, column) => {
    const filename = fileURLToPath(url);
    const origin = mapOf(filename)?.findOrigin(Number(line), Number(column));
    return `${filename}:${origin?.lineNumber ?? line}:${origin?.columnNumber ?? column}`;
  });
