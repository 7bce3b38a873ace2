import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type AgentDay, agentDay } from '../contracts/items/work.ts';
import { ifCondition } from './if-condition.ts';
import { queryAll } from './query-all.ts';

/** What came of asking for a list in order to send it. */
export type Claim =
  | { outcome: 'claimed'; list: AgentDay }
  /** The agent has it already. */
  | { outcome: 'delivered' }
  /** Somebody else is sending it right now. */
  | { outcome: 'busy' }
  /** There is no such list. */
  | { outcome: 'missing' };

/** The agents' lists, one a day. */
export interface AgentDays {
  /** All lists of a day; read consistently. */
  listsOf(day: string): Promise<AgentDay[]>;
  /** One agent's list of a day, or undefined; read consistently. */
  listOf(day: string, agentId: string): Promise<AgentDay | undefined>;
  /** Lists of a day with work on them whose digest nobody has begun to send, or that no channel took; and those with untold news. */
  openListsOf(day: string): Promise<AgentDay[]>;
  /**
   * Puts work on a list. Answers false, and changes nothing, where the list is closed or would grow above capacity.
   * @param capacity most items on the list, what is there already included
   */
  reserve(
    list: Pick<AgentDay, 'day' | 'agentId' | 'runId'>,
    workIds: readonly string[],
    capacity: number,
  ): Promise<boolean>;
  /**
   * Puts urgent work on a list that is closed, to be told apart. Answers false, and changes nothing, where it is open or would grow
   * above capacity.
   */
  add(day: string, agentId: string, workIds: readonly string[], capacity: number): Promise<boolean>;
  /** Remembers that work of a closed list was taken back, until its agent is told; once. Changes nothing on an open list: its digest leaves it out. */
  takeBack(day: string, agentId: string, workIds: readonly string[]): Promise<void>;
  /** Takes work off a list; work that is not on it changes nothing. */
  release(day: string, agentId: string, workIds: readonly string[]): Promise<void>;
  /**
   * Closes the list for good and takes the right to send it until `leaseUntil`, in one write.
   * @param now instant in ISO 8601; kept by the first claim only, as the instant of closing
   * @param leaseUntil when another may try, milliseconds since 1970
   */
  claim(day: string, agentId: string, now: string, leaseUntil: number): Promise<Claim>;
  /** Takes the right to tell the news of a list that was delivered, in one write. @param now milliseconds since 1970 */
  claimNews(day: string, agentId: string, now: number, leaseUntil: number): Promise<Claim>;
  /** Records which news were told, and gives the right to send back. */
  newsTold(day: string, agentId: string, told: Record<'added' | 'takenBack', readonly string[]>): Promise<void>;
  /** Gives the right to send back, so that the next attempt need not wait. */
  unclaim(day: string, agentId: string): Promise<void>;
  /** Records which channel took the digest. @param at ISO 8601 @param tried channels that did not, and why */
  delivered(day: string, agentId: string, channel: string, at: string, tried: AgentDay['tried']): Promise<void>;
  /** Records that no channel took it, and gives the right to send back. @param at ISO 8601; the first one stays */
  undelivered(day: string, agentId: string, at: string, tried: AgentDay['tried']): Promise<void>;
}

