import forms from 'virtual:minglu-forms';
import cities from 'virtual:minglu-cities';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo } from 'react';
import type { Schemas } from '../api/client.ts';
import { draftName, drafts } from '../forms/draft.ts';
import { CommandForm } from '../forms/command-form.tsx';
import type { CommandForm as Form } from '../forms/schema.ts';
import { roleName } from '../names.ts';
import { useCampaignOptions } from '../parts/campaign-list.tsx';
import { DownloadButton } from '../parts/download-button.tsx';
import { Page } from '../parts/page.tsx';
import { Articles } from '../parts/articles.tsx';
import { Failed, Loaded, Loading } from '../parts/states.tsx';
import { useSession } from '../session.tsx';
import { caseOptions } from './case-options.ts';
import { HandedOverNotice, HandOver, preparedFields } from './hand-over.tsx';
import { NotFound } from './not-found.tsx';
import { useDossier } from './dossier/queries.ts';
import { useStates, useSteps } from './dossier/steps.ts';

type Options = Readonly<Record<string, readonly { readonly value: string; readonly label: string }[]>>;

/** Values of the address, for the body and for the parameters of a command. */
type Given = Readonly<Record<'body' | 'parameters', Readonly<Record<string, unknown>>>>;

/** The ids in the address of an act: a link may always carry them. */
const idsOf = ({ parameters }: Form['routes'][number]) =>
  Object.fromEntries(parameters.map(({ name, schema }) => [name, { ...schema, 'x-in-link': true }]));

const CITIES = cities.map(({ code, name }) => ({ value: code, label: `${name}（${code}）` }));

/** The form with its articles beside it, and a link by which a colleague goes on. */
const Acting = ({
  command,
  form,
  known,
  options,
  initial,
  given,
  version,
  handOver,
  back,
}: {
  readonly command: string;
  readonly form: Form;
  readonly known: Readonly<Record<string, string>>;
  readonly options: Options;
  readonly initial: Readonly<Record<string, unknown>>;
  readonly given: Given;
  readonly version?: number | undefined;
  /** The hand-over by which the form was opened. */
  readonly handOver?: string | undefined;
  readonly back: string | null;
}) => {
  const { person, role } = useSession();
  const navigate = useNavigate();
  const route = form.routes.find(({ parameters }) => parameters.every(({ name }) => known[name] !== undefined)) ?? form.routes[0]!;
  /** The entries so far are in the draft, which holds nothing that is sealed. */
  const fields = () => {
    const draft = (drafts(person?.person ?? 'public', draftName(command, known)).read() ?? {}) as Partial<Given>;
    const { body = {}, parameters = {} } = { ...(initial as Partial<Given>), ...draft };
    const properties = { ...route.schema.properties, ...idsOf(route) };
    return preparedFields({ ...body, ...parameters }, properties);
  };
  const prepared = { command, title: form.title.zh, roles: form.roles, caseId: back ?? undefined, fields };
  return (
    <Page title={form.title.zh} extra={<HandOver act={prepared} />}>
      {handOver !== undefined && <HandedOverNotice handOverId={handOver} />}
      {!form.roles.includes(role) && (
        <p className="notice warn" role="status">
          “{form.title.zh}”由{form.roles.map(roleName).join('、')}办理；您现在是{roleName(role)}。
        </p>
      )}
      <div className="columns">
        <div className="card">
          <CommandForm
            command={command}
            route={route}
            known={known}
            options={options}
            initial={initial}
            given={given}
            version={version}
            handOver={handOver}
            after={(receipt: Schemas['CommandReceipt']) => {
              const opened = receipt.created['caseId'];
              const exported = receipt.created['exportId'];
              return (
                <p className="row">
                  {exported && (
                    <DownloadButton path={`/evidence-exports/${exported}/package`} name={`${exported}.zip`}>
                      取得证据包
                    </DownloadButton>
                  )}
                  {(back ?? opened) && (
                    <Button type="primary" onClick={() => void navigate({ to: '/cases/$caseId', params: { caseId: (back ?? opened)! } })}>
                      查看案卷
                    </Button>
                  )}
                  <Link to="/">回到首页</Link>
                </p>
              );
            }}
          />
        </div>
        <Articles ids={form.legalBasis} />
      </div>
    </Page>
  );
};

