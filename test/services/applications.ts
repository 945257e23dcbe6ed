import { on, opening } from '@minglu/dossier/testing';

/** Opens a campaign that is open at any time of the wall clock. */
export const OPEN_CAMPAIGN = {
  type: 'OpenCampaign',
  data: {
    campaignId: 'now',
    programme: 'city',
    track: 'creation-application',
    year: 2026,
    documentNumber: '1号',
    opensAt: '2020-01-01T00:00:00+08:00',
    closesAt: '2099-01-01T00:00:00+08:00',
  },
};

/** Opens the application of a city in that campaign. */
export const openApplication = (caseId: string, applicant: string) => ({
  type: 'OpenApplication',
  data: { ...opening({ caseId, applicant, campaignId: 'now' }, on('2026-01-01'), applicant).with },
});
