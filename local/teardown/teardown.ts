import { CommandError } from '../commands/command-error.ts';
import { count, type Paint, table } from '../summary/table.ts';
import type { Amount, Estate, Holding } from './estate.ts';

/** How the word is given. */
export type Word = {
  /** The stack's name, as it was given with `--yes-delete`. */
  given: string | undefined;
  /** Asks the person; undefined where nobody is at the terminal. */
  ask: ((question: string) => Promise<string>) | undefined;
  /** Says what is going on. */
  say: (line: string) => void;
};

type Found = Holding & { amount: Amount };

const units: Record<Holding['kind'], string> = {
  bucket: 'objects',
  table: 'items',
  queue: 'messages',
  secret: 'text',
};

const megabytes = (bytes: number | null): string => (bytes === null ? '' : `${(bytes / 1e6).toFixed(1)} MB`);

const shown = (found: readonly Found[], paint: Paint): string[] =>
  table(
    found.map(({ kind, id, amount, kept }) => [
      ...[`  ${kind}`, id, `${count(amount.count)} ${units[kind]}`, megabytes(amount.bytes)],
      [kept ? 'kept by CloudFormation' : '', amount.protected ? paint('bold', 'protected') : '']
        .filter((word) => word !== '')
        .join(', '),
    ]),
    ['left', 'left', 'right', 'right', 'left'],
  );

const foundOf = async (estate: Estate): Promise<Found[]> => {
  const holdings = await estate.holdings();
  const amounts = await Promise.all(holdings.map((holding) => estate.amount(holding)));
  return holdings.flatMap((holding, index) => {
    const amount = amounts[index];
    return amount ? [{ ...holding, amount }] : [];
  });
};

const confirm = async (stack: string, { given, ask }: Word): Promise<void> => {
  const question = `Type the stack's name to delete all of this for ever: `;
  if (given === undefined && !ask)
    throw new CommandError(`nobody is here to be asked: --yes-delete ${stack} says that all of this is to be deleted`);
  const word = given ?? (await ask?.(question));
  if (word?.trim() !== stack) throw new CommandError(`"${word}" is not "${stack}": nothing was deleted`);
};

/**
 * Takes a stack down with all its data: shows what is there, asks, lets CloudFormation delete the stack, then deletes what
 * that left behind. Stopped at any line, it goes on when it is called again.
 *
 * The stack goes first, so that nothing writes any more when a bucket is emptied. Where CloudFormation cannot end because a
 * bucket that it was to delete is not empty, what it was to delete is emptied and deleted, and it is asked again.
 *
 * @throws CommandError where nothing may be deleted, or nobody said so
 */
export const teardown = async (stack: string, estate: Estate, word: Word, paint: Paint): Promise<string[]> => {
  const before = await estate.stack();
  if (!before)
    throw new CommandError(`there is no stack ${stack}, nor was there one in the last 90 days: cdk ls shows names`);
  if (before.mayDelete !== true)
    throw new CommandError(
      before.mayDelete === null
        ? `stack ${stack} does not say whether its data may be deleted: it is none of tierline's, or of an older edition; deploy it once more`
        : `stack ${stack} is in production: "production" of its stage in cdk.json must be false, and deployed, before its data can be deleted`,
    );
  const found = await foundOf(estate);
  if (before.state === 'gone' && found.length === 0) return [`nothing is left of stack ${stack}`];
  word.say(paint('bold', before.state === 'gone' ? `Left behind by stack ${stack}:` : `Stack ${stack} holds:`));
  for (const line of shown(found, paint)) word.say(line);
  await confirm(stack, word);

  const remove = async (some: readonly Holding[]): Promise<void> => {
    for (const holding of some) {
      word.say(`deleting ${holding.kind} ${holding.id}`);
      await estate.remove(holding);
    }
  };
  // Queues go with the stack.
  const data = found.filter(({ kind }) => kind !== 'queue');
  let state = before.state;
  if (state !== 'gone') {
    word.say('deleting the stack: functions, queues, alarms');
    state = await estate.deleteStack();
  }
  if (state === 'failed') {
    await remove(data.filter(({ kept }) => !kept));
    state = await estate.deleteStack();
  }
  if (state !== 'gone') throw new CommandError(`CloudFormation cannot delete stack ${stack}: its events say why`);
  // What it keeps is only touched now that nothing is left that uses it.
  await remove(data.filter(({ kept }) => kept));
  const left = (await foundOf(estate)).filter(({ kind }) => kind === 'bucket' || kind === 'table');
  if (left.length > 0)
    throw new CommandError(`${left.map(({ id }) => id).join(', ')} filled again meanwhile: call it once more`);
  return [`stack ${stack} and its data are deleted; secrets can be had back for seven days`];
};
