import { ref } from '@minglu/kernel';
import { city, command, freshWorld, material, officer, on, titled } from './testing/index.js';
import { misuses } from './misuse.js';

const misuse = (more: Record<string, unknown>, by = officer) =>
  command(by, on('2026-03-05'), 'RecordTitleMisuse', { where: '某展会宣传册', evidence: [material('evidence')], ...more });

describe('RecordTitleMisuse (第二十六条)', () => {
  it('by a title is recorded with its case and city', () => {
    const [event] = titled()
      .when(misuse({ titleId: 't-a' }))
      .then('TitleMisuseRecorded').events;
    expect(event?.data).toEqual({
      caseId: 'a',
      titleId: 't-a',
      cityCode: '330100',
      where: '某展会宣传册',
      evidence: [material('evidence')],
      description: null,
    });
  });
  it('by a city needs no dossier: it may never have had the title', () => {
    const it = freshWorld();
    const [event] = it.when(misuse({ cityCode: '441900', evidence: '自称中国软件名城' })).then('TitleMisuseRecorded').events;
    expect(event?.data).toMatchObject({ caseId: null, titleId: null, cityCode: '441900', evidence: [], description: '自称中国软件名城' });
    it.when(misuse({ cityCode: '441900', evidence: '  ' })).then('TitleMisuseRecorded');
    expect(it.state(ref(misuses, '441900'))).toEqual({ recorded: 2 });
  });
  it('names a title or a city that there is', () => {
    freshWorld().when(misuse({})).thenRefused('title-or-city', 'measure-2022/26');
    freshWorld()
      .when(misuse({ titleId: 't-none' }))
      .thenRefused('unknown-id');
    freshWorld()
      .when(misuse({ cityCode: '999999' }))
      .thenRefused('unknown-division', 'measure-2022/26');
  });
  it('is the ministry’s to record', () => {
    freshWorld()
      .when(misuse({ cityCode: '441900' }, city('441900')))
      .thenRefused('not-authorised', 'measure-2022/26');
  });
});
