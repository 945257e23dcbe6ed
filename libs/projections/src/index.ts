export { campaignProjection, type CampaignView } from './campaign-view.js';
export { asOf, dossierProjection, viewOf, type DossierView, type RecordedDeadline } from './dossier-view.js';
export { maySee, sightOf, visible, visibleClasses, type Sight, type VisibleDossier } from './visibility.js';
export { receiptOf, type Receipt } from './receipt.js';
