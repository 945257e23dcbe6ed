import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Actor } from '@minglu/kernel';
import type { NotFiledList } from '../not-filed.js';
import type { Bitemporal, RecordedDeadline } from '../dossier-view.js';
import type { VisibleDossier } from '../visibility.js';
import type { ListQuestion } from './list-question.js';
import type { DossierPage, HistoryPage, HistoryPart, ReadModel } from './read-model.js';

/** Nest token of the `ReadModel` behind the query handlers. */
export const READ_MODEL = Symbol('READ_MODEL');
/** Nest token of the function that gives the title of a type of event. */
export const TITLE_OF = Symbol('TITLE_OF');

export class FindDossiers extends Query<DossierPage> {
  constructor(
    readonly viewer: Actor,
    readonly question: ListQuestion,
  ) {
    super();
  }
}
export class FindDossier extends Query<VisibleDossier | null> {
  constructor(
    readonly viewer: Actor,
    readonly id: string,
    readonly when: Bitemporal | undefined,
    readonly signal: AbortSignal,
  ) {
    super();
  }
}
export class FindActions extends Query<Awaited<ReturnType<ReadModel['actions']>>> {
  constructor(
    readonly viewer: Actor,
    readonly id: string,
  ) {
    super();
  }
}
export class FindNotFiled extends Query<NotFiledList | null> {
  constructor(
    readonly viewer: Actor,
    readonly campaignId: string,
  ) {
    super();
  }
}
export class FindHistory extends Query<HistoryPage | null> {
  constructor(
    readonly viewer: Actor,
    readonly id: string,
    readonly when: Bitemporal | undefined,
    readonly signal: AbortSignal,
    readonly part: HistoryPart,
  ) {
    super();
  }
}
export class FindDeadlines extends Query<readonly RecordedDeadline[]> {
  constructor(
    readonly viewer: Actor,
    readonly of: string,
    readonly when: Bitemporal | undefined,
    readonly signal: AbortSignal,
  ) {
    super();
  }
}

@QueryHandler(FindDossiers)
class FindDossiersHandler implements IQueryHandler<FindDossiers> {
  constructor(@Inject(READ_MODEL) private readonly model: ReadModel) {}
  execute({ viewer, question }: FindDossiers) {
    return this.model.dossiers(viewer, question);
  }
}
@QueryHandler(FindDossier)
class FindDossierHandler implements IQueryHandler<FindDossier> {
  constructor(@Inject(READ_MODEL) private readonly model: ReadModel) {}
  execute({ viewer, id, when, signal }: FindDossier) {
    return this.model.dossier(viewer, id, when, signal);
  }
}
@QueryHandler(FindActions)
class FindActionsHandler implements IQueryHandler<FindActions> {
  constructor(@Inject(READ_MODEL) private readonly model: ReadModel) {}
  execute({ viewer, id }: FindActions) {
    return this.model.actions(viewer, id);
  }
}
@QueryHandler(FindNotFiled)
class FindNotFiledHandler implements IQueryHandler<FindNotFiled> {
  constructor(@Inject(READ_MODEL) private readonly model: ReadModel) {}
  execute({ viewer, campaignId }: FindNotFiled) {
    return this.model.notFiled(viewer, campaignId);
  }
}
@QueryHandler(FindHistory)
class FindHistoryHandler implements IQueryHandler<FindHistory> {
  constructor(@Inject(READ_MODEL) private readonly model: ReadModel) {}
  execute({ viewer, id, when, signal, part }: FindHistory) {
    return this.model.history(viewer, id, when, signal, part);
  }
}
@QueryHandler(FindDeadlines)
class FindDeadlinesHandler implements IQueryHandler<FindDeadlines> {
  constructor(@Inject(READ_MODEL) private readonly model: ReadModel) {}
  execute({ viewer, of, when, signal }: FindDeadlines) {
    return this.model.deadlines(viewer, of, when, signal);
  }
}

export const dossierQueryHandlers = [
  FindDossiersHandler,
  FindDossierHandler,
  FindActionsHandler,
  FindNotFiledHandler,
  FindHistoryHandler,
  FindDeadlinesHandler,
];
