import { readLayout } from '../../shared/aws/fact-objects.ts';
import { readJson } from '../../shared/aws/stored-json.ts';
import { type FactLayout, factLayout, layoutKey } from '../../shared/contracts/fact-layout.ts';
import type { Mover } from '../../shared/domain/facts/dump-moves.ts';
import type { Answer } from '../commands/answer.ts';
import { CommandError } from '../commands/command-error.ts';
import type { Target } from '../commands/target.ts';
import { beginClearing, beginCopying, endClearing, givenShards, switchBack, switchOver } from './layout-moves.ts';
import { type LeftToCopy, leftToCopy } from './left-to-copy.ts';

/** What `reshard` is to do; without any of them it says how far it is. */
export type ReshardStep = { to?: string | undefined; step?: 'switch' | 'back' | 'finish' | undefined };

type ReshardTarget = Pick<Target, 'facts' | 'ledger' | 'queues'>;

const json = 'application/json';

/** The layout; of a stack that never kept one, that of its last run. @throws CommandError where there are no facts */
const layoutOf = async ({ facts, ledger }: ReshardTarget): Promise<FactLayout> => {
  const known = await readLayout(facts);
  if (known) return known;
  const [last] = await ledger.runs(1);
  if (!last)
    throw new CommandError('no dump has been taken in yet: a new stack begins with the shards that cdk.json says');
  const begun: FactLayout = { version: 1, now: { shards: last.shards, first: true } };
  await facts.put(layoutKey, JSON.stringify(begun), json, { ifAbsent: true });
  return begun;
};

/** Changes the layout on the condition that nobody else has. @param change of what is there now; throws where it must not be */
const move = async ({ facts }: ReshardTarget, change: (layout: FactLayout) => FactLayout): Promise<FactLayout> => {
  let moved: FactLayout | undefined;
  await facts.change(layoutKey, json, (bytes) => {
    moved = change(readJson(bytes, factLayout));
    return JSON.stringify(moved);
  });
  if (!moved) throw new CommandError(`${layoutKey} is gone: somebody deleted it`);
  return moved;
};

const stepOf = async (target: ReshardTarget, { to, step }: ReshardStep, at: string): Promise<FactLayout> => {
  const shards = to === undefined ? undefined : givenShards(to);
  const layout = await layoutOf(target);
  if (shards !== undefined) return move(target, (one) => beginCopying(one, shards, at));
  if (step === 'back') return move(target, (one) => switchBack(one, at));
  if (step === 'switch') {
    const { left } = await leftToCopy(target.facts, layout);
    return move(target, (one) => switchOver(one, left, at));
  }
  if (step === 'finish') {
    const clearing = await move(target, (one) => beginClearing(one, at));
    const { left } = await leftToCopy(target.facts, clearing);
    return move(target, (one) => endClearing(one, left, at));
  }
  return layout;
};

const wordsOf = ({ now, other, state }: FactLayout, { objects, left }: LeftToCopy, asked: number): string[] => {
  const lies = `Facts lie in ${now.shards} shards: new dumps are written there, and the next run takes them.`;
  const went = asked > 0 ? [`${asked} pieces of work are asked for; doctor shows their queue, "reshard".`] : [];
  if (!other) return [lies];
  if (state === 'clearing')
    return [
      lies,
      `${left} objects in ${other.shards} shards are still to go.`,
      ...went,
      ...(left === 0 ? ['Nothing is left: once more --finish, a quarter of an hour after the first, ends it.'] : []),
    ];
  if (state === 'switched')
    return [
      lies,
      `Those in ${other.shards} shards are the way back: --back takes it, --finish gives it up.`,
      `Write "shards": ${now.shards} in cdk.json: a new stack of it begins with as many.`,
    ];
  return [
    lies,
    `${objects - left} of ${objects} objects are copied to ${other.shards} shards.`,
    ...went,
    left === 0
      ? `All are: --switch lets new dumps and the next run take ${other.shards} shards; --finish gives it up.`
      : `--to ${other.shards} asks again for what is missing; --finish gives it up.`,
  ];
};

/**
 * `reshard`: spreads the facts over another number of shards, step by step, while nights go on.
 *
 * @throws CommandError where a step must not be taken now
 */
export const reshard = async (target: ReshardTarget, given: ReshardStep, { at }: Mover): Promise<Answer> => {
  const layout = await stepOf(target, given, at);
  const found = await leftToCopy(target.facts, layout);
  const asks = given.to !== undefined || given.step === 'finish';
  if (asks && found.requests.length > 0) await (await target.queues.to('reshard')).send(found.requests);
  const asked = asks ? found.requests.length : 0;
  const { objects, left } = found;
  return { lines: wordsOf(layout, found, asked), json: { layout, objects, left, asked } };
};
