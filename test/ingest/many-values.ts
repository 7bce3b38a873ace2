import { mapping } from '../../shared/contracts/mapping.ts';
import { factColumns } from '../../shared/dump/compiled/fact-columns.ts';
import { readDump } from '../../shared/dump/read-dump.ts';
import { idsOf } from './ids-of.ts';

/**
 * `node test/ingest/many-values.ts ROWS`: reads so many customers, each with a plan of its own, made as they are read; says
 * how many came out wrong. A process of its own, so that the memory it has may be bounded.
 */
const rows = Number(process.argv[2]);
const rowsAPiece = 2_000;
const planOf = (id: string): string => `计划 ${id.slice(1)}`;

async function* file() {
  yield Buffer.from('customerId,plan\n');
  for (let from = 0; from < rows; from += rowsAPiece) {
    const ids = Array.from({ length: Math.min(rowsAPiece, rows - from) }, (_, next) => `C${from + next}`);
    yield Buffer.from(ids.map((id) => `${id},${planOf(id)}\n`).join(''));
  }
}

const facts = factColumns(4);
let [right, wrong] = [0, 0];
const check = (): void => {
  for (const { columns } of facts.drain()) {
    const ids = columns.find(({ name }) => name === 'customerId')?.values;
    const plans = columns.find(({ name }) => name === 'plan')?.values;
    if (!ids || !plans || !('plain' in ids) || plans instanceof Float64Array || 'plain' in plans)
      throw new Error('ids and plans came in another shape than ingest makes');
    for (const [row, id] of idsOf(ids).entries()) {
      const plan = 'codes' in plans ? plans.dictionary[plans.codes[row] as number] : plans[row];
      if (plan === planOf(id)) right++;
      else wrong++;
    }
  }
};
const reading = { mapping: mapping.parse({ version: 1, name: 'many' }), facts, warn: () => undefined };
let byZod = 0;
for await (const read of readDump(file(), { ...reading, key: { feed: 'customers', period: '2026-10' } })) {
  byZod += read.byZod;
  if (facts.size() >= 20_000) check();
}
check();
console.log(JSON.stringify({ right, wrong, byZod, peakRssMB: process.resourceUsage().maxRSS / 1024 }));
