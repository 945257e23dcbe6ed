import { city, command, dossierOf, on, opened, started, statusOf, submitted, titled } from '../testing/index.js';

const change = (workingBody: string, by = city('441900'), at = on('2024-03-01')) =>
  command(by, at, 'ChangeWorkingBody', { caseId: 'a', workingBody, reasons: '机构改革' });

describe('ChangeWorkingBody (article 9)', () => {
  it('is an event of its own, before the submission and in creation', () => {
    for (const it of [opened(), submitted(), started()]) {
      const status = statusOf(it);
      it.when(change('市数据局')).then('WorkingBodyChanged');
      expect([statusOf(it), dossierOf(it).application?.workingBody]).toEqual([status, '市数据局']);
    }
  });
  it('may name the document of the reform by which another body succeeds (decisions 38)', () => {
    const succeeded = change('市数据局');
    const [event] = started().when({ ...succeeded, with: { ...succeeded.with, documentNumber: '市委编办〔2024〕1号' } }).events;
    expect(event!.data).toMatchObject({ documentNumber: '市委编办〔2024〕1号' });
    expect(started().when(succeeded).events[0]!.data).not.toHaveProperty('documentNumber');
  });
  it('refuses the same body, another applicant and a titled city', () => {
    opened().when(change('市工信局')).thenRefused('working-body-unchanged', 'measure-2022/9');
    opened()
      .when(change('市数据局', city('330100')))
      .thenRefused('not-authorised', 'measure-2022/9');
    titled()
      .when(change('市数据局', city('330100'), on('2026-03-01')))
      .thenRefused('not-in-this-state', 'measure-2022/9');
  });
});
