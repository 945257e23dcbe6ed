import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';

/** The acts of this person in a case, with the reasons against those that are closed. */
export const useActions = (id: string) =>
  useQuery({
    queryKey: ['actions', id],
    queryFn: ({ signal }) => dataOf(api.GET('/dossiers/{id}/actions', { params: { path: { id } }, signal })),
  });

/** The figures of a case with their statements. */
export const useFigures = (id: string) =>
  useQuery({
    queryKey: ['figures', id],
    queryFn: ({ signal }) => dataOf(api.GET('/dossiers/{id}/figures', { params: { path: { id }, query: { limit: 200 } }, signal })),
  });

/** @param id undefined: no case is asked for */
export const useDossier = (id: string | undefined) =>
  useQuery({
    queryKey: ['dossier', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => dataOf(api.GET('/dossiers/{id}', { params: { path: { id: id! } }, signal })),
  });
