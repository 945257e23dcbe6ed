import { statusName } from '../names.ts';

const CREATION = ['READY', 'CREATING', 'REVIEW_REQUESTED', 'UNDER_REVIEW', 'REVIEW_PASSED', 'PUBLICITY_OPEN', 'CLEARED', 'TITLED'];
/** The regulation's path of a city and of a park, in order. */
const PATHS: Readonly<Record<'city' | 'park', readonly string[]>> = {
  city: ['DRAFT', 'CONSENTED', 'SUBMITTED', ...CREATION],
  park: ['DRAFT', 'MUNICIPAL_CHECK', 'PROVINCIAL_CHECK', 'PROVINCIAL_APPROVED', 'AT_MINISTRY', ...CREATION],
};
/** Steps that some cases do not have: they are shown only where the history has them. */
const NOT_OF_ALL = new Set(['CONSENTED', 'CLEARED']);
/** Readers outside the ministry see this in the place of a check of objections. */
const ALSO: Readonly<Record<string, string>> = { PUBLICITY_ENDED: 'PUBLICITY_OPEN', OBJECTION_CHECK: 'PUBLICITY_OPEN' };
const WORDS = { done: ['✓', '已过'], here: ['●', '现在'], open: ['○', '未到'] } as const;

interface Path {
  readonly programme: 'city' | 'park';
  readonly status: string;
  /** The statuses that the history shows. */
  readonly passed: ReadonlySet<string>;
}

/** Where a case stands. A status beside the path, such as a supplement or an exit, is a box of its own. */
export const PathPicture = ({ programme, status, passed }: Path) => {
  const steps = PATHS[programme].filter((step) => step === status || passed.has(step) || !NOT_OF_ALL.has(step));
  const at = steps.indexOf(status);
  const last = at >= 0 ? at : Math.max(steps.indexOf(ALSO[status] ?? ''), ...[...passed].map((one) => steps.indexOf(one)));
  const box = (step: string, state: 'done' | 'here' | 'open', isBeside: boolean) => (
    <li key={step} className={isBeside ? `${state} side` : state} aria-current={state === 'here' ? 'step' : undefined}>
      <span className="sign" aria-hidden="true">
        {WORDS[state][0]}
      </span>
      {statusName(step)}
      <span className="visually-hidden">（{WORDS[state][1]}）</span>
    </li>
  );
  return (
    <ol className="path" aria-label="办理进程">
      {steps.map((step, index) =>
        box(step, step === status ? 'here' : index < last || (index === last && at < 0) ? 'done' : 'open', false),
      )}
      {at < 0 && box(status, 'here', true)}
    </ol>
  );
};
