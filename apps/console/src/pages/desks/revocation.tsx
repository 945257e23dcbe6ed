import { Link, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Schemas } from '../../api/client.ts';
import { dayOf } from '../../dates.ts';
import { word } from '../../names.ts';
import { DeadlineItem } from '../../parts/deadline.tsx';
import { Mark, type Tone } from '../../parts/mark.tsx';
import { Card, Page } from '../../parts/page.tsx';
import { ProvisionList } from '../../parts/provision.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { useActions } from '../dossier/queries.ts';
import { deadlineOf, itemsOf, recordOf, useStates, useSteps, type Keyed, type Step } from '../dossier/steps.ts';

interface Proceeding {
  readonly id: string;
  readonly proposed: 'exit' | 'cancel-qualification';
  readonly window: 'open' | 'closed' | 'waived';
  readonly statement: 'none' | 'received' | 'adopted' | 'rejected';
  readonly hearing: 'none' | 'requested' | 'held' | 'refused';
  readonly ended: boolean;
  readonly decided: boolean;
  readonly noticedOn: string | null;
  readonly servedOn: string | null;
  readonly statementUntil: string | null;
}
type Action = Schemas['ActionDto'];
type Sign = 'done' | 'now' | 'waiting' | 'not-needed';
const SIGNS: Readonly<Record<Sign, readonly [string, Tone]>> = {
  done: ['已完成', 'ok'],
  now: ['待办理', 'warn'],
  waiting: ['未到', 'plain'],
  'not-needed': ['无须办理', 'plain'],
};

interface Row {
  readonly title: string;
  readonly sign: Sign;
  /** Types of the events that show it. */
  readonly events: readonly string[];
  readonly provisions: readonly string[];
  readonly text?: string;
  readonly acts?: readonly (readonly [command: string, title: string])[];
}

/** The gate of due process as a list: each step with its state, as the record has it. */
const rowsOf = (proceeding: Proceeding | undefined, isFound: boolean): readonly Row[] => {
  const is = proceeding;
  const after = (isDone: boolean, isNow: boolean): Sign => (isDone ? 'done' : isNow ? 'now' : 'waiting');
  return [
    {
      title: '一、认定事实',
      sign: after(isFound || is !== undefined, true),
      events: ['InvestigationClosed', 'ExitProposed'],
      provisions: ['measure-2022/25', 'measure-2022/24'],
      acts: [
        ['OpenInvestigation', '立案调查'],
        ['CloseInvestigation', '结案'],
      ],
    },
    {
      title: '二、事先告知并送达',
      sign: after(is !== undefined, isFound),
      events: ['PriorNoticeServed'],
      provisions: ['measure-2022/25'],
      text: is?.servedOn ? `送达于 ${is.servedOn}` : '',
      acts: [['ServePriorNotice', '送达事先告知书']],
    },
    {
      title: '三、陈述、申辩',
      sign: is === undefined ? 'waiting' : is.window !== 'open' ? 'done' : 'now',
      events: ['StatementReceived', 'StatementWaived', 'StatementWindowClosed'],
      provisions: ['policy/statement-working-days'],
      text:
        is === undefined
          ? ''
          : `${is.window === 'open' ? `期限至 ${is.statementUntil} 24 时` : is.window === 'waived' ? '当事人已放弃' : '期限已届满'}；陈述：${word(is.statement)}`,
      acts: [
        ['SubmitStatement', '陈述申辩'],
        ['WaiveStatement', '放弃陈述申辩'],
      ],
    },
    {
      title: '四、听证',
      sign:
        is === undefined
          ? 'waiting'
          : is.hearing === 'none'
            ? is.window === 'open'
              ? 'waiting'
              : 'not-needed'
            : is.hearing === 'requested'
              ? 'now'
              : 'done',
      events: ['HearingRequested', 'HearingHeld', 'HearingRefused'],
      provisions: ['measure-2022/25'],
      text: is === undefined ? '' : `听证：${word(is.hearing)}`,
      acts: [
        ['RequestHearing', '要求听证'],
        ['HoldHearing', '举行听证'],
        ['RefuseHearing', '不予听证'],
      ],
    },
    {
      title: '五、复核陈述申辩',
      sign:
        is === undefined || is.statement === 'none'
          ? is !== undefined && is.window !== 'open'
            ? 'not-needed'
            : 'waiting'
          : after(is.statement !== 'received', true),
      events: ['StatementReviewed'],
      provisions: ['measure-2022/25'],
      acts: [['ReviewStatement', '复核陈述申辩']],
    },
  ];
};

const EventLinks = ({ id, steps, types }: { readonly id: string; readonly steps: readonly Step[]; readonly types: readonly string[] }) => (
  <>
    {steps
      .filter(({ type }) => types.includes(type))
      .slice(-3)
      .map((step) => (
        <span key={step.eventId} className="small">
          <Link to="/cases/$caseId" params={{ caseId: id }} search={{ v: String(step.version) }}>
            {step.title.zh}
          </Link>
          <span className="soft number">（{dayOf(step.occurredAt)}）</span>
        </span>
      ))}
  </>
);

