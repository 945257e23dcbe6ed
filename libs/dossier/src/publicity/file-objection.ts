import {
  accept,
  day,
  dayOf,
  newEvent,
  id,
  instant,
  oneOf,
  parseInstant,
  record,
  refuse,
  text,
  Type,
  warn,
  type Day,
  type Instant,
} from '@minglu/kernel';
import { evidence, filesIn, policies } from '@minglu/reference';
import { normalForm, personForm, policyValue } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { now } from '../case/date-limits.js';
import { idTaken, notInThisNotice } from '../case/guards.js';
import { anyone, ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding, dossierRef } from '../case/refs.js';
import type { Dossier } from '../case/state.js';
import { pendingEffect } from '../case/takes-effect.js';
import { publicityEvents } from './events.js';
import type { Notice, Publicity } from './state.js';

/**
 * Files an objection (提出异议, articles 18 and 19). Under a real name and within the window it is an objection; late or anonymous, a clue
 * (线索). A letter that an officer enters is timely if its postmark lies in the window. Name, contact and grounds are sealed: no event holds
 * them in clear text.
 */
export const fileObjection = dossierAct({
  command: 'FileObjection',
  route: 'POST /public-notices/{publicityId}/objections',
  newId: 'objectionId',
  title: { zh: '提出异议', en: 'File an objection' },
  legalBasis: ['measure-2022/18', 'measure-2022/19'],
  payload: record({
    objectionId: id(),
    publicityId: id(),
    caseId: id(),
    nameMode: oneOf('real-name', 'anonymous'),
    name: Type.Optional(text(200)),
    contact: Type.Optional(text(200)),
    grounds: text(20_000),
    evidence: Type.Array(evidence, { maxItems: 100 }),
    receivedAt: Type.Optional(instant()),
    postmarkedOn: Type.Optional(day()),
  }),
  sealed: ['name', 'contact', 'grounds', 'evidence'],
  person: ({ name, contact }) => personForm(name, contact),
  alsoPlain: ['evidence'],
  // The same person, notice and grounds; files may differ.
  matter: ({ nameMode, publicityId, name, contact, grounds }) =>
    nameMode === 'real-name' && name !== undefined && contact !== undefined
      ? JSON.stringify([publicityId, ...[name, contact, grounds].map(normalForm)])
      : null,
  example: ({ caseId }) => ({
    objectionId: 'o9',
    publicityId: 'p1',
    caseId,
    nameMode: 'real-name',
    name: '某某',
    contact: '13800000000',
    grounds: '数据不符',
    evidence: [],
  }),
  follows: {
    PUBLICITY_OPEN: ['ObjectionFiled', 'ClueRecorded'],
    OBJECTION_CHECK: ['ObjectionFiled', 'ClueRecorded'],
    CLEARED: ['ObjectionFiled', 'ClueRecorded'],
    elsewhere: ['ClueRecorded'],
  },
  dates: {
    receivedAt: { notAfter: [now('received-in-future')], effect: 'timely before the end of the window; before the notice, a clue' },
    postmarkedOn: {
      notAfter: [
        {
          words: 'the day of receipt',
          code: 'received-in-future',
          of: ({ data, at }) => dayOf(parseInstant((data['receivedAt'] as string | undefined) ?? at)!),
        },
      ],
      effect: 'timely until the last day of the window, whenever the letter comes',
    },
  },
  by: { ...anyone, ...ministryOfficer },
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: ({ objectionId }) => ({ taken: dossierHolding('objection', objectionId), policies }),
  decide: ({ data, actor, at, matter, plain }, { state }, { taken, policies: set }) => {
    const { objectionId, publicityId, caseId, nameMode, name, contact, grounds } = data;
    const found = noticeOf(state.publicity, publicityId);
    if (!found) return notInThisNotice;
    const { notice, since } = found;
    const used = idTaken({ zh: '异议', en: 'an objection' }, objectionId, taken, heldHere(state.publicity, objectionId));
    if (used) return used;
    const paper = actor.role === 'ministry-officer';
    if (!paper && (data.receivedAt !== undefined || data.postmarkedOn !== undefined)) {
      return refuse(
        'not-authorised',
        'measure-2022/18',
        '收件时间和邮戳日期只由部工作人员登记',
        'only an officer of the ministry enters when a letter came or was postmarked',
      );
    }
    if (nameMode === 'real-name' && (name === undefined || contact === undefined)) {
      return refuse(
        'name-and-contact',
        'measure-2022/18',
        '实名异议须有姓名（名称）和联系方式',
        'a real-name objection gives name and contact',
        { nameMode },
      );
    }
    const receivedAt = data.receivedAt === undefined ? at : parseInstant(data.receivedAt)!;
    const postmarkedOn = data.postmarkedOn ?? null;
    const sentOn = postmarkedOn ?? dayOf(receivedAt);
    if (receivedAt > at || sentOn > dayOf(receivedAt)) {
      return refuse(
        'received-in-future',
        'measure-2022/18',
        '收件时间不得晚于现在，邮戳日期不得晚于收件日',
        'a letter cannot come from the future',
        { receivedAt, postmarkedOn },
      );
    }
    const arrival = {
      caseId,
      publicityId: notice.id,
      receivedAt,
      postmarkedOn,
      channel: paper ? 'paper' : 'online',
      grounds,
      evidence: data.evidence,
      ...filesIn(plain['evidence']),
    } as const;
    const identity = nameMode === 'real-name' ? { name: name!, contact: contact! } : null;
    const when = timeliness(notice, since, receivedAt, sentOn);
    if (when === 'timely' && identity && stillOpenToObjection(state, notice)) {
      const first = matter === null ? undefined : state.publicity?.objections.find((one) => one.matter === matter);
      const known = { ...(matter === null ? {} : { matter }), ...(first ? { sameAs: first.id } : {}) };
      return accept(
        [newEvent(publicityEvents.ObjectionFiled, { objectionId, ...arrival, timely: true, nameMode: 'real-name', identity, ...known })],
        first
          ? [
              warn(
                'same-objection',
                'measure-2022/19',
                `同一人以同一理由已提出异议 ${first.id}，一并登记`,
                `the same person has objected on the same grounds (${first.id}): recorded once more`,
              ),
            ]
          : [],
      );
    }
    if (!paper) {
      const most = policyValue(set.state, 'policy/clues-per-case');
      if (state.publicity!.clues.length >= most) return tooManyClues(most);
    }
    const reason = when === 'timely' ? (identity ? 'late' : 'anonymous') : when;
    return accept(
      [
        newEvent(publicityEvents.ClueRecorded, {
          clueId: objectionId,
          ...arrival,
          reason,
          nameMode,
          identity: { name: name ?? null, contact: contact ?? null },
        }),
      ],
      [
        warn('recorded-as-clue', 'measure-2022/18', '逾期或匿名，登记为线索', 'late or anonymous: recorded as a clue'),
        ...(when === 'timely' && (state.title !== null || pendingEffect(state))
          ? [
              warn(
                'title-already-conferred',
                'measure-2022/19',
                '期内寄出的异议到达时称号已授予，请核查',
                'posted in time, but the title has been conferred: look into it',
              ),
            ]
          : []),
      ],
    );
  },
});

