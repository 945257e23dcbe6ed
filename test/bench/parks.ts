import type { Actor, Instant } from '@minglu/kernel';
import { SYSTEM } from '@minglu/system';
import { drive } from './measure.js';
import type { Given, Ours } from './ours.js';

/** An instant within the window of the 2023 campaign for parks. */
const AT: Instant = '2023-11-01T02:00:00.000Z';
const CITIES = ['440300', '320100', '330100', '370100', '510100', '420100', '441900', '320500'];

/** Registers parks, which have not applied yet. A prefix can be used once. */
export const registerParks = async ({ give }: Ours, prefix: string, count: number): Promise<readonly string[]> => {
  const parks = Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
  await drive(count, 64, (index) =>
    give({
      type: 'RegisterPark',
      data: { parkId: parks[index]!, name: `软件园 ${parks[index]!}`, cityCode: CITIES[index % CITIES.length]! },
      actor: SYSTEM,
      at: AT,
    }),
  );
  return parks;
};

/** The measured command: a park opens its application. */
export const application = (park: string): Given => {
  const actor: Actor = { role: 'applicant', org: park, person: `person-${park}` };
  return {
    type: 'OpenApplication',
    data: {
      caseId: `case-${park}`,
      programme: 'park',
      applicant: park,
      campaignId: 'park-creation-2023',
      workingBody: '软件园区创建工作领导小组办公室',
    },
    actor,
    at: AT,
    commandId: `open-${park}`,
  };
};
