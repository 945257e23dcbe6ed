import { newEvent, type Day } from '@minglu/kernel';
import type { DossierEvent } from './events.js';
import type { Dossier } from './state.js';
import { isInForce, titleEvents } from './title/index.js';

/** 授权随退出一并终止：one event for each that is in force on the day of the announcement, or yet to begin (decisions 12). */
export const usesEndedByExit = ({ subject, title }: Dossier, today: Day): readonly DossierEvent[] =>
  (title?.uses ?? [])
    .filter((use) => isInForce(use, today))
    .map(({ id: authorisationId }) =>
      newEvent(
        titleEvents.TitleUseEnded,
        { caseId: subject!.caseId, titleId: title!.titleId, authorisationId, cause: 'exit', reasons: '称号已公告退出' },
        { legalBasis: ['measure-2022/26'] },
      ),
    );
