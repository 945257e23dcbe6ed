import { accept, dayOf, newEvent, id, record, refuse, Type, warn, type Warning, type Refused } from '@minglu/kernel';
import { campaign, isOpen, standards, systemInForce } from '@minglu/reference';
import {
  checkControls,
  dataYearWarnings,
  figure,
  material,
  yearHasEnded,
  type ControlCheck,
  type IndicatorSystem,
} from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { exampleFigures, exampleMaterials } from '../case/example.js';
import { firstCheck, missingMaterials, outsideWindow, subjectOf, wrongFigures } from '../case/guards.js';
import { applicant } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { applicationEvents } from './events.js';
import type { Dossier } from '../case/state.js';

/** A city that has become a direct municipality since it opened its dossier needs no consent either. */
const gate = ({ subject, application }: Dossier): Refused | null =>
  subject!.programme === 'city' && subject!.cityClass !== 'direct-municipality' && !application?.consented
    ? refuse(
        'consent-missing',
        'measure-2022/7',
        '地级市须经所属省级人民政府同意后申请',
        'a prefecture-level city applies with the consent of its provincial government',
      )
    : null;

/**
 * Submits the application (报送申请材料, articles 7 and 10; notice 278 sections 2, 3(3) and 4). The control indicators only warn here; they bind
 * at the review. The indicator system in force is recorded.
 */
export const submitApplication = dossierAct({
  command: 'SubmitApplication',
  route: 'POST /dossiers/{caseId}/submissions',
  title: { zh: '报送申请材料', en: 'Submit the application' },
  legalBasis: ['measure-2022/7', 'measure-2022/10', 'notice-2023-278/2.1', 'notice-2023-278/2.2', 'notice-2023-278/4'],
  payload: record({ caseId: id(), materials: Type.Array(material), figures: Type.Array(figure), truthfulnessPledge: Type.Boolean() }),
  example: ({ caseId, dossier }) => ({
    caseId,
    ...(dossier.subject?.programme === 'park'
      ? { materials: exampleMaterials('application-report-document', 'creation-application-form', 'creation-work-plan'), figures: [] }
      : {
          materials: exampleMaterials('written-application-report', 'creation-application-form', 'creation-work-plan'),
          figures: exampleFigures('700', '12.0', 2022),
        }),
    truthfulnessPledge: true,
  }),
  follows: ['ApplicationSubmitted'],
  gate,
  by: applicant,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: (_, [target]) => ({ campaign: campaign(target?.state.application?.campaignId ?? 'none'), standards }),
  decide: ({ data, at }, target, reads) => {
    const { programme, cityClass } = subjectOf(target);
    const park = programme === 'park';
    const unconsented = gate(target.state);
    if (unconsented) return unconsented;
    const missing = missingMaterials(
      data.materials,
      [park ? 'application-report-document' : 'written-application-report', 'creation-application-form', 'creation-work-plan'],
      park ? 'notice-2023-278/2.2' : 'measure-2022/10',
    );
    if (missing) return missing;
    if (!data.truthfulnessPledge)
      return refuse(
        'pledge-missing',
        ['notice-2023-278/3.3', 'measure-2022/10'],
        '须承诺申请材料完整、真实、合规',
        'the materials must be declared complete, true and compliant',
      );
    const window = reads.campaign.state;
    if (!window || !isOpen(window, at))
      return window ? outsideWindow(window, at) : refuse('unknown-id', [], '没有这项年度工作', 'there is no such campaign');
    // The indicator system for parks is not published: figures of a park are not checked.
    const system = park ? undefined : systemInForce(reads.standards.state, dayOf(at));
    const wrong = system && wrongFigures(data.figures, system);
    if (wrong) return wrong;
    const today = dayOf(at);
    const counted = data.figures.filter((one) => yearHasEnded(one, today));
    const controlChecks = system ? checkControls(system, counted, reads.standards.state.nationalAverages) : [];
    return accept(
      [
        newEvent(applicationEvents.ApplicationSubmitted, {
          caseId: data.caseId,
          materials: data.materials,
          figures: data.figures,
          indicatorVersion: system?.versionId ?? null,
          controlChecks,
          truthfulnessPledge: true,
          submittedOn: dayOf(at),
          ...(park ? firstCheck(cityClass) : {}),
        }),
      ],
      [...controlWarnings(controlChecks), ...dataYearWarnings(data.figures, controlled(system), today)],
    );
  },
});

const controlled = (system: IndicatorSystem | undefined): readonly string[] => system?.controls.map(({ indicator }) => indicator) ?? [];

const controlWarnings = (checks: readonly ControlCheck[]): readonly Warning[] =>
  checks.flatMap(({ indicator, outcome, value, threshold }) => {
    if (outcome === 'met') return [];
    return outcome === 'unmet'
      ? [
          warn(
            'control-indicator-unmet',
            'measure-2022/annex',
            `控制性指标 ${indicator}：${value} 低于 ${threshold}`,
            `control indicator ${indicator}: ${value} is below ${threshold}`,
          ),
        ]
      : [
          warn(
            'control-indicator-unknown',
            'measure-2022/annex',
            `控制性指标 ${indicator} 无法比较`,
            `control indicator ${indicator} cannot be compared`,
          ),
        ];
  });
