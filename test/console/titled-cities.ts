import { parseInstant } from '@minglu/kernel';
import { approver, command, on } from '@minglu/dossier/testing';
import { given, inPublicity } from '../integration/support.js';
import type { Console } from './kit.js';

const TITLED = [
  ['f', '350100'],
  ['g', '370200'],
] as const;

/** Two cities hold titles since September 2025: `t-f` and `t-g`. A third is in public notice from 10 October 2025. */
export const playTitledCities = async ({ service, moveTo }: Console): Promise<void> => {
  const { casework } = service.system;
  for (const [caseId, cityCode] of TITLED) await given(casework, ...inPublicity(caseId, cityCode, '2025-09-05', `p-${caseId}`));
  await moveTo('2025-09-25T00:00:00+08:00');
  for (const [index, [caseId]] of TITLED.entries())
    await given(
      casework,
      command(approver, on('2025-09-25', `07:0${index}:00`), 'ConferTitle', {
        caseId,
        titleId: `t-${caseId}`,
        documentNumber: `工信部信发〔2025〕7${index}号`,
        effectiveDate: '2025-09-25',
      }),
    );
  await moveTo('2025-10-10T08:00:00+08:00');
  await given(casework, ...inPublicity('h', '330100', '2025-10-10', 'p-h'));
  service.clock.moveTo(parseInstant('2025-10-10T10:30:00+08:00')!);
};
