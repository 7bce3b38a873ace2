import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { judge, spreadOf } from '../local/learn/judge-card.ts';
import { labelsOf } from '../local/learn/labels.ts';
import { readCells } from '../local/learn/read-cells.ts';
import { readCard } from '../local/learn/train-csv.ts';
import { inferColumns } from '../shared/learn/infer-columns.ts';
import { learningCurve } from './learn/curve.ts';
import { type Dataset, dataFolder, datasets, madeUpDatasets } from './learn/datasets.ts';
import { peersOn } from './learn/peers.ts';
import { measureSpeed } from './learn/speed.ts';

/**
 * `npm run bench:learn`: the labelled files in ../shared/data (or TIERLINE_DATA) on their folds and made-up tables, beside the learners of
 * Python's scikit-learn and XGBoost (TIERLINE_PYTHON, where it is not python3), learning curves with and without a prior, and speed.
 * `--only WORDS` for what has these words in its name; `--large` for the tables of 51,047 and 200,000 rows, too. The
 * peers' 20 settings, fitted on a fold and within it, take nearly all of the time: two minutes of one core for 3,150 rows x 12, about
 * forty for all, as long again with `--large`.
 */
const { values } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string' }, large: { type: 'boolean' } },
});
const isChosen = (part: string): boolean => values.only === undefined || part.includes(values.only);
const label = { en: 'Leaving', zh: '离网' };

const tableOf = async ({ csv, label: name, positive }: Dataset) => {
  const columns = await readCells(csv);
  const { labels } = labelsOf(columns.find((column) => column.name === name) ?? { name, cells: [] }, positive);
  return { labels, ...inferColumns(columns.filter((column) => column.name !== name)) };
};

const report: Record<string, unknown> = {};
const folder = await mkdtemp(join(tmpdir(), 'tierline-learn-'));
try {
  const all = await datasets(folder);
  if (all.length === 0) console.log(`labelled files: skipped, there is no ${dataFolder}`);
  const madeUp = await madeUpDatasets(folder, values.large === true);
  for (const dataset of [...all, ...madeUp].filter(({ name }) => isChosen(name))) {
    const { table, labels } = await tableOf(dataset);
    const from = process.cpuUsage();
    const { aurocs, together } = judge({ table, labels, test: dataset.test, options: { label, seed: 1 } });
    const { user, system } = process.cpuUsage(from);
    const secondsOfCard = (user + system) / 1e6 / aurocs.length;
    const auroc = spreadOf(aurocs);
    console.log(
      `${dataset.name}: tierline ${auroc.mean.toFixed(4)} +- ${auroc.sd.toFixed(4)}, log-loss ${together.logLoss.toFixed(4)}, slope ${together.slope.toFixed(3)}, ECE ${together.ece.toFixed(4)}, ${secondsOfCard.toFixed(2)} CPU seconds a card`,
    );
    const begun = performance.now();
    const peers = peersOn(dataset);
    if (typeof peers === 'string') console.log(`  Python peers ${peers}`);
    else {
      console.log(
        `  ${Object.entries(peers.versions)
          .map((version) => version.join(' '))
          .join(', ')}, ${Math.round((performance.now() - begun) / 1000)} seconds`,
      );
      for (const { name, auroc: own, logLoss } of peers.learners)
        console.log(`  ${name}: ${own.mean.toFixed(4)} +- ${own.sd.toFixed(4)}, log-loss ${logLoss.toFixed(4)}`);
    }
    report[dataset.name] = {
      auroc,
      logLoss: together.logLoss,
      slope: together.slope,
      ece: together.ece,
      secondsOfCard,
      peers,
    };
  }
  const ibm = all.find(({ name }) => name === 'IBM, shuffle3');
  if (ibm && isChosen('curve')) {
    const prior = await readCard(join(import.meta.dirname, 'learn', 'ibm-prior.json'));
    const curve = learningCurve({ ...(await tableOf(ibm)), test: ibm.test }, prior);
    console.log('learning curve on IBM, shuffle3: AUROC of the hand-written card, with it as prior, without');
    for (const { labels, prior: alone, withPrior, without } of curve)
      console.log(
        `  ${String(labels).padStart(5)} labels  ${alone.toFixed(4)}  ${withPrior.toFixed(4)}  ${without?.toFixed(4) ?? 'too few'}`,
      );
    report.curve = curve;
  }
  if (isChosen('speed')) {
    const speed = measureSpeed(values.large === true);
    console.log('speed, CPU seconds:', speed);
    report.speed = speed;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
