import { parseArgs } from 'node:util';
import { CommandError } from '../commands/command-error.ts';
import { table } from '../summary/table.ts';
import { baseOf } from './bases.ts';
import { readMeasured, readPrices, readQuotas } from './data.ts';
import { closenessOf, writeRates } from './limits.ts';
import { type Base, nightOf } from './load-model.ts';
import { monthlyCost } from './monthly-cost.ts';
import { amount, duration, percent, short } from './write-figures.ts';

const whole = (name: string, given: string | undefined, usual?: number): number => {
  if (given === undefined && usual !== undefined) return usual;
  const value = Number(given);
  if (given === undefined || !Number.isInteger(value) || value < 1)
    throw new CommandError(`--${name} takes a whole number above 0${given === undefined ? '' : `, not "${given}"`}`);
  return value;
};

/** Cells of the longest bar. */
const barWidth = 30;

/**
 * `tierline cost --customers N`: what a base costs a month, and how long its nights are. Needs no stack.
 *
 * @throws CommandError for what is no number
 */
export const costCommand = async (
  argv: readonly string[],
): Promise<{ lines: string[]; json: unknown; asJson: boolean }> => {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      ...{ customers: { type: 'string' }, shards: { type: 'string' }, 'chunk-mb': { type: 'string' } },
      ...{ 'scored-at-once': { type: 'string' }, json: { type: 'boolean' } },
    },
  });
  const usual = baseOf(whole('customers', values.customers));
  const base: Base = {
    ...usual,
    shards: whole('shards', values.shards, usual.shards),
    chunkMb: whole('chunk-mb', values['chunk-mb'], usual.chunkMb),
    scoredAtOnce: whole('scored-at-once', values['scored-at-once'], usual.scoredAtOnce),
  };
  const [{ figures }, prices, { quotas }] = await Promise.all([readMeasured(), readPrices(), readQuotas()]);
  const writes = writeRates(quotas);
  const night = nightOf(base, figures, 'usual', writes);
  const first = nightOf(base, figures, 'first', writes);
  const cost = monthlyCost(base, night, figures, prices);
  const total = Object.values(cost).reduce((sum, one) => sum + one, 0);
  const most = Math.max(...Object.values(cost));
  const near = closenessOf(base, figures, quotas);
  const tight = near.filter(({ need, have }) => need > have / 2);
  const json = { base, night, firstNight: first, cost, total, currency: prices.currency, prices: prices.asOf, near };
  const lines = [
    `${short(base.customers)} customers, ${short(base.shards)} shards, chunkMb ${base.chunkMb}, scoredAtOnce ${base.scoredAtOnce}`,
    `a usual night ${duration(night.duration)}, a first night ${duration(first.duration)} (it waits for: ${first.bound})`,
    '',
    ...table(
      Object.entries(cost)
        .sort(([, left], [, right]) => right - left)
        .map(([name, money]) => [name, amount(money), '█'.repeat(Math.round((money / most) * barWidth))]),
      ['left', 'right', 'left'],
    ),
    '',
    `${prices.currency} ${amount(total)} a month at list prices of ${prices.asOf}, ${prices.region}; docs/scale.md says what is in it`,
    ...tight.map(
      ({ label, need, have, adjustable }) =>
        `${need > have ? 'above' : 'near'} a limit, ${percent(need / have)}: ${label}${adjustable ? ' (raised on request)' : ''}`,
    ),
  ];
  return { lines, json, asJson: values.json === true };
};
