import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, dataOf } from '../api/client.ts';
import { provisionName } from '../names.ts';

export const useProvision = (id: string) => {
  const [instrument = '', number = ''] = id.split('/', 2);
  return useQuery({
    queryKey: ['provision', id],
    staleTime: Infinity,
    queryFn: () =>
      dataOf(api.GET('/provisions/{instrument}/{number}', { params: { path: { instrument: instrument as 'policy', number } } })),
  });
};

export const ProvisionLink = ({ id }: { readonly id: string }) => {
  const [instrument = '', number = ''] = id.split('/', 2);
  return (
    <Link to="/provisions/$instrument/$number" params={{ instrument, number }}>
      {provisionName(id)}
    </Link>
  );
};

export const ProvisionList = ({ ids }: { readonly ids: readonly string[] }) => (
  <>
    {ids.map((id, index) => (
      <span key={id}>
        {index > 0 && '、'}
        <ProvisionLink id={id} />
      </span>
    ))}
  </>
);

/** The words of an article, beside a form or in a receipt. */
export const Article = ({ id }: { readonly id: string }) => {
  const { data } = useProvision(id);
  return (
    <section aria-label={provisionName(id)}>
      <h3>
        <ProvisionLink id={id} />
      </h3>
      {data?.text.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      {data?.meaning && <p className="soft">{data.meaning.zh}</p>}
      {data?.silent && <p className="soft">{data.silent}</p>}
    </section>
  );
};