/** Values that the address gives for fields of a form: lists with commas between their items. */
const fromAddress = (form: Form, search: Readonly<Record<string, string | undefined>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(search).flatMap(([name, text]): [string, unknown][] => {
      const schema = form.routes.map(({ schema: { properties } }) => properties?.[name]).find((one) => one !== undefined);
      if (schema === undefined || text === undefined) return [];
      if (schema.type === 'array') return [[name, text.split(',').filter((one) => one !== '')]];
      return [[name, schema.type === 'integer' ? Number(text) : text]];
    }),
  );

const givenBy = (form: Form, search: Readonly<Record<string, string | undefined>>): Given => ({
  body: fromAddress(form, search),
  parameters: Object.fromEntries(
    Object.entries(search).filter(([name]) => form.routes.some(({ parameters }) => parameters.some((one) => one.name === name))),
  ),
});

/** The form names a campaign that is there. The act that opens one names a new one. */
const asksForCampaign = (command: string, form: Form | undefined): boolean =>
  command !== 'OpenCampaign' &&
  (form?.routes.some(
    ({ parameters, schema }) => schema.properties?.['campaignId'] !== undefined || parameters.some(({ name }) => name === 'campaignId'),
  ) ??
    false);

/** An act in a case. The page fills in the case and its title, and offers values of the record. */
export const ActOnCase = () => {
  const { caseId, command } = useParams({ from: '/cases/$caseId/act/$command' });
  const form = forms[command];
  const steps = useSteps(caseId);
  const states = useStates(useMemo(() => steps.data ?? [], [steps.data]));
  const state = states.at(-1);
  const campaigns = useCampaignOptions(asksForCampaign(command, form));
  const options = useMemo(
    () => ({ ...caseOptions(state ?? {}), applicant: CITIES, cityCode: CITIES, campaignId: campaigns.options }),
    [state, campaigns.options],
  );
  // The case of a title may be named by the title.
  const own = useDossier(caseId);
  const search = useSearch({ from: '/cases/$caseId/act/$command' }) as Readonly<Record<string, string | undefined>>;
  if (form === undefined) return <NotFound />;
  return (
    <Loaded query={own} lines={8} title={form.title.zh}>
      {(dossier) => {
        const known = { caseId: dossier.caseId, ...(dossier.titleId ? { titleId: dossier.titleId } : {}) };
        const subject = dossier.titleId ?? dossier.caseId;
        const given = givenBy(form, search);
        const ofForm = Object.fromEntries(
          Object.entries({ caseIds: [dossier.caseId], subject, of: subject, ...given.body }).filter(([name]) =>
            form.routes.some(({ schema }) => schema.properties?.[name]),
          ),
        );
        return (
          <>
            {steps.isError && <Failed query={steps} />}
            {campaigns.query.isError && <Failed query={campaigns.query} />}
            <Acting
              key={`${command} ${JSON.stringify(search)}`}
              command={command}
              form={form}
              known={known}
              options={options}
              initial={{ body: ofForm, parameters: given.parameters }}
              given={given}
              version={dossier.version}
              handOver={search['handOver']}
              back={caseId}
            />
          </>
        );
      }}
    </Loaded>
  );
};

/** An act outside a case, such as a new application, a campaign or a policy. The address may fill in fields. */
export const Act = () => {
  const { command } = useParams({ from: '/act/$command' });
  const search = useSearch({ from: '/act/$command' }) as Readonly<Record<string, string | undefined>>;
  const { person, role } = useSession();
  const form = forms[command];
  const { given, initial } = useMemo(() => {
    const own = role === 'applicant' && person !== null ? { applicant: person.org } : {};
    const given = form ? givenBy(form, search) : { body: {}, parameters: {} };
    return { given, initial: { body: { ...own, ...given.body }, parameters: given.parameters } };
  }, [form, person, role, search]);
  const campaigns = useCampaignOptions(asksForCampaign(command, form));
  const options = useMemo(() => ({ applicant: CITIES, cityCode: CITIES, campaignId: campaigns.options }), [campaigns.options]);
  if (form === undefined) return <NotFound />;
  if (campaigns.query.isLoading)
    return (
      <Page title={form.title.zh}>
        <Loading lines={8} />
      </Page>
    );
  return (
    <>
      {campaigns.query.isError && <Failed query={campaigns.query} />}
      <Acting
        key={`${command} ${JSON.stringify(search)}`}
        command={command}
        form={form}
        known={{}}
        options={options}
        initial={initial}
        given={given}
        handOver={search['handOver']}
        back={null}
      />
    </>
  );
};
