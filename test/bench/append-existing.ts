import { openApplications } from './append-command.js';
import type { Contest } from './compare.js';
import { copyHistory } from './copy-history.js';
import { caseIdOf, CITY, IN_CREATION, inCreation, progressReport } from './history.js';
import { drive } from './measure.js';
import { logOn, oursOn } from './ours.js';
import { registerParks } from './parks.js';

/**
 * ReportProgress on dossiers of 30 events, against OpenApplication. The folded states are cached in the warm-up. Each round
 * sends one report per dossier.
 */
export const appendExisting = async (
  databaseUrl: string,
  { rounds, commands, concurrency }: { rounds: number; commands: number; concurrency: number },
): Promise<Contest> => {
  const ours = await oursOn(await logOn(databaseUrl));
  await copyHistory(databaseUrl, ours.store, await inCreation(), commands);
  const parks: (readonly string[])[] = [];
  for (let round = 0; round <= rounds; round += 1) parks.push(await registerParks(ours, `park-${round}`, commands));
  const actor = { person: `city-${CITY}`, role: 'applicant', org: CITY };
  return {
    ours: {
      name: `ReportProgress on dossiers of 30 events, ${concurrency} at a time`,
      run: (round) =>
        drive(commands, concurrency, (index) =>
          ours.give({
            type: 'ReportProgress',
            data: progressReport(caseIdOf(index + 1), `2025 年第${round}期`),
            actor,
            at: IN_CREATION,
            commandId: `report-${round}-${index}`,
          }),
        ),
    },
    baseline: { name: `OpenApplication, ${concurrency} at a time`, run: (round) => openApplications(ours, parks[round]!, concurrency) },
    close: () => ours.store.close(),
  };
};
