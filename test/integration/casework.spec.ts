import { createHash, createHmac } from 'node:crypto';
import {
  admin,
  anonymous,
  approver,
  city,
  command,
  filing,
  objection,
  officer,
  on,
  opening,
  posting,
  province,
  someone,
  submission,
  consent,
} from '@minglu/dossier/testing';
import { canonicalJson, type EventStore } from '@minglu/event-store';
import { vault, type CommandHandler } from '@minglu/casework';
import type { Sealed } from '@minglu/kernel';
import {
  dataOf,
  give,
  given,
  inPublicity,
  keys,
  metadataOf,
  handlerInMemory,
  handlerOn,
  passedReview,
  refusalOf,
  revision,
  wholeLog,
} from './support.js';

const DAY = '2025-09-25';

describe('the command handler, on a log in memory,', () => {
  let store: EventStore;
  let handler: CommandHandler;
  beforeEach(async () => {
    ({ store, handler } = await handlerInMemory());
  });

  it('answers an accepted command with its events and warnings', async () => {
    await given(handler, opening(), consent('application'));
    const answer = await give(
      handler,
      submission({ figures: [{ indicator: 'A1.1', value: '499.99', unit: '亿元', dataYear: 2022, source: '市统计局' }] }),
      'c1',
    );
    expect(answer).toMatchObject({
      outcome: 'accepted',
      commandId: 'c1',
      events: [{ type: 'ApplicationSubmitted', streamId: 'dossier/a', streamVersion: 3 }],
      warnings: [{ code: 'control-indicator-unmet' }, { code: 'control-indicator-unknown' }],
    });
  });

  it('records with each event the policy parameters that were read, and the versions of the reference data', async () => {
    const day = '2025-09-25';
    await given(
      handler,
      command(admin, `${day}T07:00:00+08:00`, 'SetPolicy', { key: 'policy/panel-minimum', value: 3, documentNumber: '1号' }),
      ...passedReview('a', '330100', day),
    );
    const events = await store.readStream('dossier/a');
    const reliedOn = (type: string) => metadataOf(events.find((event) => event.type === type)!).reliedOn;
    expect(reliedOn('ExpertPanelConvened')).toEqual({
      parameters: { 'policy/panel-minimum': 3, 'policy/recusal': true },
      versions: { 'policy/national': 1 },
    });
    expect(reliedOn('ReviewRequested')).toMatchObject({ parameters: { 'policy/review-by-system-in-force': true } });
    expect(reliedOn('LegacyCreationImported')?.versions).toMatchObject({ 'work-calendar/national': 4 });
    expect(reliedOn('ReviewMethodRecorded')).toBeUndefined();
  });

  it('answers a refused command with the reason and the provision', async () => {
    await given(handler, opening());
    expect(await give(handler, submission())).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'consent-missing', legalBasis: ['measure-2022/7'], message: { zh: expect.any(String), en: expect.any(String) } },
    });
  });

  describe('refuses with a stable code, and without a change of the log,', () => {
    let before: number;
    beforeEach(async () => {
      await given(handler, ...inPublicity('a', '330100', DAY, 'p1'));
      before = await store.head();
    });
    afterEach(async () => expect(await store.head()).toBe(before));

    it.each([
      [
        'a day that does not exist',
        command(officer, on('2025-09-26'), 'StartPublicity', {
          publicityId: 'p2',
          caseIds: ['a'],
          portalUrl: 'https://www.miit.gov.cn/p',
          closesOn: '2025-02-29',
        }),
      ],
      [
        'a day with an hour',
        command(approver, on('2025-10-21'), 'ConferTitle', {
          caseId: 'a',
          titleId: 't',
          documentNumber: '1号',
          effectiveDate: '2025-10-21T00:00:00+08:00',
        }),
      ],
      [
        'a thirteenth month',
        command(admin, on('2025-09-26'), 'ImportLegacyCreation', {
          caseId: 'x',
          cityCode: '340100',
          mouDate: '2022-13-01',
          startDate: '2022-01-01',
          documentNumber: '1号',
        }),
      ],
      [
        'an instant without its offset',
        command(admin, on('2025-09-26'), 'ExtendCampaign', {
          campaignId: 'city-creation-2023',
          closesAt: '2025-12-01T00:00:00',
          documentNumber: '1号',
          reason: '延长',
        }),
      ],
      [
        'a figure as a number',
        submission({ figures: [{ indicator: 'A1.1', value: 700, unit: '亿元', dataYear: 2022, source: '市统计局' }] }),
      ],
      [
        'a figure with a thousands separator',
        submission({ figures: [{ indicator: 'A1.1', value: '1,200', unit: '亿元', dataYear: 2022, source: '市统计局' }] }),
      ],
      [
        'a figure with an exponent',
        submission({ figures: [{ indicator: 'A1.1', value: '7e2', unit: '亿元', dataYear: 2022, source: '市统计局' }] }),
      ],
      ['an unknown field', opening({ caseId: 'x', note: '加急' }, on('2023-11-01'))],
      ['a missing field', command(city('441900'), on('2023-11-01'), 'WithdrawApplication', { caseId: 'a' })],
      ['an id with a slash', opening({ caseId: 'a/b' })],
      [
        'an empty document number',
        command(approver, on('2025-10-21'), 'ConferTitle', { caseId: 'a', titleId: 't', documentNumber: ' ', effectiveDate: '2025-10-21' }),
      ],
      ['a value that is not in the list', filing('o1', on('2025-10-09'), { nameMode: 'secret' })],
      ['a lone surrogate', filing('o1', on('2025-10-09'), { grounds: '\ud83d' })],
      ['a NUL', filing('o1', on('2025-10-09'), { grounds: '数据\u0000不符' })],
    ])('%s', async (_, wrong) => {
      expect(refusalOf(await give(handler, wrong))).toBe('invalid-payload');
    });

    it('an unknown command', async () => {
      expect(refusalOf(await give(handler, command(officer, on('2025-09-26'), 'GrantTitle', { caseId: 'a' })))).toBe('unknown-command');
    });

    it('a calendar that contradicts itself', async () => {
      const wrong = command(admin, on('2025-09-26'), 'ReviseWorkCalendar', {
        year: 2025,
        noticeNumber: '1号',
        offDays: ['2025-10-10'],
        makeupWorkdays: ['2025-10-10'],
      });
      expect(await give(handler, wrong)).toMatchObject({ outcome: 'refused', refusal: { legalBasis: ['civil-code/203'] } });
    });

    it.each([
      ['a role without the right', { ...posting('p2', ['a']), by: approver }],
      ['a city in another city’s case', command(city('340100'), on('2025-09-26'), 'WithdrawApplication', { caseId: 'a', reasons: '无' })],
      [
        'the government of another province',
        command(province('340000'), on('2025-09-26'), 'RecordProvincialConsent', {
          caseId: 'a',
          purpose: 'review',
          issuer: '省人民政府',
          documentNumber: '1号',
          date: '2025-09-26',
        }),
      ],
      ['a role of the ministry in another organisation', { ...posting('p2', ['a']), by: { ...officer, org: '330000' } }],
      [
        'the public in an officer’s place',
        command(someone, on('2025-09-26'), 'ResolveObjection', { objectionId: 'o1', outcome: 'dismissed', findings: '无' }),
      ],
      [
        'a person who calls himself the system',
        command({ role: 'applicant', org: 'MIIT', person: 'system' }, on('2025-10-12'), 'PassDeadline', {
          caseId: 'a',
          kind: 'publicity-window',
          of: 'p1',
          endsAt: '2025-10-10T16:00:00Z',
        }),
      ],
    ])('%s', async (_, wrong) => {
      expect(refusalOf(await give(handler, wrong))).toBe('not-authorised');
    });
  });

  it('refuses an id that another case uses, of an objection, a clue, an investigation, a notice, a title or a case', async () => {
    await given(handler, ...inPublicity('a', '330100', DAY, 'p1'), ...inPublicity('b', '340100', DAY, 'p2'));
    const about = (caseId: string, publicityId: string, id: string, more = {}) =>
      command(someone, on('2025-09-28'), 'FileObjection', objection(id, caseId, publicityId, more));
    await given(handler, about('a', 'p1', 'o1'), about('a', 'p1', 'clue-1', anonymous));
    for (const id of ['o1', 'clue-1']) {
      expect(refusalOf(await give(handler, about('b', 'p2', id)))).toBe('id-taken');
      expect(refusalOf(await give(handler, about('a', 'p1', id)))).toBe('id-taken');
    }
    const investigating = (subject: string) =>
      command(officer, on('2025-09-28'), 'OpenInvestigation', { investigationId: 'i1', subject, clue: '来信', sourceProtected: true });
    await given(handler, investigating('a'));
    expect(refusalOf(await give(handler, investigating('b')))).toBe('id-taken');

    await given(handler, ...passedReview('c', '120000', DAY));
    expect(refusalOf(await give(handler, posting('p1', ['c'])))).toBe('id-taken');
    expect(
      refusalOf(
        await give(
          handler,
          command(admin, on('2025-09-28'), 'ImportLegacyCreation', {
            caseId: 'a',
            cityCode: '420100',
            mouDate: '2022-01-10',
            startDate: '2022-01-10',
            documentNumber: '1号',
          }),
        ),
      ),
    ).toBe('id-taken');
  });

  it('confers one title id on one case only', async () => {
    await given(handler, ...inPublicity('b', '340100', DAY, 'p2'), ...inPublicity('c', '120000', DAY, 'p3'));
    for (const [caseId, of] of [
      ['b', 'p2'],
      ['c', 'p3'],
    ])
      await given(
        handler,
        command({ role: 'system', org: 'MIIT', person: 'system' }, '2025-10-11T00:00:00+08:00', 'PassDeadline', {
          caseId,
          kind: 'publicity-window',
          of,
          endsAt: '2025-10-09T16:00:00Z',
        }),
      );
    const conferring = (caseId: string) =>
      command(approver, on('2025-10-21'), 'ConferTitle', { caseId, titleId: 't1', documentNumber: '1号', effectiveDate: '2025-10-21' });
    await given(handler, conferring('b'));
    expect(refusalOf(await give(handler, conferring('c')))).toBe('id-taken');
  });

  it('opens no second case of a city that has one', async () => {
    await given(handler, opening());
    expect(refusalOf(await give(handler, opening({ caseId: 'b' })))).toBe('dossier-already-open');
  });

  it('counts the version for the successor of a merged city, and records the changes that it relied on (decisions 38)', async () => {
    await given(
      handler,
      opening(),
      command(admin, on('2023-11-02'), 'RecordDivisionChange', {
        changeId: 'c1',
        kind: 'merged',
        code: '441900',
        newCode: '440100',
        effectiveDate: '2023-11-03',
        documentNumber: '国函〔2023〕1号',
      }),
    );
    const withdrawing = (ifVersion: number) =>
      handler.execute({
        commandId: `w${ifVersion}`,
        type: 'WithdrawApplication',
        data: { caseId: 'a', reasons: '另行安排' },
        actor: city('440100'),
        at: '2023-11-03T02:00:00.000Z',
        ifVersion,
      });
    expect(refusalOf(await withdrawing(0))).toBe('stale-version');
    expect(refusalOf(await withdrawing(1))).toBeNull();
    const [withdrawn] = (await store.readStream('dossier/a')).slice(-1);
    expect(metadataOf(withdrawn!).reliedOn?.versions).toMatchObject({ 'succession/national': 1 });
  });

  it('decides on the current log: another process has just extended a campaign', async () => {
    const other = handlerOn(store);
    const late = opening({}, '2023-11-20T10:00:00+08:00');
    expect(refusalOf(await give(handler, late))).toBe('outside-campaign-window');
    await given(
      other,
      command(admin, on('2023-11-19'), 'ExtendCampaign', {
        campaignId: 'city-creation-2023',
        closesAt: '2023-12-01T00:00:00+08:00',
        documentNumber: '延期通知',
        reason: '系统维护',
      }),
    );
    expect(refusalOf(await give(handler, late))).toBeNull();
    await given(other, command(city('441900'), on('2023-11-21'), 'WithdrawApplication', { caseId: 'a', reasons: '另行安排' }));
    expect(refusalOf(await give(handler, consent('application', {}, on('2023-11-22'))))).toBe('not-in-this-state');
  });

  it('counts days by the work calendar that another process has just revised, and pins its version', async () => {
    const other = handlerOn(store);
    await given(handler, ...passedReview('a', '330100', DAY), ...passedReview('b', '340100', DAY));
    await given(handler, posting('p1', ['a'], on('2025-09-26')));
    await given(other, revision(2025, on('2025-09-26', '11:00:00'), ['2025-10-09']));
    await given(handler, posting('p2', ['b'], on('2025-09-26', '12:00:00')));
    const posted = (await wholeLog(store)).filter(({ type }) => type === 'PublicityStarted');
    expect(posted.map((event) => (dataOf(event)['deadline'] as { lastDay: string }).lastDay)).toEqual(['2025-10-10', '2025-10-11']);
    expect(posted.map((event) => metadataOf(event).calendarVersion)).toEqual([4, 5]);
    expect(posted.map((event) => (dataOf(event)['deadline'] as { calendarVersion: number }).calendarVersion)).toEqual([4, 5]);
  });

  it('starts the publicity of several cases for all or for none', async () => {
    await given(handler, ...passedReview('a', '330100', DAY), ...passedReview('b', '340100', DAY));
    const before = await store.head();
    expect(refusalOf(await give(handler, posting('p1', ['a', 'none', 'b'])))).toBe('unknown-id');
    expect(await store.head()).toBe(before);
    await given(handler, posting('p1', ['b', 'a']));
    expect((await wholeLog(store, before)).map(({ streamId }) => streamId)).toEqual(['dossier/b', 'dossier/a']);
  });

  describe('with restricted text', () => {
    const said = {
      name: '张某某',
      contact: '13912345678',
      grounds: '该市2024年收入虚增，本人系财务人员',
      evidence: ['账册照片，可电13688887777核对'],
    };
    const clue = '匿名电话13787654321举报';
    const filed = filing('o1', on('2025-10-09'), { caseId: 'a', publicityId: 'p1', ...said });
    const findSealed = (data: unknown): Sealed[] =>
      typeof data === 'object' && data !== null ? ('commitment' in data ? [data as Sealed] : Object.values(data).flatMap(findSealed)) : [];

    beforeEach(async () => {
      await given(handler, ...inPublicity('a', '330100', DAY, 'p1'));
      await give(handler, filed, 'filing-1');
      await given(
        handler,
        command(officer, on('2025-10-09'), 'OpenInvestigation', { investigationId: 'i1', subject: 'a', clue, sourceProtected: true }),
      );
    });

    it('writes no restricted text in the clear, in events, metadata or the stored answer', async () => {
      const kept = [
        ...(await wholeLog(store)).flatMap(({ payload, metadata, streamId }) => [payload, metadata, streamId]),
        (await store.findCommand('filing-1'))!.result,
      ].join('\n');
      for (const secret of [...Object.values(said).flat(), clue, '13912345678', '13787654321', '13688887777', '张某某', '虚增']) {
        expect(kept).not.toContain(secret);
        expect(kept).not.toContain(Buffer.from(secret).toString('base64'));
        expect(kept).not.toContain(Buffer.from(secret).toString('hex'));
      }
    });

    it('stores it in the vault, where it can be opened and matches the commitment in the event', async () => {
      const safe = vault(keys.vault);
      const sealed = (await wholeLog(store)).flatMap((event) => findSealed(dataOf(event)));
      const opened = await Promise.all(
        sealed.map(async (one) => {
          const row = (await store.findSecret(one.ref))!;
          expect(safe.matches(row, one)).toBe(true);
          expect(Buffer.from(row.ciphertext).toString('utf8')).not.toContain('139');
          return safe.open(row);
        }),
      );
      expect(opened.sort()).toEqual([said.name, said.contact, said.grounds, JSON.stringify(said.evidence), clue].sort());
    });

    it('uses one key per person, so that erasing the key erases all texts of the person', async () => {
      const [event] = (await wholeLog(store)).filter(({ type }) => type === 'ObjectionFiled');
      const rows = await Promise.all(findSealed(dataOf(event!)).map(({ ref }) => store.findSecret(ref)));
      expect(rows).toHaveLength(4);
      expect(new Set(rows.map((row) => row!.subject)).size).toBe(1);
    });

    it('does not seal the text of a repeated command again', async () => {
      const before = await store.head();
      expect(await give(handler, filed, 'filing-1')).toMatchObject({ outcome: 'accepted', repeated: true });
      expect(refusalOf(await give(handler, { ...filed, with: { ...filed.with, contact: '13912345679' } }, 'filing-1'))).toBe(
        'command-id-reused',
      );
      expect(await store.head()).toBe(before);
    });

    it('recognizes a repeated command by a keyed hash: a plain hash would reveal a phone number to a brute-force search', async () => {
      const request = canonicalJson(['FileObjection', filed.with, filed.by]);
      const { requestHash } = (await store.findCommand('filing-1'))!;
      expect(Buffer.from(requestHash)).toEqual(createHmac('sha256', keys.requests).update(request).digest());
      expect(Buffer.from(requestHash)).not.toEqual(createHash('sha256').update(request).digest());
    });
  });
});
