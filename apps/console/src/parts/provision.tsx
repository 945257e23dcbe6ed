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
