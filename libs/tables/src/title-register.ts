import type { Column, Table } from './table.js';

const shown = (key: string, zh: string, en: string, width: number, kind: Column['kind'] = 'text'): Column => ({
  key,
  title: { zh, en },
  kind,
  use: 'shown',
  width,
});

/** The register of titles (称号名册). It is the record of many decisions, so that nothing is imported into it. */
export const titleRegister: Table = {
  name: 'titles',
  title: { zh: '称号名册', en: 'register of titles' },
  about: { zh: '依查询者所见导出。', en: 'As the caller sees it.' },
  columns: [
    shown('titleId', '称号标识', 'title', 22, 'id'),
    shown('name', '称号持有者', 'holder', 26),
    shown('formerNames', '曾用名', 'former names', 18),
    shown('programme', '类别', 'programme', 8),
    shown('province', '省份', 'province', 11),
    shown('city', '所在城市', 'city', 11),
    shown('state', '称号状态', 'state', 10),
    shown('conferredOn', '授予日期', 'conferred on', 13, 'day'),
    shown('endedOn', '终止日期', 'ended on', 13, 'day'),
    shown('results', '历年评估结果', 'results', 24),
    shown('caseId', '案卷标识', 'case', 20, 'id'),
  ],
  rowKey: [],
  import: null,
  preset: [],
  asks: ['programme', 'province', 'state', 'q'],
  needs: [],
};
