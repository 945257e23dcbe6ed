import { accept, dayOf, newEvent, id, record, refuse, text, Type } from '@minglu/kernel';
import { figure } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { exampleFigures } from '../case/example.js';
import { givenTwice, subjectOf } from '../case/guards.js';
import { applicant, ownProvincialAuthority } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import { titleEvents } from './events.js';

/**
 * Reports monitoring data (动态监测, article 23). Data of a period are stored by source and release: a later release never overwrites an
 * earlier one.
 */
export const reportMonitoringData = dossierAct({
  command: 'ReportMonitoringData',
  route: 'POST /titles/{titleId}/monitoring-reports',
  title: { zh: '报送运行监测数据', en: 'Report monitoring data' },
  legalBasis: ['measure-2022/23'],
  payload: record({
    titleId: id(),
    period: text(64),
    source: text(200),
    /** The release of the source: “快报”, “修订1”. */
    release: text(64),
    figures: Type.Array(figure, { minItems: 1 }),
  }),
  example: ({ titleId }) => ({
    titleId,
    period: '2025-Q3',
    source: '市统计局',
    release: '快报',
    figures: exampleFigures('812.40', '13.1', 2025),
  }),
  follows: ['MonitoringDataReceived'],
  by: { ...applicant, ...ownProvincialAuthority },
  on: ({ titleId }) => [dossierHolding('title', titleId)],
  decide: ({ data: { titleId, period, source, release, figures }, at }, target) => {
    const known = target.state.title?.monitoring ?? [];
    if (known.some((one) => one.period === period && one.source === source && one.release === release)) {
      return refuse(
        'release-already-received',
        'measure-2022/23',
        `${period} ${source}（${release}）已报送；更正应以新的发布版次报送`,
        `${period} by ${source} (${release}) has been received; a correction comes as another release`,
        { period, source, release },
      );
    }
    const twice = givenTwice(figures, 'measure-2022/23');
    if (twice) return twice;
    return accept([
      newEvent(titleEvents.MonitoringDataReceived, {
        caseId: subjectOf(target).caseId,
        titleId,
        period,
        source,
        release,
        figures,
        receivedOn: dayOf(at),
      }),
    ]);
  },
});