/** A flood of clues without a name must not bury a case: others can still be heard in writing. */
const tooManyClues = (most: number) =>
  refuse(
    'too-many-clues',
    ['measure-2022/18', 'policy/clues-per-case'],
    `本案网上登记的线索已达 ${most} 条。期内请实名提出异议；逾期或匿名的请以信函寄送公示所列联系方式`,
    `the case has its limit of clues over the internet (${most}): object under a real name in time, or send a letter to the address in the notice`,
    { most },
  );

/**
 * The notice to which an objection counts. If the named notice is void, the notice that replaced it. `since`: when the first of a row of
 * voided notices was posted. A letter sent to a voided notice is not too early for its successor.
 */
const noticeOf = (publicity: Publicity | null, publicityId: string): { readonly notice: Notice; readonly since: Instant } | undefined => {
  if (!publicity) return undefined;
  const oldestFirst = [...publicity.earlier].reverse().concat(publicity.notice);
  const named = oldestFirst.findIndex(({ id: own }) => own === publicityId);
  if (named < 0) return undefined;
  let [first, last] = [named, named];
  while (oldestFirst[first - 1]?.standing === 'voided') first -= 1;
  while (oldestFirst[last]!.standing === 'voided' && last + 1 < oldestFirst.length) last += 1;
  return { notice: oldestFirst[last]!, since: oldestFirst[first]!.publishedAt };
};

const heldHere = (publicity: Publicity | null, objectionId: string): boolean =>
  publicity !== null && (publicity.clues.includes(objectionId) || publicity.objections.some(({ id: own }) => own === objectionId));

const timeliness = (notice: Notice, since: Instant, receivedAt: Instant, sentOn: Day): 'timely' | 'late' | 'before-window' => {
  if (receivedAt < since || sentOn < dayOf(since)) return 'before-window';
  // A window with a provisional end does not close before its end is definite.
  return sentOn <= notice.lastDay || (notice.provisional && notice.standing === 'open') ? 'timely' : 'late';
};

/** After a denial, a voided notice or a conferral no objection is possible, nor under a later notice: it is recorded as a clue. */
const stillOpenToObjection = (state: Dossier, notice: Notice): boolean =>
  state.publicity?.notice.id === notice.id &&
  !pendingEffect(state) &&
  (state.status === 'PUBLICITY_OPEN' || state.status === 'OBJECTION_CHECK' || state.status === 'CLEARED');
