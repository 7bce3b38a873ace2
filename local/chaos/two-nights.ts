import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { dynamoDumpDesk } from '../../shared/aws/dump-desk.ts';
import { dynamoLedger } from '../../shared/aws/ledger.ts';
import { replyLinksOf } from '../../shared/aws/reply-links.ts';
import { settleDumps } from '../../shared/aws/settle-dumps.ts';
import { retract } from '../../shared/domain/facts/dump-moves.ts';
import type { EmbeddedAws } from '../aws/index.ts';
import type { Access } from '../clients.ts';
import { schedules } from '../steps.ts';
import type { Item, TableName } from './read-stored.ts';
import type { SmallOperator } from './small-operator.ts';

/** What the two nights are played on. */
export type Stage = {
  aws: EmbeddedAws;
  access: Access;
  setClock: (at: Date) => void;
  /** Does what a schedule does when it is due. */
  call: (schedule: string, at: Date) => Promise<void>;
  /** Resolves when nothing is left to do, dead letters put back as an operator would. @throws Unfinished */
  settle: (phase: string) => Promise<void>;
  /** The items of a table as they are now. */
  items: (table: TableName) => Promise<Item[]>;
};

/** The nights did not come to their end. */
export class Unfinished extends Error {}

const minutes = 60_000;
/**
 * The schedule of digests comes every quarter of an hour; after ten hours each agent is told, or something is stuck. A robot that asks to
 * be left alone for an hour each time (`slow-channel`) is asked four times in three hours, and one in two hundred refuses all four.
 */
const mornings = 40;
/** A person who gets an error presses the button again, so often. */
const presses = 8;

const put = async ({ aws, access }: Stage, key: string, text: string): Promise<void> => {
  await access.s3.send(new PutObjectCommand({ Bucket: aws.outputs.LandingBucket, Key: key, Body: text }));
};

const land = async (stage: Stage, files: readonly { key: string; text: string; arrivesAt: Date }[]): Promise<void> => {
  for (const { key, text, arrivesAt } of files) {
    stage.setClock(arrivesAt);
    await put(stage, key, text);
  }
};

const runAt = (ledger: readonly Item[], at: Date): Item | undefined =>
  ledger.find((item) => item.pk === 'run' && item.scheduledAt === at.toISOString());

/** One night: everybody is scored, the work is given out, agents are told in the morning. */
const night = async (stage: Stage, at: Date, name: string): Promise<void> => {
  stage.setClock(at);
  await stage.call(schedules.nightly, at);
  await stage.settle(`${name}: scoring`);
  const run = runAt(await stage.items('ledger'), at);
  if (run?.status !== 'completed' || run.workPlan === undefined)
    throw new Unfinished(
      `${name}: the run is ${run ? `${String(run.status)}, ${run.workPlan ? 'planned' : 'not planned'}` : 'not there'}`,
    );
  const morning = at.getTime() + 6.5 * 60 * minutes;
  for (let quarter = 0; quarter < mornings; quarter++) {
    const now = new Date(morning + quarter * 15 * minutes);
    stage.setClock(now);
    await stage.call(schedules.morning, now);
    await stage.settle(`${name}: telling the agents`);
    const agentDays = await stage.items('agentDays');
    const open = agentDays.filter(({ workIds, delivered }) => workIds && Object.keys(delivered as object).length === 0);
    if (open.length === 0) return;
  }
  throw new Unfinished(`${name}: after ${mornings} quarters of an hour some agents are not told`);
};

/** Work that agents have, in the order of its ids. */
const given = (work: readonly Item[]): Item[] =>
  work
    .filter(({ agentId }) => typeof agentId === 'string')
    .sort((one, other) => (String(one.workId) < String(other.workId) ? -1 : 1));

const resultOf = ({ kind }: Item): string => (kind === 'return-visit' ? 'visited' : 'kept');

/** Results that come as a file: of every third piece of work. */
const results = (items: readonly Item[], at: Date): string => {
  const rows = items
    .filter((_, index) => index % 3 === 2)
    .map((item, index) =>
      [
        item.workId,
        item.customerId,
        item.agentId,
        at.toISOString(),
        index % 4 === 3 ? 'undecided' : resultOf(item),
      ].join(),
    );
  return `${['workId,customerId,agentId,doneAt,result', ...rows].join('\n')}\n`;
};

/** An agent opens the link of a piece of work and says what came of it, pressing again where the page does not answer. */
const reply = async ({ aws, access }: Stage, item: Item, at: Date): Promise<void> => {
  const { SecretString = '' } = await access.secrets.send(
    new GetSecretValueCommand({ SecretId: aws.outputs.LinkSecretArn }),
  );
  const link = replyLinksOf(SecretString).sealLink({
    ...{ workId: String(item.workId), agentId: String(item.agentId) },
    ...{ expiresAt: Math.floor(at.getTime() / 1_000) + 86_400, nonce: 'chaos' },
  });
  const address = `${aws.outputs.ReplyUrl}/r/${link}`;
  const again = async (ask: () => Promise<Response>): Promise<string> => {
    for (let press = 0; press < presses; press++) {
      const response = await ask().catch(() => undefined);
      if (response && response.status < 500) return response.text();
    }
    throw new Unfinished('the reply page does not answer');
  };
  const page = await again(() => fetch(address));
  const pass = /name="pass" value="([^"]+)"/.exec(page)?.[1];
  if (pass === undefined) throw new Unfinished(`the reply page has no form: ${page.slice(0, 200)}`);
  const body = new URLSearchParams({ pass, result: resultOf(item) }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  // Twice: people press twice.
  for (let press = 0; press < 2; press++) await again(() => fetch(address, { method: 'POST', body, headers }));
};

/** The operator takes a dump back, as `tierline dumps retract` does. */
const takeBack = async ({ access }: Stage, key: string, at: Date): Promise<void> => {
  const desk = dynamoDumpDesk(access.dynamo, access.names.ledger);
  const dump = (await desk.all()).find((one) => one.key === key && one.status === 'released');
  if (!dump) throw new Unfinished(`the dump to be taken back was not released: ${key}`);
  await desk.move(dump, retract(dump, { at: at.toISOString(), by: 'chaos' }));
  await settleDumps(dynamoLedger(access.dynamo, access.names.ledger), dump.period);
};

/** Everything that comes between the nights, at once. */
const dayBetween = async (stage: Stage, { between, day, retracted }: SmallOperator): Promise<void> => {
  const work = given(await stage.items('work'));
  const at = new Date(day.getTime() - 30 * minutes);
  await land(stage, between.slice(0, 2));
  stage.setClock(at);
  await put(stage, 'feed=outcomes/period=2026-11/source=desk/results.csv', results(work, at));
  for (const item of work.slice(0, 2)) await reply(stage, item, at);
  await takeBack(stage, retracted, at);
  await land(stage, between.slice(2));
  await stage.settle('the day between');
};

/** Two nights of a small operator and the day between them, from an empty stack to the second morning. */
export const playTwoNights = async (stage: Stage, operator: SmallOperator): Promise<void> => {
  const [first, second] = operator.nights;
  await land(stage, operator.before);
  await stage.settle('files');
  await night(stage, first, 'first night');
  await dayBetween(stage, operator);
  if (operator.sweeps) {
    const midnight = new Date(second.getTime() - 120 * minutes);
    stage.setClock(midnight);
    await stage.call(schedules.sweep, midnight);
    await stage.settle('the sweep at midnight');
  }
  await night(stage, second, 'second night');
};
