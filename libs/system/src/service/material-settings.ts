import { WrongSetting } from '@minglu/casework';
import {
  clamd,
  folderStore,
  LIMITS,
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
}

/** The variables that say where files are. The audit service reads them too, for evidence packages. */
export const STORE_VARIABLES = [
  'MINGLU_MATERIALS_FOLDER',
  'MINGLU_MATERIALS_BUCKET',
  'MINGLU_MATERIALS_REGION',
  'MINGLU_MATERIALS_ENDPOINT',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
] as const;

/** The variables of the files, in the environment of the service that keeps them. Each has a default; none of them is needed. */
export const MATERIAL_VARIABLES = [...STORE_VARIABLES, 'MINGLU_SCANNER', 'MINGLU_MATERIALS_MEBIBYTES'] as const;

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

/** An object in a bucket has at most 5 TiB; this system takes files of at most 16 GiB. */
const MOST_MEBIBYTES = 16 * 1024;
const sizeFrom = (text: string | undefined): number => {
  if (!text) return LIMITS.size;
  if (!/^[1-9][0-9]{0,4}$/.test(text) || Number(text) > MOST_MEBIBYTES)
    throw new WrongSetting(`MINGLU_MATERIALS_MEBIBYTES is a number from 1 to ${MOST_MEBIBYTES}: ${text}`);
  return Number(text) * 1024 * 1024;
};

/** Opens the store of these settings. */
export const openMaterialStore = async ({ folder, bucket }: MaterialSettings): Promise<MaterialStore & { readonly close?: () => void }> =>
  bucket ? s3Store({ ...bucket, drafts: folder }) : folderStore(folder);

/** The scanner of these settings; null if none is configured. */
export const openScanner = ({ scanner }: MaterialSettings): Scanner | null => scanner && clamd(scanner);
