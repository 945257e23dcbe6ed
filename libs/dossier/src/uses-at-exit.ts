import { happened } from '@minglu/kernel';
import type { DossierEvent } from './events.js';
import type { Dossier } from './state.js';
import { titleEvents } from './title/index.js';

/** 授权随退出一并终止：one event for each in force (decisions 12). */
export const usesEndedByExit = ({ subject, title }: Dossier): readonly DossierEvent[] =>
  (title?.uses ?? []).map(({ id: authorisationId }) =>
    happened(
      titleEvents.TitleUseEnded,
      { caseId: subject!.caseId, titleId: title!.titleId, authorisationId, cause: 'exit', reasons: '称号已公告退出' },
      { legalBasis: ['measure-2022/26'] },
    ),
  );
