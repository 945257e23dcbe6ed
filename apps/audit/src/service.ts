import { ProblemException } from '@minglu/http';
import { FeedController, histories, LogController, querySide, readModel, type Registers, LOG_READER } from '@minglu/projections/adapters';
import { registry, databaseProbe, logAs, logFigures, closing, type Opened, type ServiceContext, serving } from '@minglu/system';

/** 审计：histories and as-of answers, from the log itself. */
export const openAudit = async ({ settings }: ServiceContext): Promise<Opened> => {
  const { databaseUrl } = settings;
  const end = closing();
  const log = logAs(databaseUrl, 'minglu_audit', 6);
  end.add(() => log.close());
  const side = querySide(
    readModel(elsewhere, histories(log, registry)),
    async () => undefined,
    (type) => registry.definition(type).title,
  );
  return serving(settings, end, {
    probes: [databaseProbe(() => log.head())],
    metrics: [logFigures(() => log.head())],
    controllers: [...side.controllers, LogController, FeedController],
    providers: [...side.providers, { provide: LOG_READER, useValue: log }],
  });
};

const notHere = (): never => {
  throw new ProblemException('unknown-route', '现状由查询服务答复', 'the query service answers what is');
};
const elsewhere: Registers = { dossier: notHere, dossiers: notHere, deadlines: notHere };
