import { useQuery } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../api/client.ts';

type Table = Schemas['TableListDto']['items'][number];

/** The tables of the service: they change with a release alone. */
export const useTables = () =>
  useQuery({ queryKey: ['tables'], staleTime: Infinity, queryFn: ({ signal }) => dataOf(api.GET('/tables', { signal })) });

/** The table that a command may be given as. */
export const tableOf = (tables: readonly Table[] | undefined, command: string): Table | undefined =>
  tables?.find((one) => one.command === command);
