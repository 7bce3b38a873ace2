import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

/** Checks the figures of a night that `npm start -- --json FILE` wrote: nothing lost, nothing denied, all accounted for. */
const night = JSON.parse(await readFile(process.argv[2] ?? 'night.json', 'utf8'));

for (const dump of night.dumps) {
  assert.equal(dump.accepted + dump.refused, dump.rows, `${dump.key}: accepted + refused = rows`);
}
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const { candidates, queued, suppressed, heldOut, deferred } = night.work;
assert.equal(
  queued + suppressed + heldOut + deferred,
  candidates,
  'candidates = queued + suppressed + held out + deferred',
);
assert.equal(sum(Object.values(night.tiers)), night.customers, 'every customer has a tier');
assert.equal(sum(Object.values(night.stages)), night.customers, 'every customer has a stage');
assert.equal(night.customers, 2000, 'all customers were decided');
assert.equal(night.denied, 0, 'no request was denied');
assert.ok(night.notified > 0 && night.digests > 0, 'agents were told');
console.log(
  `night checked: ${night.dumps.length} dumps, ${night.customers} customers, ${candidates} candidates, ${night.digests} digests`,
);
