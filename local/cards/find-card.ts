import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Label } from '../../shared/contracts/field.ts';
import { type LearnedCard, learnedCard } from '../../shared/contracts/learned-card.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import { problems } from '../../shared/contracts/problems.ts';
import { scorecardHash } from '../../shared/domain/policy/learned-policy.ts';
import { type Card, card } from '../../shared/learn/card.ts';
import { theOne } from '../commands/answer.ts';
import { CommandError } from '../commands/command-error.ts';
import type { Target } from '../commands/target.ts';

/** A card over any columns: hand-written, learned from facts, or learned from a file. */
export type AnyCard = Card;

/** A card that somebody named, with all that is known of it. */
export type FoundCard = {
  /** What a person calls it. */
  name: string;
  hash: string;
  card: AnyCard;
  /** How it came about; null for a card without a document: hand-written, or learned from a file. */
  document: LearnedCard | null;
};

const inFile = async (file: string): Promise<FoundCard> => {
  let given: unknown;
  try {
    given = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new CommandError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const shown = z.object({ hash: z.string() }).safeParse(given);
  const { hash: _, ...rest } = z.looseObject({}).parse(given);
  const document = learnedCard.safeParse(rest);
  if (document.success)
    return { name: file, hash: shown.data?.hash ?? '', card: document.data.card, document: document.data };
  const bare = card.safeParse(given);
  if (bare.success) return { name: file, hash: '', card: bare.data, document: null };
  const why = 'card' in rest ? document.error : bare.error;
  throw new CommandError(
    `${file} is no card:\n${problems(why)
      .map((line) => `  ${line}`)
      .join('\n')}`,
  );
};

const labelOf = ({ en }: Label): string => en;

/**
 * The card that a person means: a scorecard's name stands for the card in force in its place, `<name>@policy` for the hand-written one;
 * else the hash of a learned card or its beginning; else a file.
 *
 * @throws CommandError with what there is
 */
export const findCard = async (target: Target, policy: Policy, given: string): Promise<FoundCard> => {
  const [name = '', place] = given.split('@');
  const written = policy.scorecards[name];
  if (written) {
    const { hash } = await target.cards.inForce(name);
    if (hash !== null && place === undefined) {
      const document = await target.cards.card(hash);
      return { name: `${labelOf(document.card.label)} (in force)`, hash, card: document.card, document };
    }
    return {
      name: `${labelOf(written.label)} (hand-written)`,
      hash: scorecardHash(written),
      card: written,
      document: null,
    };
  }
  if (existsSync(given) && statSync(given).isFile()) return inFile(given);
  const items = await target.cards.cards(policy.learning?.mayReplace ?? '');
  const { hash } = theOne(given, items, ({ hash: one }) => one, 'card');
  const document = await target.cards.card(hash);
  return { name: labelOf(document.card.label), hash, card: document.card, document };
};
