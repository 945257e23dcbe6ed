import { readCalendarNotice } from './calendar-notice.js';
import { shippedCalendars, shippedWorkCalendar } from './calendars.js';

const NOTICE_2026 = `国务院办公厅关于2026年
部分节假日安排的通知
国办发明电〔2025〕7号

各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作，遇有重大突发事件，要按规定及时报告并妥善处置，确保人民群众祥和平安度过节日假期。
国务院办公厅
2025年11月4日`;

const NOTICE_2024 = `国务院办公厅关于2024年部分节假日安排的通知 国办发明电〔2023〕7号
一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。`;

const shipped = (year: number) => {
  const { offDays, makeupWorkdays, holidays } = shippedCalendars.find((one) => one.year === year)!;
  return { year, offDays, makeupWorkdays: [...makeupWorkdays].sort(), holidays, problems: [] };
};
const sorted = (text: string) => {
  const { noticeNumber: _, makeupWorkdays, ...rest } = readCalendarNotice(text, shippedWorkCalendar);
  return { ...rest, makeupWorkdays: [...makeupWorkdays].sort() };
};

describe('the text of a notice', () => {
  it('gives the days that the shipped calendars have', () => {
    expect(sorted(NOTICE_2026)).toEqual(shipped(2026));
    expect(readCalendarNotice(NOTICE_2026)).toMatchObject({ year: 2026, noticeNumber: '国办发明电〔2025〕7号' });
  });

  it('lists no day off where it only encourages rest, and joins no weekend by itself', () => {
    expect(sorted(NOTICE_2024)).toEqual(shipped(2024));
  });

  it('may begin in the year before, and may name two festivals', () => {
    const text = `2023年节假日：
      一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
      六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。`;
    expect(readCalendarNotice(text)).toMatchObject({
      year: 2023,
      holidays: [
        { zh: '元旦', from: '2022-12-31', to: '2023-01-02' },
        { zh: '中秋节、国庆节', from: '2023-09-29', to: '2023-10-06' },
      ],
      makeupWorkdays: ['2023-10-07', '2023-10-08'],
      problems: [],
    });
  });

  it('tells what does not fit: the number of days, the weekday, a date that is none, and a workday that needs no exchange', () => {
    const text = `2027年部分节假日：
      一、元旦：1月1日（周四）至3日放假，共4天。
      二、春节：2月30日放假。2月8日（周一）上班。`;
    expect(readCalendarNotice(text).problems).toEqual([
      '2027-01-01写作周四，实为周五',
      '元旦：写明共4天，列出的是3天',
      '2027-02-30日期不存在',
      '2027-02-08本为工作日，无须调休上班',
    ]);
  });

  it('says so if there is no year, or no holiday', () => {
    expect(readCalendarNotice('放假通知').problems).toEqual(['正文中未见年份']);
    expect(readCalendarNotice('2027年的工作安排').problems).toEqual(['正文中未见放假的日期']);
  });

  it('compares the days with the calendars of the neighbouring years', () => {
    const text = '2025年部分节假日：元旦：2024年12月29日至31日放假，2024年12月28日上班。';
    const others = { version: 1, years: { 2024: { noticeNumber: 'x', offDays: [], makeupWorkdays: ['2024-12-29'] } } };
    expect(readCalendarNotice(text, others).problems).toContain('2024-12-29与相邻年度的放假安排矛盾');
  });
});
