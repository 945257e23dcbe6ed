import { WrongSetting } from '@minglu/casework';
import {
  clamd,
  folderStore,
  LIMITS,
  MOST_SIZE,
  s3Store,
  type ClamdAddress,
  type MaterialStore,
  type S3Settings,
  type Scanner,
} from '@minglu/materials';
import { secretFrom } from './identity.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where files live, and who looks for viruses in them. */
export interface MaterialSettings {
  /** A folder; with a bucket, that of the files that are being received. */
  readonly folder: string;
  readonly bucket: Omit<S3Settings, 'drafts'> | null;
  /** Null: none is asked. */
  readonly scanner: ClamdAddress | null;
  /** Of a file, in bytes. */
  readonly size: number;
  /** How long the ticket of an upload without a token lasts. */
  readonly ticketMs: number;
}

/**
 * Reads the settings of the files.
 *
 * @param folder by default
 * @throws WrongSetting
 */
export const materialSettings = (env: Environment, folder: string): MaterialSettings => ({
  folder: env['MINGLU_MATERIALS_FOLDER'] || folder,
  bucket: env['MINGLU_MATERIALS_BUCKET'] ? bucketFrom(env, env['MINGLU_MATERIALS_BUCKET']) : null,
  scanner: scannerFrom(env['MINGLU_SCANNER'] || 'none'),
  size: sizeFrom(env['MINGLU_MATERIALS_MEBIBYTES']),
  ticketMs: ticketsFrom(env['MINGLU_TICKET_DAYS']),
});

const bucketFrom = (env: Environment, bucket: string): Omit<S3Settings, 'drafts'> => {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    throw new WrongSetting(`MINGLU_MATERIALS_BUCKET is no name of a bucket: ${bucket}`);
  const region = env['MINGLU_MATERIALS_REGION'] || 'cn-north-1';
  if (!/^[a-z0-9-]{1,64}$/.test(region)) throw new WrongSetting(`MINGLU_MATERIALS_REGION is no region: ${region}`);
  const endpoint = env['MINGLU_MATERIALS_ENDPOINT'];
  if (endpoint && !(URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)))
    throw new WrongSetting(`MINGLU_MATERIALS_ENDPOINT is no http:// address: ${endpoint}`);
  const [accessKeyId, secretAccessKey] = [env['AWS_ACCESS_KEY_ID'], secretFrom(env, 'AWS_SECRET_ACCESS_KEY')];
  if (!accessKeyId || !secretAccessKey)
    throw new WrongSetting('MINGLU_MATERIALS_BUCKET is set, and AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not');
  const sessionToken = env['AWS_SESSION_TOKEN'];
  return {
    bucket,
    region,
    ...(endpoint ? { endpoint } : {}),
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
  };
};

const scannerFrom = (text: string): ClamdAddress | null => {
  if (text === 'none') return null;
  const [, host, port] = /^clamd:\/\/([^\s:/@]+|\[[0-9a-f:]+\]):([0-9]{1,5})$/i.exec(text) ?? [];
  if (!host || Number(port) > 65_535) throw new WrongSetting(`MINGLU_SCANNER is none or clamd://host:port: ${text}`);
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
};

const MEBIBYTE = 1024 * 1024;
const MOST_MEBIBYTES = MOST_SIZE / MEBIBYTE;
const sizeFrom = (text: string | undefined): number => {
  if (!text) return LIMITS.size;
  if (!/^[1-9][0-9]{0,4}$/.test(text) || Number(text) > MOST_MEBIBYTES)
    throw new WrongSetting(`MINGLU_MATERIALS_MEBIBYTES is a number from 1 to ${MOST_MEBIBYTES}: ${text}`);
  return Number(text) * MEBIBYTE;
};

const DAY_MS = 24 * 60 * 60 * 1000;
const ticketsFrom = (text: string | undefined): number => {
  if (!text) return LIMITS.ticketMs;
  if (!/^[1-9][0-9]{0,2}$/.test(text) || Number(text) > 365)
    throw new WrongSetting(`MINGLU_TICKET_DAYS is a number from 1 to 365: ${text}`);
  return Number(text) * DAY_MS;
};

/** Opens the store of these settings. */
export const openMaterialStore = async ({ folder, bucket }: MaterialSettings): Promise<MaterialStore & { readonly close?: () => void }> =>
  bucket ? s3Store({ ...bucket, drafts: folder }) : folderStore(folder);

/** The scanner of these settings; null if none is configured. */
export const openScanner = ({ scanner }: MaterialSettings): Scanner | null => scanner && clamd(scanner);
