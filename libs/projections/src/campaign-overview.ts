import type { Campaign } from '@minglu/reference';
import type { VisibleDossier } from './visibility.js';

/** The dossiers of a campaign in a province, as one viewer sees them. */
interface ProvinceOverview {
  readonly provinceCode: string;
  readonly dossiers: number;
  readonly byStatus: readonly { readonly status: VisibleDossier['status']; readonly dossiers: number }[];
}

/** A campaign (年度工作) by provinces. */
export interface CampaignOverview extends Pick<Campaign, 'campaignId' | 'track' | 'programme' | 'year' | 'opensAt' | 'closesAt'> {
  readonly dossiers: number;
  readonly provinces: readonly ProvinceOverview[];
}

/** A number of dossiers in a province with a status. */
export interface Tally {
  readonly provinceCode: string;
  readonly status: VisibleDossier['status'];
  readonly dossiers: number;
}

export const campaignOverview = (
  { campaignId, track, programme, year, opensAt, closesAt }: Campaign,
  tallies: readonly Tally[],
): CampaignOverview => {
  const sum = (some: readonly Tally[]): number => some.reduce((total, { dossiers }) => total + dossiers, 0);
  const provinces = [...new Set(tallies.map(({ provinceCode }) => provinceCode))].sort().map((provinceCode): ProvinceOverview => {
    const own = tallies.filter((one) => one.provinceCode === provinceCode);
    const statuses = [...new Set(own.map(({ status }) => status))].sort();
    return {
      provinceCode,
      dossiers: sum(own),
      byStatus: statuses.map((status) => ({ status, dossiers: sum(own.filter((one) => one.status === status)) })),
    };
  });
  return { campaignId, track, programme, year, opensAt, closesAt, dossiers: sum(tallies), provinces };
};
