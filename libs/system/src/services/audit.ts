import { tokens } from '@minglu/platform';
import { bookmarks, createHttpApp, ProblemException, serviceModule } from '@minglu/platform/http';
import { FeedController, histories, LogController, querySide, readModel, type Registers, LOG_READER } from '@minglu/projections/adapters';
import { ROLES } from '@minglu/regulation';
import { registry } from '../office.js';
import { databaseProbe, logAs } from './connections.js';
import { closing, type Opened, type ServiceContext } from './running.js';

/** 审计：histories and as-of answers, from the log itself. */
export const openAudit = async ({ settings }: ServiceContext): Promise<Opened> => {
  const { databaseUrl, keys, logLevel } = settings;
  const end = closing();
  const log = logAs(databaseUrl, 'minglu_audit', 6);
  end.add(() => log.close());
  const side = querySide(
    readModel(elsewhere, histories(log, registry)),
    async () => undefined,
    (type) => registry.definition(type).title,
  );
  const app = await createHttpApp(
    serviceModule({
      tokens: tokens(keys.tokens, ROLES),
      bookmarks: bookmarks(keys.bookmarks),
      logLevel,
      probes: [databaseProbe(() => log.head())],
      controllers: [...side.controllers, LogController, FeedController],
      providers: [...side.providers, { provide: LOG_READER, useValue: log }],
    }),
    { docs: false },
  );
  end.add(() => app.close());
  return { app, close: end.close };
};

const notHere = (): never => {
  throw new ProblemException('unknown-route', '现状由查询服务答复', 'the query service answers what is');
};
const elsewhere: Registers = { dossier: notHere, dossiers: notHere, deadlines: notHere };
