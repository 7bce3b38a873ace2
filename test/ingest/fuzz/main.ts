import { parseArgs } from 'node:util';
import { fuzz } from './run.ts';

const { values } = parseArgs({ options: { rows: { type: 'string' }, seed: { type: 'string' } } });
const rows = Number(values.rows ?? 1_000_000);
const seed = Number(values.seed ?? Date.now() % 1_000_000_000);

/** `npm run fuzz -- --rows N --seed N`: the fuzz test of the fast path, long, with a seed of its own. */
let shown = 0;
const run = await fuzz(seed, rows, (done) => {
  if (done < shown + 50_000) return;
  shown = done;
  console.log(`${done.toLocaleString('en')} rows mutated, no difference so far`);
});
if (run.found !== undefined) {
  console.error(run.found);
  process.exitCode = 1;
} else {
  const fast = Math.round((100 * (run.rows - run.byZod)) / run.rows);
  console.log(
    `seed ${seed}: ${run.rows.toLocaleString('en')} mutated rows in ${run.files} files, no difference from zod;`,
  );
  console.log(`${fast} % of them were read by the fast path`);
}
