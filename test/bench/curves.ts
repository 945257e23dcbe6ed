import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { createDatabase, dropDatabase } from '@minglu/embedded/postgres';
import { migrate } from '@minglu/event-store';
import { allMigrations } from '@minglu/system';
import pg from 'pg';
import { openApplications } from './append-command.js';
import { copyHistory } from './copy-history.js';
import { chart, type Curve } from './chart.js';
import { titled } from './history.js';
import type { Measured } from './measure.js';
import { logOn, oursOn } from './ours.js';
import { registerParks } from './parks.js';
import { inSeparateProcess } from './replay.js';

/** Default: 10⁴, 10⁵ and 10⁶ events; set by `CURVE_EVENTS`, with commas. */
const sizes = (process.env['CURVE_EVENTS'] || '10000,100000,1000000').split(',').map(Number);
const COMMANDS = 2_000;
const FILE = 'infra/docs/performance-curves.svg';

/** The growth of figures with the log: commands on it, its replay, its rebuild and the scan that they are compared with. Writes the chart. */
export const writeCurves = async (serverUrl: string, say: (line: string) => void): Promise<void> => {
  const names = ['append, 64 at a time', 'replay', 'rebuild', 'scan with JSON.parse'] as const;
  const curves: Curve[] = names.map((name) => ({ name, points: [] }));
  for (const events of sizes) {
    const figures = await measuredAt(serverUrl, events);
    for (const [index, { perSecond, peakRss }] of figures.entries()) {
      curves[index]!.points.push({ events, perSecond });
      const memory = peakRss === undefined ? '' : `, peak RSS ${Math.round(peakRss / 1_048_576)} MB`;
      say(`${events.toLocaleString('en')} events, ${names[index]!}: ${Math.round(perSecond).toLocaleString('en')}/s${memory}`);
    }
  }
  writeFileSync(FILE, chart(curves, machine()));
  say(`written: ${FILE}`);
};

/** In the order of the names. */
const measuredAt = async (serverUrl: string, events: number): Promise<readonly Measured[]> => {
  const database = `bench_curves_${events}_${process.pid}`;
  const url = await createDatabase(serverUrl, database);
  try {
    const store = await logOn(url);
    const owner = new pg.Pool({ connectionString: url, max: 1 });
    await migrate(owner, allMigrations).finally(() => owner.end());
    await copyHistory(url, store, await titled(), Math.ceil(events / 30), events);
    const [replay, rebuild, scan] = [
      await inSeparateProcess('replay', url),
      await inSeparateProcess('rebuild', url),
      await inSeparateProcess('scan', url),
    ];
    const ours = await oursOn(store);
    const append = await openApplications(ours, await registerParks(ours, 'park', COMMANDS), 64);
    await store.close();
    return [append, replay, rebuild, scan];
  } finally {
    await dropDatabase(serverUrl, database);
  }
};

const machine = (): string => {
  const all = cpus();
  const [load] = loadavg();
  return `${all.length} × ${all[0]?.model ?? 'processor'}, load average ${load!.toFixed(0)}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`;
};