/** The decision: its link is there only when this person may take it; otherwise the page says why not. */
const Decision = ({
  id,
  action,
  proceedingId,
}: {
  readonly id: string;
  readonly action: Action;
  readonly proceedingId: string | undefined;
}) =>
  action.possible ? (
    <p>
      <Link
        to="/cases/$caseId/act/$command"
        params={{ caseId: id, command: action.command }}
        search={proceedingId ? { proceedingId } : {}}
        className="strong"
      >
        {action.title.zh}
      </Link>
      <span className="small soft">（须为未经手前述步骤的第二人）</span>
    </p>
  ) : (
    <p className="soft">
      {action.title.zh}：{action.reason?.message.zh}
      {action.reason?.refusal && (
        <>
          ；依据 <ProvisionList ids={action.reason.refusal.legalBasis} />
        </>
      )}
    </p>
  );

const AFTER = ['QualificationCancelled', 'ExitAnnounced', 'DocumentServed', 'ReviewOrLitigationNoted', 'DecisionSetAside'];

const Desk = ({
  id,
  state,
  steps,
  actions,
}: {
  readonly id: string;
  readonly state: Keyed;
  readonly steps: readonly Step[];
  readonly actions: readonly Action[];
}) => {
  const proceedings = itemsOf<Proceeding>(state['proceedings']);
  const proceeding = proceedings.findLast(({ ended, decided }) => !ended || decided) ?? proceedings.at(-1);
  const isFound =
    recordOf(state['title'])['exitProposal'] != null ||
    itemsOf<{ finding: string | null }>(state['investigations']).some(({ finding }) => finding === 'substantiated');
  const deadlines = itemsOf<object>(state['deadlines'])
    .map(deadlineOf)
    .filter(({ of, open }) => open && of === proceeding?.id);
  const may = (command: string): boolean => actions.some((one) => one.command === command && one.possible);
  const decisions = actions.filter(
    ({ command, reason }) => ['AnnounceExit', 'CancelQualification'].includes(command) && reason?.code !== 'state',
  );
  return (
    <div className="columns">
      <div>
        <Card title="正当程序">
          <ol className="plain">
            {rowsOf(proceeding, isFound).map(({ title, sign, events, provisions, text, acts = [] }) => (
              <li key={title}>
                <div className="row">
                  <span className="strong">{title}</span>
                  <Mark tone={SIGNS[sign][1]}>{SIGNS[sign][0]}</Mark>
                  <EventLinks id={id} steps={steps} types={events} />
                </div>
                {text && <div>{text}</div>}
                <div className="row small">
                  {acts
                    .filter(([command]) => may(command) && (sign === 'now' || command === 'RequestHearing'))
                    .map(([command, name]) => (
                      <Link
                        key={command}
                        to="/cases/$caseId/act/$command"
                        params={{ caseId: id, command }}
                        search={proceeding ? { proceedingId: proceeding.id } : {}}
                      >
                        {name}
                      </Link>
                    ))}
                  <span className="soft">
                    依据 <ProvisionList ids={provisions} />
                  </span>
                </div>
              </li>
            ))}
            <li>
              <div className="row">
                <span className="strong">六、决定</span>
                <Mark tone={proceeding?.decided ? 'ok' : decisions.some((one) => one.possible) ? 'warn' : 'plain'}>
                  {proceeding?.decided ? '已完成' : decisions.some((one) => one.possible) ? '待办理' : '未到'}
                </Mark>
                <EventLinks id={id} steps={steps} types={AFTER} />
              </div>
              {!proceeding?.decided &&
                decisions.map((action) => <Decision key={action.command} id={id} action={action} proceedingId={proceeding?.id} />)}
              {!proceeding?.decided && decisions.length === 0 && <Empty>案卷现在的状态下没有可作的决定。</Empty>}
            </li>
          </ol>
        </Card>
      </div>
      <div>
        <Card title="期限">
          {deadlines.length === 0 && <Empty>没有正在计算的期限。</Empty>}
          <ul className="plain">
            {deadlines.map((deadline) => (
              <li key={deadline.kind}>
                <DeadlineItem deadline={deadline} />
              </li>
            ))}
          </ul>
        </Card>
        <Card title="相关">
          <p>
            <Link to="/cases/$caseId/investigation" params={{ caseId: id }}>
              调查台
            </Link>
          </p>
        </Card>
      </div>
    </div>
  );
};

/** The desk for a cancellation or an exit: due process as a list that fills itself, with the event and the article of each step. */
export const RevocationDesk = () => {
  const { caseId } = useParams({ from: '/cases/$caseId/revocation' });
  const steps = useSteps(caseId);
  const all = useMemo(() => steps.data ?? [], [steps.data]);
  const state = useStates(all).at(-1) ?? {};
  const actions = useActions(caseId);
  return (
    <Page
      title={`处理程序：${String(state['applicantName'] ?? caseId)}`}
      extra={
        <Link to="/cases/$caseId" params={{ caseId }}>
          回到案卷
        </Link>
      }
    >
      <Loaded query={steps}>
        {(found) => <Loaded query={actions}>{({ items }) => <Desk id={caseId} state={state} steps={found} actions={items} />}</Loaded>}
      </Loaded>
    </Page>
  );
};
