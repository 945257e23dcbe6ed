import { campaigns2023, indicators168, rulePackage, shippedCalendars, shippedNationalAverages } from '@minglu/regulation';

/** A command that a fresh system sends to itself. */
interface SeedCommand {
  /** Fixed, so that seeding twice changes nothing. */
  readonly commandId: string;
  readonly do: string;
  readonly with: Record<string, unknown>;
}

const seed = (key: string, name: string, data: Record<string, unknown>): SeedCommand => ({
  commandId: `seed/${key}`,
  do: name,
  with: data,
});

/** The commands that publish the shipped reference data, in order. */
export const shippedReferenceData: readonly SeedCommand[] = [
  seed('rule-package', 'PublishRulePackage', {
    rulePackage: rulePackage.id,
    instrument: rulePackage.title.zh,
    documentNumber: rulePackage.documentNumber,
    validFrom: rulePackage.publishedOn,
    repeals: [rulePackage.repeals],
  }),
  seed('indicator-system/168-2022', 'PublishIndicatorSystem', indicators168),
  ...shippedCalendars.map(({ year, noticeNumber, offDays, makeupWorkdays }) =>
    seed(`calendar/${year}`, 'PublishWorkCalendar', { year, noticeNumber, offDays, makeupWorkdays }),
  ),
  ...shippedNationalAverages.map(({ indicator, dataYear, value, source }) =>
    seed(`average/${indicator}/${dataYear}`, 'SetNationalAverage', { indicator, dataYear, value, source }),
  ),
  ...campaigns2023.map(({ campaignId, programme, track, year, documentNumber, opensAt, closesAt }) =>
    seed(`campaign/${campaignId}`, 'OpenCampaign', { campaignId, programme, track, year, documentNumber, opensAt, closesAt }),
  ),
];
