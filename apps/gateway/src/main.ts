import { runService } from '@minglu/system';
import { gatewaySettings, openGateway } from './service.js';

await runService('gateway', gatewaySettings, openGateway);
