import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { reportPage } from '../shared/domain/report/report-page.ts';
import { reportOf } from '../shared/domain/report/run-report.ts';
import { sumFigures } from '../shared/domain/report/shard-figures.ts';
import { browserOrWhy } from '../test/browser.ts';
import { reportInput } from './report/made-up.ts';

/**
 * `npm run bench:report -- --customers N --regions N --agents N --shards N --json FILE`: the managers' report of a base. Bytes of the
 * page; processor seconds from the objects of all shards to the page, the best of five; first paint in Chromium, in
 * milliseconds from the request, the median of five.
 */
const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '100000' },
    regions: { type: 'string', default: '31' },
    agents: { type: 'string', default: '300' },
    shards: { type: 'string', default: '64' },
    json: { type: 'string' },
  },
});
const [customers, regions, agents, shards] = [values.customers, values.regions, values.agents, values.shards].map(
  Number,
) as [...[number, number, number, number]];
const rounds = 5;

const input = reportInput({ customers, regions, agents });
/** A shard's part of a whole number, so that the parts add up. */
const partOf = (whole: number, shard: number): number => Math.floor(whole / shards) + Number(shard < whole % shards);
// As the shards leave it: a customer of nearly every cell in each.
const stored = Array.from({ length: shards }, (_, shard) => {
  const cells = input.figures.cells.flatMap((cell) => {
    const [own, charge, atRisk] = [cell.customers, cell.charge, cell.atRisk].map((sum) => partOf(sum, shard));
    return own === 0 ? [] : [{ ...cell, customers: own, charge, atRisk }];
  });
  return JSON.stringify({ ...input.figures, cells, promises: shard === 0 ? input.figures.promises : [] });
});
let page = '';
const seconds = Array.from({ length: rounds }, () => {
  const before = process.cpuUsage();
  const figures = sumFigures(stored.map((text) => JSON.parse(text)));
  page = reportPage(reportOf({ ...input, figures }), 'zh');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
});

/** First paint, milliseconds from the request; null where no browser starts here. */
const firstPaint = async (): Promise<number | null> => {
  const came = await browserOrWhy();
  if ('missing' in came) {
    console.log(`no browser starts here: ${came.missing}`);
    return null;
  }
  const folder = await mkdtemp(join(tmpdir(), 'tierline-report-'));
  try {
    const file = join(folder, 'report.html');
    await writeFile(file, page);
    const paints: number[] = [];
    for (let round = 0; round < rounds; round++) {
      // A window without a past: nothing comes out of a cache.
      const window = await (await came.browser.createBrowserContext()).newPage();
      await window.setViewport({ width: 360, height: 740 });
      await window.goto(pathToFileURL(file).href);
      const paint = await window.evaluate(
        `new Promise((done) => new PerformanceObserver((list) => done(list.getEntries()[0].startTime)).observe({ type: 'paint', buffered: true }))`,
      );
      paints.push(Number(paint));
      await window.close();
    }
    return paints.sort((left, right) => left - right)[Math.floor(rounds / 2)] ?? null;
  } finally {
    await came.browser.close();
    await rm(folder, { recursive: true, force: true });
  }
};

const measured = {
  ...{ customers, regions, agents, shards, bytes: Buffer.byteLength(page), gzipped: gzipSync(page).length },
  cpuSeconds: Math.min(...seconds),
  firstPaintMs: await firstPaint(),
};
console.log(
  `${customers.toLocaleString('en-US')} customers, ${regions} regions, ${agents} agents, ${shards} shards: ${measured.bytes.toLocaleString('en-US')} bytes (${measured.gzipped.toLocaleString('en-US')} gzipped), ${measured.cpuSeconds.toFixed(3)} processor seconds, first paint after ${measured.firstPaintMs?.toFixed(0) ?? '–'} ms`,
);
if (values.json) await writeFile(values.json, `${JSON.stringify(measured, null, 2)}\n`);
