import type { Actor } from '@minglu/kernel';
import { dossierActs, dossiers } from '@minglu/dossier';
import { authority, city, consent, expert, municipality, on, opening, province, someone } from '@minglu/dossier/testing';
import type { CommandHandler } from '@minglu/casework';
import { given, handlerInMemory } from './support.js';

// The public does not know of a draft. An outsider who gives a command on it must not learn that it exists.

const HIDDEN = 'hidden-case';
const MISSING = 'absent-case';
const OUTSIDERS: readonly Actor[] = [
  city('450100'),
  municipality('450100'),
  authority('450000'),
  province('450000'),
  { ...authority('450000'), role: 'ministry-officer' },
  { ...authority('450000'), role: 'auditor' },
  expert,
  { role: 'subscriber', org: '-', person: 's' },
  { role: 'witness', org: '-', person: 'w' },
  someone,
];

describe('a command on a case that its caller may not know', () => {
  let handler: CommandHandler;
  beforeAll(async () => {
    ({ handler } = await handlerInMemory());
    await given(handler, opening({ caseId: HIDDEN }, on('2023-11-01')), consent('application', { caseId: HIDDEN }));
  }, 60_000);

  /** The refusal of an act on a case by an actor, with the id of the case left out. */
  const refusalOf = async (act: (typeof dossierActs)[number], caseId: string, actor: Actor): Promise<string> => {
    const data = act.example({ dossier: dossiers.initial, caseId, titleId: 't-x', cityCode: '441900', day: '2023-11-07' });
    const at = on('2023-11-07');
    const answer = await handler.tryOut({ commandId: 'c', type: act.command, data: { ...data }, actor, at: at as never });
    return JSON.stringify(answer.outcome === 'refused' ? answer.refusal : answer.outcome).replaceAll(caseId, '…');
  };

  it.each(OUTSIDERS.map((actor) => [`${actor.role} of ${actor.org}`, actor] as const))(
    'is refused to %s as on a case that does not exist',
    async (_, actor) => {
      const codes = new Set<string>();
      for (const act of dossierActs) {
        if (act.opens) continue;
        const refusal = await refusalOf(act, HIDDEN, actor);
        expect({ act: act.command, refusal }).toEqual({ act: act.command, refusal: await refusalOf(act, MISSING, actor) });
        codes.add((JSON.parse(refusal) as { readonly code: string }).code);
      }
      expect(codes.has('not-authorised')).toBe(true); // acts of other roles
    },
  );
});