/** The agent-days table (keys in the contract's comments). The sender's lease lives beside the contract's members. */
export const dynamoAgentDays = (client: DynamoDBDocumentClient, table: string): AgentDays => {
  const query = async (day: string, filter: object): Promise<AgentDay[]> =>
    z.array(agentDay).parse(
      await queryAll(client, {
        TableName: table,
        KeyConditionExpression: '#day = :day',
        ExpressionAttributeNames: { '#day': 'day' },
        ExpressionAttributeValues: { ':day': day },
        ConsistentRead: true,
        ...filter,
      }),
    );
  const update = (day: string, agentId: string, input: Omit<UpdateInput, 'TableName' | 'Key'>) =>
    client.send(new UpdateCommand({ TableName: table, Key: { day, agentId }, ...input }));

  const listOf = async (day: string, agentId: string): Promise<AgentDay | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { day, agentId }, ConsistentRead: true }),
    );
    return Item && agentDay.parse(Item);
  };

  /** Takes the right to send; undefined where the condition does not hold. */
  const claimed = async (
    day: string,
    agentId: string,
    input: Omit<UpdateInput, 'TableName' | 'Key'>,
  ): Promise<Claim | undefined> => {
    try {
      const { Attributes } = await update(day, agentId, { ...input, ReturnValues: 'ALL_NEW' });
      return { outcome: 'claimed', list: agentDay.parse(Attributes) };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  };

  return {
    listsOf: (day) => query(day, {}),
    listOf,
    add: (day, agentId, workIds, capacity) =>
      ifCondition(
        update(day, agentId, {
          UpdateExpression: 'ADD workIds :ids, added :ids',
          ConditionExpression:
            'attribute_exists(closedAt) AND (attribute_not_exists(workIds) OR size(workIds) <= :room)',
          ExpressionAttributeValues: { ':ids': new Set(workIds), ':room': capacity - workIds.length },
        }),
      ),
    async takeBack(day, agentId, workIds) {
      const list = await listOf(day, agentId);
      const untold = workIds.filter((workId) => !list?.corrected.has(workId));
      if (!list?.closedAt || untold.length === 0) return;
      await update(day, agentId, {
        UpdateExpression: 'ADD takenBack :ids',
        ExpressionAttributeValues: { ':ids': new Set(untold) },
      });
    },
    openListsOf: (day) =>
      query(day, {
        FilterExpression:
          'attribute_exists(workIds) AND (attribute_not_exists(closedAt) OR attribute_exists(undeliveredAt) OR attribute_exists(added) OR attribute_exists(takenBack))',
      }),
    reserve: ({ day, agentId, runId }, workIds, capacity) =>
      ifCondition(
        update(day, agentId, {
          // The maps are made with the item: a later write to a path inside them needs them to be there.
          UpdateExpression:
            'SET version = :version, runId = :run, delivered = if_not_exists(delivered, :none), leases = if_not_exists(leases, :none) ADD workIds :ids',
          ConditionExpression:
            'attribute_not_exists(closedAt) AND (attribute_not_exists(workIds) OR size(workIds) <= :room)',
          ExpressionAttributeValues: {
            ':version': 1,
            ':run': runId,
            ':none': {},
            ':ids': new Set(workIds),
            ':room': capacity - workIds.length,
          },
        }),
      ),
    async release(day, agentId, workIds) {
      await ifCondition(
        update(day, agentId, {
          UpdateExpression: 'DELETE workIds :ids, added :ids',
          // Without it, the update of a list that is not there would make one.
          ConditionExpression: 'attribute_exists(workIds)',
          ExpressionAttributeValues: { ':ids': new Set(workIds) },
        }),
      );
    },
    async claim(day, agentId, now, leaseUntil) {
      const list = await claimed(day, agentId, {
        UpdateExpression: 'SET closedAt = if_not_exists(closedAt, :now), leases.digest = :until',
        ConditionExpression:
          'attribute_exists(agentId) AND size(delivered) = :none AND (attribute_not_exists(leases.digest) OR leases.digest < :nowMs)',
        ExpressionAttributeValues: { ':now': now, ':nowMs': Date.parse(now), ':until': leaseUntil, ':none': 0 },
      });
      return list ?? asRefused(await listOf(day, agentId), ({ delivered }) => Object.keys(delivered).length > 0);
    },
    async claimNews(day, agentId, now, leaseUntil) {
      const list = await claimed(day, agentId, {
        UpdateExpression: 'SET leases.digest = :until',
        ConditionExpression:
          '(attribute_exists(added) OR attribute_exists(takenBack)) AND size(delivered) > :none AND (attribute_not_exists(leases.digest) OR leases.digest < :now)',
        ExpressionAttributeValues: { ':now': now, ':until': leaseUntil, ':none': 0 },
      });
      return list ?? asRefused(await listOf(day, agentId), ({ added, takenBack }) => added.size + takenBack.size === 0);
    },
    async newsTold(day, agentId, { added, takenBack }) {
      const deleted = [
        ...(added.length > 0 ? ['added :added'] : []),
        ...(takenBack.length > 0 ? ['takenBack :takenBack'] : []),
      ].join(', ');
      await update(day, agentId, {
        UpdateExpression: [
          'REMOVE leases.digest',
          ...(deleted === '' ? [] : [`DELETE ${deleted}`]),
          ...(takenBack.length > 0 ? ['ADD corrected :takenBack'] : []),
        ].join(' '),
        ...(deleted !== '' && {
          ExpressionAttributeValues: {
            ...(added.length > 0 && { ':added': new Set(added) }),
            ...(takenBack.length > 0 && { ':takenBack': new Set(takenBack) }),
          },
        }),
      });
    },
    async unclaim(day, agentId) {
      await update(day, agentId, { UpdateExpression: 'REMOVE leases.digest' });
    },
    async delivered(day, agentId, channel, at, tried) {
      await update(day, agentId, {
        UpdateExpression:
          'SET delivered.#channel = if_not_exists(delivered.#channel, :at), tried = :tried REMOVE leases.digest, undeliveredAt',
        ExpressionAttributeNames: { '#channel': channel },
        ExpressionAttributeValues: { ':at': at, ':tried': tried },
      });
    },
    async undelivered(day, agentId, at, tried) {
      await update(day, agentId, {
        UpdateExpression: 'SET undeliveredAt = if_not_exists(undeliveredAt, :at), tried = :tried REMOVE leases.digest',
        ExpressionAttributeValues: { ':at': at, ':tried': tried },
      });
    },
  };
};

/** Why a list was not claimed. @param isTold whether there is nothing to tell any more */
const asRefused = (list: AgentDay | undefined, isTold: (list: AgentDay) => boolean): Claim =>
  list ? { outcome: isTold(list) ? 'delivered' : 'busy' } : { outcome: 'missing' };

type UpdateInput = ConstructorParameters<typeof UpdateCommand>[0];
