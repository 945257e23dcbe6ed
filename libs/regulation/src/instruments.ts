import type { Bilingual } from '@minglu/kernel';
import { isPolicyKey } from './policies.js';
import type { Provision } from './provision.js';

/** A text that has provisions. The policies, which fill the gaps of the texts, count as one. */
interface Instrument {
  readonly title: Bilingual;
  /** The number of the document (文号); null if it has none. */
  readonly documentNumber: string | null;
}

/** By the first part of the ids of their provisions. */
export const instruments = {
  'measure-2022': {
    title: { zh: '中国软件名城管理办法', en: 'Measures for the administration of China software cities' },
    documentNumber: '工信部信发〔2022〕168号',
  },
  'notice-2023-277': {
    title: {
      zh: '工业和信息化部办公厅关于开展2023年度中国软件名城评估和中国软件名园评审工作的通知',
      en: 'Notice on the evaluation of software cities and the review of software parks in 2023',
    },
    documentNumber: '工信厅信发函〔2023〕277号',
  },
  'notice-2023-278': {
    title: {
      zh: '工业和信息化部办公厅关于开展2023年度中国软件名城和中国软件名园创建申请工作的通知',
      en: 'Notice on applications for the creation of software cities and software parks in 2023',
    },
    documentNumber: '工信厅信发函〔2023〕278号',
  },
  'civil-code': { title: { zh: '中华人民共和国民法典', en: 'Civil Code of the People’s Republic of China' }, documentNumber: null },
  pipl: {
    title: { zh: '中华人民共和国个人信息保护法', en: 'Personal Information Protection Law of the People’s Republic of China' },
    documentNumber: null,
  },
  policy: { title: { zh: '办理口径', en: 'policies of the ministry, where the texts are silent' }, documentNumber: null },
} as const satisfies Readonly<Record<string, Instrument>>;
export type InstrumentId = keyof typeof instruments;
export const INSTRUMENTS = Object.keys(instruments) as readonly InstrumentId[];

export const instrumentOf = (provision: Provision): InstrumentId => provision.slice(0, provision.indexOf('/')) as InstrumentId;

/** The number that a provision has in its text: 第十八条, 三（四）, 附件. Null for a policy, which has none. */
export const numberInText = (provision: Provision): string | null => {
  if (isPolicyKey(provision)) return null;
  const number = provision.slice(provision.indexOf('/') + 1);
  if (number === 'annex') return '附件';
  const [section = 0, item] = number.split('.').map(Number);
  if (!provision.startsWith('notice-')) return `第${inChinese(section)}条`;
  return item === undefined ? inChinese(section) : `${inChinese(section)}（${inChinese(item)}）`;
};

const DIGITS = '零一二三四五六七八九';
/** A number from 1 to 999 in Chinese numerals. */
const inChinese = (number: number): string => {
  const [hundreds, tens, ones] = [Math.floor(number / 100), Math.floor(number / 10) % 10, number % 10];
  const before = hundreds === 0 ? '' : `${DIGITS[hundreds]}百`;
  const middle = tens === 0 ? (hundreds > 0 && ones > 0 ? '零' : '') : `${tens === 1 && hundreds === 0 ? '' : DIGITS[tens]}十`;
  return `${before}${middle}${ones === 0 ? '' : DIGITS[ones]}`;
};
