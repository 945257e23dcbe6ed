import { openPublisher, runService, serviceSettings } from '@minglu/system';

await runService('publisher', serviceSettings, openPublisher);
