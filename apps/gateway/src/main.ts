import { fileURLToPath } from 'node:url';
import { runService } from '@minglu/system';
import { gatewaySettings, openGateway } from './service.js';

const openApiFile = fileURLToPath(new URL('../../../../libs/contracts/openapi.json', import.meta.url));
const pagesFolder = fileURLToPath(new URL('../../../console', import.meta.url));
await runService('gateway', gatewaySettings, (context) => openGateway(context, openApiFile, pagesFolder));
