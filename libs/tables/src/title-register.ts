import { shownColumn, type Table } from './table.js';

/** The register of titles (称号名册). It is the record of many decisions, so that nothing is imported into it. */
export const titleRegister: Table = {
  name: 'titles',
  title: { zh: '称号名册', en: 'register of titles' },
  about: { zh: '依查询者所见导出。', en: 'As the caller sees it.' },
  columns: [
    shownColumn('titleId', '称号标识', 'title', 22, 'id'),
    shownColumn('name', '称号持有者', 'holder', 26),
    shownColumn('formerNames', '曾用名', 'former names', 18),
    shownColumn('programme', '类别', 'programme', 8),
    shownColumn('province', '省份', 'province', 11),
    shownColumn('city', '所在城市', 'city', 11),
    shownColumn('state', '称号状态', 'state', 10),
    shownColumn('conferredOn', '授予日期', 'conferred on', 13, 'day'),
    shownColumn('endedOn', '终止日期', 'ended on', 13, 'day'),
    shownColumn('results', '历年评估结果', 'results', 28),
    shownColumn('caseId', '案卷标识', 'case', 20, 'id'),
  ],
  rowKey: [],
  import: null,
  preset: [],
  asks: ['programme', 'province', 'state', 'q'],
  needs: [],
};
