import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../api/client.ts';

/** All tasks of the cases of this person: his own, and those that wait for others. The lists and the calendar share one answer. */
export const useTasks = () =>
  useQuery({
    queryKey: ['tasks'],
    queryFn: ({ signal }) => dataOf(api.GET('/tasks', { params: { query: { whose: 'all' } }, signal })),
  });
