import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type EmbeddedAws, type Faults, startAws } from '../aws/index.ts';
import { accessTo } from '../clients.ts';
import { type PhoneAnswer, startPhones } from './phones.ts';
import { putBack } from './put-back.ts';
import { readItems, readStored, type Stored, type TableName } from './read-stored.ts';
import { smallOperator } from './small-operator.ts';
import { playTwoNights, Unfinished } from './two-nights.ts';

/** What goes wrong while two nights are played, in the embedded AWS and on the agents' phones. */
export type Trouble = Faults & { phone?: (agentId: string) => PhoneAnswer };

/** How two nights ended. */
export type Played = {
  /** What is stored at the end; undefined where they did not come to one. */
  stored: Stored;
  /** Why they did not come to an end; undefined where they did. */
  unfinished: string | undefined;
  /** Messages that were given up and put back. */
  redriven: number;
  /** What functions asked for and may not do: none, whichever way their retries take. */
  denied: string[];
};

/** A stack that is up, its processes warm, on which pairs of nights are played one after the other. */
export type Lane = {
  play: (variant: number, trouble?: Trouble) => Promise<Played>;
  close: () => Promise<void>;
};

/** A phase in which no invocation ended for so many ms is stuck: the SDK's own retries last for half a minute. */
const stuckAfter = 180_000;
/** A phase takes some fifty invocations; one that has taken so many goes round in circles. */
const mostInvocations = 2_000;
/** Dead letters are put back so often in a phase; then an operator would look closer. */
const redrives = 10;
/** A failed message comes back after so many seconds; its function's clock says that the visibility timeout has passed. */
const retryDelaySeconds = 0.05;
/** The most that a message with a delay waits, seconds. */
const longestDelaySeconds = 0.2;

/** Starts a lane. @param dataDir empty, or one that a lane was on before */
export const startLane = async (assembly: string, dataDir: string): Promise<Lane> => {
  let clock = new Date(0);
  let trouble: Trouble = {};
  const phones = await startPhones((agentId) => trouble.phone?.(agentId) ?? { kind: 'taken' });
  const aws = await startAws({
    ...{ assembly, dataDir: join(dataDir, 'aws'), now: () => clock, idleEndsWindows: true },
    ...{ retryDelaySeconds, shortened: (seconds: number) => Math.min(seconds, longestDelaySeconds) },
    faults: {
      request: (call) => trouble.request?.(call),
      duplicate: (queue, body) => trouble.duplicate?.(queue, body) ?? false,
      hold: (queue, body) => trouble.hold?.(queue, body) ?? 0,
      clock: (name, waitedMs) => clock.getTime() - Date.now() + waitedMs + (trouble.clock?.(name, waitedMs) ?? 0),
    },
  });
  const access = accessTo(aws);
  const sqs = new SQSClient({ endpoint: aws.endpoint, region: aws.region, credentials: aws.credentials });
  const items = (table: TableName) => readItems(aws, access, table);
  const stored = () => readStored(aws, access, join(dataDir, 'aws'), phones.taken);

  return {
    async play(variant, given = {}) {
      await aws.clear();
      phones.taken.length = 0;
      trouble = given;
      let redriven = 0;
      const before = aws.stats().denied.length;
      const denied = () =>
        aws
          .stats()
          .denied.slice(before)
          .map((one) => `${one.function}: ${one.action} on ${one.resource}`);
      let called: { schedule: string; at: Date } | undefined;
      const call = (schedule: string, at: Date): Promise<void> => {
        called = { schedule, at };
        return aws.fire(schedule, at);
      };
      const settle = async (phase: string): Promise<void> => {
        for (let round = 0; ; round++) {
          await idleOrStuck(aws, phase);
          const dead = await putBack(aws, sqs, async () => {
            if (called) await aws.fire(called.schedule, called.at);
          });
          if (dead === 0) return;
          redriven += dead;
          if (round === redrives) throw new Unfinished(`${phase}: messages are given up again and again`);
        }
      };
      const setClock = (at: Date) => {
        clock = at;
      };
      try {
        await playTwoNights({ aws, access, setClock, call, settle, items }, smallOperator(variant, phones.base));
        return { stored: await stored(), unfinished: undefined, redriven, denied: denied() };
      } catch (error) {
        if (!(error instanceof Unfinished)) throw error;
        return { stored: await stored(), unfinished: error.message, redriven, denied: denied() };
      } finally {
        trouble = {};
      }
    },
    async close() {
      await aws.stop();
      await phones.close();
    },
  };
};

const invocationsOf = (aws: EmbeddedAws): number =>
  Object.values(aws.stats().invocations).reduce((sum, { count }) => sum + count, 0);

/** Waits until nothing is left to do. By what is done, not by the clock: a machine may be busy with something else. @throws Unfinished */
const idleOrStuck = async (aws: EmbeddedAws, phase: string): Promise<void> => {
  const idle = aws.idle().then(() => 'idle' as const);
  const first = invocationsOf(aws);
  for (let before = first; ; ) {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, stuckAfter, 'late');
    });
    const ended = await Promise.race([idle, late]);
    clearTimeout(timer);
    if (ended === 'idle') return;
    const now = invocationsOf(aws);
    if (now > before && now - first < mostInvocations) {
      before = now;
      continue;
    }
    const left = aws.waiting().filter(({ messages }) => messages.length > 0);
    const queues = left.map(({ queue, messages }) => `${messages.length} in ${queue}`).join(', ');
    throw new Unfinished(`${phase}: ${now - first} invocations, and still ${queues}`);
  }
};
