import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  type CardInForce,
  type CardItem,
  type CardMove,
  type CardWatch,
  cardInForce,
  cardItem,
  cardWatch,
} from '../contracts/items/card.ts';
import { canonicalCard, cardKey, type LearnedCard, learnedCard } from '../contracts/learned-card.ts';
import { contentHash } from './content-hash.ts';
import { ifCondition } from './if-condition.ts';
import type { ObjectStore } from './object-store.ts';
import { queryAll } from './query-all.ts';
import { storedJson } from './stored-json.ts';

/** Learned cards: their documents, the register, which one is in force, and how it stands. */
export interface CardDesk {
  /** Stores a card's document under the hash of its content; answers the hash. The same card again changes nothing. */
  save(card: LearnedCard): Promise<string>;
  /** A card's document. @throws where there is none */
  card(hash: string): Promise<LearnedCard>;
  /** Enters a card into the register; answers false, and changes nothing, where it stands there already. */
  register(item: CardItem): Promise<boolean>;
  /** Registered cards of a scorecard, the newest first. */
  cards(replaces: string): Promise<CardItem[]>;
  /** Which card is in force. */
  inForce(replaces: string): Promise<CardInForce>;
  /**
   * Puts a card in force; answers false, and changes nothing, where somebody else changed it since `before` was read. So of
   * two that want to change it, one does.
   */
  move(before: CardInForce, move: CardMove): Promise<boolean>;
  /** Keeps how the card in force stood in a month. */
  saveWatch(watch: CardWatch): Promise<void>;
  /** How cards in force stood, the newest month first. */
  watches(replaces: string): Promise<CardWatch[]>;
}

/** Content hash of a card's document. */
export const cardHash = (card: LearnedCard): string => contentHash(canonicalCard(card));

/** Cards in a bucket and in the ledger table (keys in the contracts' comments). */
export const cardDesk = (
  client: DynamoDBDocumentClient,
  table: string,
  objects: Pick<ObjectStore, 'get' | 'put'>,
): CardDesk => {
  const query = async <S extends z.ZodType>(schema: S, pk: string): Promise<z.infer<S>[]> => {
    const input = {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
    };
    return z.array(schema).parse(await queryAll(client, input));
  };
  return {
    async save(card) {
      const hash = cardHash(card);
      await objects.put(cardKey(hash), canonicalCard(card), 'application/json');
      return hash;
    },
    async card(hash) {
      const card = await storedJson(objects, cardKey(hash), learnedCard);
      if (!card) throw new Error(`there is no object ${cardKey(hash)}`);
      return card;
    },
    register: (item) =>
      ifCondition(
        client.send(
          new PutCommand({
            TableName: table,
            Item: { pk: `card#${item.replaces}`, sk: item.hash, ...item },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      ),
    async cards(replaces) {
      const found = await query(cardItem, `card#${replaces}`);
      return found.sort(
        (left, right) => Date.parse(right.at) - Date.parse(left.at) || (left.hash < right.hash ? -1 : 1),
      );
    },
    async inForce(replaces) {
      const key = { pk: 'card-in-force', sk: replaces };
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
      return Item ? cardInForce.parse(Item) : { version: 1, replaces, hash: null, history: [] };
    },
    move: (before, move) =>
      ifCondition(
        client.send(
          new PutCommand({
            TableName: table,
            Item: {
              pk: 'card-in-force',
              sk: before.replaces,
              ...before,
              hash: move.to,
              history: [...before.history, move],
            },
            ConditionExpression: 'attribute_not_exists(pk) OR size(history) = :moves',
            ExpressionAttributeValues: { ':moves': before.history.length },
          }),
        ),
      ),
    async saveWatch(watch) {
      const key = { pk: `card-watch#${watch.replaces}`, sk: `${watch.month}#${watch.hash}` };
      await client.send(new PutCommand({ TableName: table, Item: { ...key, ...watch } }));
    },
    async watches(replaces) {
      return (await query(cardWatch, `card-watch#${replaces}`)).reverse();
    },
  };
};
