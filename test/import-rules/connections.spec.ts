import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectFiles } from '../citations/files.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const OPENS = /\bnew (?:pg\.)?(?:Pool|Client)\(/;
const ONE_PLACE = 'libs/event-store/src/connection.ts';
/** Manages the embedded server, in which it reads no data. It may import no other library. */
const SERVER = 'libs/embedded/';
/** The client of Kafka has the same name. */
const KAFKA = 'libs/messaging/src/kafka-client.ts';

describe('connections to the database', () => {
  it('are opened in one place, which pins their settings', () => {
    const shipped = projectFiles(root, ['.ts', '.mts']).filter((file) => /^(?:apps|libs)\//.test(file) && !file.endsWith('.spec.ts'));
    const opening = shipped.filter((file) => OPENS.test(readFileSync(join(root, file), 'utf8')));
    expect(opening.filter((file) => !file.startsWith(SERVER) && file !== KAFKA)).toEqual([ONE_PLACE]);
  });
});
