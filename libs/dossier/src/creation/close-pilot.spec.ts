import { approver, command, dossierOf, municipalCheck, officer, on, opening, city, pilot } from '../testing/index.js';

const close = (by = approver) => command(by, on('2023-11-01'), 'ClosePilot', { caseId: 'a', documentNumber: '9号', reasons: '试点期满' });

describe('ClosePilot (277 号通知一（二）; decisions 26)', () => {
  it('ends a pilot by a document, after which the park may apply', () => {
    const it = pilot();
    it.when(close()).then('PilotClosed');
    expect(dossierOf(it)).toMatchObject({ status: 'CREATION_ENDED', closedOn: '2023-11-01', deadlines: [] });
    it.when({
      ...opening({ programme: 'park', campaignId: 'park-creation-2023', applicant: 'park-1', caseId: 'b' }, on('2023-11-02')),
      by: city('park-1'),
    }).then('ApplicationOpened');
  });
  it('waits while a review is asked for, and is the approver’s', () => {
    municipalCheck().when(close()).thenRefused('not-in-this-state', 'notice-2023-277/1.2');
    pilot().when(close(officer)).thenRefused('not-authorised', 'notice-2023-277/1.2');
  });
});
