import { readFile } from 'node:fs/promises';
import { markdownTable } from '../markdown-table.ts';
import { bases } from './bases.ts';
import { readMeasured, readPrices, readQuotas } from './data.ts';
import { type Closeness, closenessOf, writeRates } from './limits.ts';
import { assumptions, monthOf, nightOf } from './load-model.ts';
import { monthlyCost } from './monthly-cost.ts';
import { amount, duration, percent, short } from './write-figures.ts';

/** The text of `docs/scale.md`: the template's words, with tables and figures by the model. @throws where a figure is missing */
export const scalePage = async (): Promise<string> => {
  const [{ figures, ...measuredOn }, prices, { quotas, asOf: quotasAsOf }] = await Promise.all([
    readMeasured(),
    readPrices(),
    readQuotas(),
  ]);
  const writes = writeRates(quotas);
  const loads = bases.map((base) => {
    const usual = nightOf(base, figures, 'usual', writes);
    const first = nightOf(base, figures, 'first', writes);
    const cost = monthlyCost(base, usual, figures, prices);
    return { base, month: monthOf(base, figures), usual, first, cost, near: closenessOf(base, figures, quotas) };
  });
  type Load = (typeof loads)[number];
  const hundredMillion = loads[2] as Load;
  const billion = loads[3] as Load;

  const rowsOf = (head: string, rows: readonly [string, (load: Load) => string][]): string =>
    markdownTable(
      [head, ...loads.map(({ base }) => short(base.customers))],
      rows.map(([label, cell]) => [label, ...loads.map(cell)]),
    );
  const sum = (cost: Record<string, number>): number => Object.values(cost).reduce((total, one) => total + one, 0);
  const labels = (hundredMillion.near as Closeness[]).map(({ label }) => label);

  const values: Record<string, string> = {
    bases: rowsOf('customers', [
      ['`shards`', ({ base }) => short(base.shards)],
      ['`chunkMb`', ({ base }) => String(base.chunkMb)],
      ['`scoredAtOnce`', ({ base }) => String(base.scoredAtOnce)],
      ['rows a month', ({ month }) => short(month.rows)],
      ['objects of facts a month', ({ month }) => short(month.factObjects)],
      ['reading a month of dumps, function time', ({ month }) => duration(month.seconds)],
      ['one shard', ({ usual }) => duration(usual.shardSeconds)],
      ['objects read a night', ({ usual }) => short(usual.reads)],
      ['a usual night', ({ usual }) => `${duration(usual.duration)} (${usual.bound})`],
      ['a first night', ({ first }) => `${duration(first.duration)} (${first.bound})`],
    ]),
    costs: rowsOf('customers', [
      ...Object.keys(hundredMillion.cost).map((name): [string, (load: Load) => string] => [
        name,
        ({ cost }) => amount(cost[name] ?? 0),
      ]),
      ['**a month**', ({ cost }) => `**${amount(sum(cost))}**`],
      ['a million customers', ({ cost, base }) => amount((sum(cost) / base.customers) * 1e6)],
    ]),
    limits: rowsOf(
      'customers',
      labels.map((label) => [
        label,
        ({ near }) => {
          const one = near.find((other) => other.label === label) as Closeness;
          const part = percent(one.need / one.have);
          return one.need > one.have ? `**${part}**` : part;
        },
      ]),
    ),
    measured: markdownTable(
      ['figure', 'value', 'printed by'],
      Object.values(figures).map(({ of, value, command }) => [of, value.toLocaleString('en-US'), `\`${command}\``]),
    ),
    quotas: markdownTable(
      ['limit', 'value', 'raised on request', 'source'],
      Object.values(quotas).map(({ label, value, unit, adjustable, source }) => [
        ...[label, `${value.toLocaleString('en-US')} ${unit}`, adjustable ? 'yes' : 'no', source],
      ]),
    ),
    changed: percent(assumptions.changedShare),
    tableWrites: writes.tableWrites.toLocaleString('en-US'),
    newTableWrites: writes.newTableWrites.toLocaleString('en-US'),
    pricesAsOf: prices.asOf,
    region: prices.region,
    first100: duration(hundredMillion.first.duration),
    runRow: short(billion.usual.runRowWrites),
    runRowKb: String(Math.round(billion.usual.runRowBytes / 1024)),
    rowsPerObject: String(Math.round(billion.month.rows / billion.month.factObjects)),
    parts: String(billion.month.chunks / assumptions.feeds),
    writesPerItem: String(figures.writesPerItem.value),
    processor: measuredOn.processor,
    measuredAsOf: measuredOn.asOf,
    requestMs: String(assumptions.requestMs),
    requestsAtOnce: String(assumptions.requestsAtOnce),
    quotasAsOf,
  };
  const template = await readFile(new URL('scale-page.md', import.meta.url), 'utf8');
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`scale-page.md asks for "${name}", which nobody gives`);
    return value;
  });
};
