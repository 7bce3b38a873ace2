import type { CardItem, CardWatch } from '../contracts/items/card.ts';
import type { LearnedCard } from '../contracts/learned-card.ts';
import type { Scorecard } from '../contracts/policy/scorecard.ts';
import type { Policy } from '../contracts/policy.ts';
import { type CardMover, promotionByRule } from '../domain/explain/card-moves.ts';
import { scorecardHash } from '../domain/policy/learned-policy.ts';
import { type Lesson, makeChallenger, makeEdited, type Rival } from '../learn/challenge/make-challenger.ts';
import { type Promotion, promotionOf, rivalIn } from '../learn/challenge/promotion.ts';
import { watchCard } from '../learn/challenge/watch.ts';
import type { TrainOptions } from '../learn/train.ts';
import { CannotLearn } from '../learn/trouble.ts';
import type { CardDesk } from './card-desk.ts';
import { readTrainingRows, type TrainingData, type TrainingPorts, type TrainingScope } from './read-training-rows.ts';
import { policyHash } from './run-store.ts';

/** What training needs. */
export type TrainPorts = TrainingPorts & { cards: CardDesk };

/** A card that was made, and what became of it. */
export type MadeCard = {
  hash: string;
  card: LearnedCard;
  /** It was not in the register before. */
  isNew: boolean;
  /** What the policy's rule says of it. */
  promotion: Promotion;
  /** The rule put it in force. */
  promoted: boolean;
};

/** What a training came to. */
export type Training = MadeCard & {
  data: TrainingData;
  /** How the learned card in force stands; null where none is. */
  watch: CardWatch | null;
};

/** A learned card in force. */
type Champion = { rival: Rival; card: LearnedCard };

const rivalOf = async (hash: string | null, { cards }: TrainPorts): Promise<Champion | null> => {
  if (hash === null) return null;
  const card = await cards.card(hash);
  return { card, rival: { hash, card: card.card, trainedOn: card.design.cuts.map(({ month }) => month) } };
};

/**
 * The card that a challenger of these facts is measured against: the one in force, or, where that is itself what this very
 * training made when it was told before, the one in force until then. So a training that is told twice makes one card.
 */
const championOf = async (inForce: Champion | null, lesson: Lesson, ports: TrainPorts): Promise<Champion | null> => {
  let champion = inForce;
  const isOwn = ({ card: { madeBy, design } }: Champion): boolean =>
    madeBy === 'training' && design.policy === lesson.design.policy && design.dumpsHash === lesson.design.dumpsHash;
  while (champion && isOwn(champion)) champion = await rivalOf(champion.card.parent, ports);
  return champion;
};

const lessonOf = ({ policy, learning, shards }: TrainingScope, data: TrainingData): Lesson => {
  if (!data.facts) throw new CannotLearn('there are no facts yet: drop dumps of some months first');
  const { dumps, dumpsHash, shardsRead, cuts, rows } = data;
  return {
    policy,
    learning,
    design: { policy: policyHash(policy), ...data.facts, dumps, dumpsHash, shardsRead, shards },
    cuts,
    rows,
  };
};

const keep = async (card: LearnedCard, policy: Policy, mover: CardMover, { cards }: TrainPorts): Promise<MadeCard> => {
  const hash = await cards.save(card);
  const { learning } = policy;
  if (!learning) throw new CannotLearn('the policy has no section "learning"');
  const promotion = promotionOf(card, learning.promote);
  const own = card.backtest.cards.find(({ who }) => who === 'challenger');
  const item: CardItem = {
    version: 1,
    hash,
    replaces: card.replaces,
    madeBy: card.madeBy,
    parent: card.parent,
    through: card.design.last,
    auroc: own?.figures.auroc?.value ?? null,
    rival: rivalIn(card)?.figures.auroc?.value ?? null,
    passes: promotion.passes,
    ...mover,
  };
  // The document first: whoever sees the card in the register finds it.
  return { hash, card, isNew: await cards.register(item), promotion, promoted: false };
};

/**
 * Looks at the card in force, learns a challenger from the facts, stores and registers it, and puts it in force where the
 * policy says `promote.by: rule` and the rule passes. Done twice it writes the same bytes, one register item and one move.
 *
 * @throws CannotLearn where the facts do not suffice; the card in force was looked at all the same
 */
export const trainCard = async (
  scope: TrainingScope,
  mover: CardMover,
  ports: TrainPorts,
  told: { onWatch?: (watch: CardWatch) => void; onProgress?: TrainOptions['onProgress'] } = {},
): Promise<Training> => {
  const { policy, learning } = scope;
  const data = await readTrainingRows(scope, ports);
  const before = await ports.cards.inForce(learning.mayReplace);
  const inForce = await rivalOf(before.hash, ports);
  let watch: CardWatch | null = null;
  if (inForce && data.facts) {
    const look = { month: data.facts.last, newest: data.newest, cuts: data.cuts, rows: data.rows };
    watch = watchCard(inForce.rival.hash, inForce.card, look, learning.drift);
    await ports.cards.saveWatch(watch);
    told.onWatch?.(watch);
  }
  const lesson = lessonOf(scope, data);
  const champion = await championOf(inForce, lesson, ports);
  const challenger = makeChallenger(lesson, champion?.rival ?? null, scorecardHash, told.onProgress);
  const made = await keep(challenger, policy, mover, ports);
  const move = promotionByRule(before, made.hash, mover.at);
  const mayMove = learning.promote.by === 'rule' && made.promotion.passes && move !== null;
  return { ...made, promoted: mayMove && (await ports.cards.move(before, move)), data, watch };
};

/** Judges a card that a person edited beside its parent, and stores and registers it. It is never promoted by the rule. */
export const addEdited = async (
  scope: TrainingScope,
  edited: { card: Scorecard; parent: string },
  mover: CardMover,
  ports: TrainPorts,
): Promise<MadeCard> => {
  const parent = await rivalOf(edited.parent, ports);
  if (!parent) throw new CannotLearn(`there is no card ${edited.parent}`);
  const data = await readTrainingRows(scope, ports);
  const card = makeEdited(lessonOf(scope, data), edited.card, parent.rival, scorecardHash);
  return keep(card, scope.policy, mover, ports);
};
